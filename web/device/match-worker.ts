import { answerMatch, type MatchRequest } from "./match-service.ts";
import type { KeyOrder } from "./worker-passphrase-key.ts";

/*
 * The module worker that looks tokens up in batches, so that a large batch never holds up the page, and derives keys from
 * passphrases. A page starts it and gives it to `workerMatcher` and `workerPassphraseKey`.
 */
self.addEventListener("message", ({ data }: MessageEvent<MatchRequest | KeyOrder>) => {
  if ("port" in data) {
    // Rarely needed, and then from the service worker's copy.
    void import("./key-service.ts").then(({ answerKey }) => answerKey(data));
    return;
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
  void answerMatch(data).then((answer) => self.postMessage(answer));
});
