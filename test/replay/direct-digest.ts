/**
 * Digests without the thread pool. Under Node `crypto.subtle.digest` hands every call to another thread, which costs a
 * hundred times the hash of a small batch; a browser does not. Where one process is a thousand phones that is most of a
 * sync, so this gives the same answer in the caller's own thread.
 */

import { createHash } from "node:crypto";

const names: Record<string, string> = { "SHA-256": "sha256" };

/** Replace `crypto.subtle.digest` in this thread. Algorithms other than SHA-256 go to the original. */
export function digestDirectly(): void {
  const original = crypto.subtle.digest.bind(crypto.subtle);
  crypto.subtle.digest = (algorithm, data) => {
    const name = typeof algorithm === "string" ? names[algorithm] : undefined;
    if (name === undefined) return original(algorithm, data);
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    return Promise.resolve(new Uint8Array(createHash(name).update(bytes).digest()).buffer);
  };
}
