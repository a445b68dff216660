import { stretchHere } from "./passphrase.ts";
import type { StretchAnswer, StretchRequest } from "./worker-stretch.ts";

/*
 * The module worker that makes a key of a passphrase: seconds of work and megabytes of memory, which go when it ends. A page starts
 * one for each passphrase, by `workerStretch`.
 */
const answer = (message: StretchAnswer): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
  self.postMessage(message);
};

self.addEventListener("message", ({ data }: MessageEvent<StretchRequest>) => {
  void stretchHere(data.passphrase, data.salt, data.cost, (done) => answer({ done })).then(
    (secret) => answer({ secret }),
    (error: unknown) => answer({ failed: String(error) }),
  );
});
