import { argon2idAsync } from "@noble/hashes/argon2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { KeyCost } from "./key-cost.ts";
import { tidyPassphrase } from "./passphrase.ts";

/** What is wanted of a {@link PassphraseKey}. */
export interface KeyRequest {
  readonly passphrase: string;
  /** 16 bytes. */
  readonly salt: Uint8Array;
  readonly cost: KeyCost;
}

/**
 * Derives 32 bytes from a passphrase, slowly on purpose: whoever has the sealed bytes and guesses pays as much for each guess.
 *
 * @param progress - Told now and then how far it is, 0 to 1.
 */
export type PassphraseKey = (request: KeyRequest, progress?: (share: number) => void) => Promise<Uint8Array>;

/** A {@link PassphraseKey} in this thread, which breathes in between. */
export const directPassphraseKey: PassphraseKey = ({ passphrase, salt, cost }, progress) =>
  argon2idAsync(utf8ToBytes(tidyPassphrase(passphrase)), salt, {
    m: 2 ** cost.memory,
    t: cost.passes,
    p: 1,
    dkLen: 32,
    asyncTick: 20,
    ...(progress === undefined ? {} : { onProgress: progress }),
  });
