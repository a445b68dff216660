import { argon2idAsync } from "@noble/hashes/argon2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** What a passphrase costs to try. Argon2id (RFC 9106), version 0x13, one lane, 32 bytes out. */
export interface PassphraseCost {
  readonly memoryKiB: number;
  readonly passes: number;
}

/** Bytes of a passphrase's salt. */
export const saltBytes = 16;

/** Characters that a new passphrase has at least. */
export const passphraseLengthMin = 8;

/**
 * What new passphrases cost: 32 MiB and two passes, above the least that OWASP names (19 MiB and two). In plain JavaScript that is
 * 0.7 s in Chromium on a desktop and under 3 s with its processor slowed four times: as long as one is willing to wait at each unlocking.
 */
export const passphraseCost: PassphraseCost = { memoryKiB: 32_768, passes: 2 };

/**
 * A passphrase's key. Takes a second or several: see {@link Stretch} for the way to do it beside the page.
 *
 * The text is brought to Unicode's form NFC first, so that another keyboard's accents are the same; nothing else is changed.
 *
 * @param salt - {@link saltBytes}.
 * @param progress - From 0 to 1.
 * @returns 32 bytes.
 * @see SPEC.md §4.11
 */
export function stretchHere(
  passphrase: string,
  salt: Uint8Array,
  { memoryKiB, passes }: PassphraseCost,
  progress: (done: number) => void = () => {},
): Promise<Uint8Array> {
  const cost = { m: memoryKiB, t: passes, p: 1, dkLen: 32, onProgress: progress };
  return argon2idAsync(utf8ToBytes(passphrase.normalize("NFC")), salt, cost);
}

/** {@link stretchHere}, wherever it runs. */
export type Stretch = (
  passphrase: string,
  salt: Uint8Array,
  cost: PassphraseCost,
  progress?: (done: number) => void,
) => Promise<Uint8Array>;
