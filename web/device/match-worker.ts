import { answerMatch, type MatchRequest } from "./match-service.ts";

/*
 * The module worker that looks tokens up in batches, so that a large batch never holds up the page.
 * A page starts it and gives it to `workerMatcher`.
 */
self.addEventListener("message", ({ data }: MessageEvent<MatchRequest>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
  void answerMatch(data).then((answer) => self.postMessage(answer));
});
