import type { PassphraseCost, Stretch } from "./passphrase.ts";

/** From the page to the worker: one, and no more. */
export interface StretchRequest {
  readonly passphrase: string;
  readonly salt: Uint8Array;
  readonly cost: PassphraseCost;
}

/** From the worker to the page. */
export type StretchAnswer =
  /** From 0 to 1. */
  { readonly done: number } | { readonly secret: Uint8Array } | { readonly failed: string };

/** What of a `Worker` is needed. */
export interface StretchWorker {
  postMessage(request: StretchRequest): void;
  addEventListener(type: "message", listener: (event: MessageEvent<StretchAnswer>) => void): void;
  addEventListener(type: "error", listener: (event: Event) => void): void;
  terminate(): void;
}

/**
 * Stretch passphrases in workers. (Page.)
 *
 * @param start - Starts a worker that runs `stretch-worker.ts`; it is ended as soon as it has answered.
 */
export function workerStretch(start: () => StretchWorker): Stretch {
  return async (passphrase, salt, cost, progress = () => {}) => {
    const worker = start();
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        worker.addEventListener("message", ({ data }) => {
          if ("done" in data) progress(data.done);
          else if ("secret" in data) resolve(data.secret);
          else reject(new Error(data.failed));
        });
        worker.addEventListener("error", () => reject(new Error("the worker for passphrases failed")));
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
        worker.postMessage({ passphrase, salt, cost });
      });
    } finally {
      worker.terminate();
    }
  };
}
