import type { KeyRequest, PassphraseKey } from "./passphrase-key.ts";

/** A request with the port on which it is answered. */
export interface KeyOrder {
  readonly request: KeyRequest;
  readonly port: MessagePort;
}

/** How far it is, or the key, or why there is none. */
export type KeyAnswer =
  { readonly share: number } | { readonly key: Uint8Array } | { readonly message: string };

/** What of a `Worker` is needed. */
export interface KeyWorker {
  postMessage(order: KeyOrder, transfer: Transferable[]): void;
}

/**
 * A {@link PassphraseKey} in a worker that runs `match-worker.ts`. (Page.)
 *
 * @param worker - Shared with the matcher: a page that started another one would be seen to, see `openStorage`.
 */
export function workerPassphraseKey(worker: KeyWorker): PassphraseKey {
  return (request, progress) =>
    new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener("message", ({ data }: MessageEvent<KeyAnswer>) => {
        if ("share" in data) return progress?.(data.share);
        port1.close();
        if ("key" in data) resolve(data.key);
        else reject(new Error(data.message));
      });
      port1.start();
      worker.postMessage({ request, port: port2 }, [port2]);
    });
}
