import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { tokenBytes } from "./place.ts";

/** Why a token is published, as a byte. @see SPEC.md §4.5 */
export const evidence = { reported: 1, confirmed: 2, retracted: 3 } as const;

/** 1 reported by a case's device, 2 confirmed by place or authority, 3 retracted. */
export type Evidence = (typeof evidence)[keyof typeof evidence];

/** What a batch says of one place in one interval. */
export interface ExposedToken {
  readonly evidence: Evidence;
  /** 16 bytes. */
  readonly token: Uint8Array;
}

/** Length of a batch's salt in bytes. */
export const saltBytes = 16;

/** Where a digest stands in a batch: a segment, and in it a value below 2^47. */
export interface Location {
  readonly segment: number;
  readonly value: number;
}

const label = utf8ToBytes("celadon/v1/exposed");

/** Of each digest this much matters: 4 bytes for the segment, 8 for the value. */
export const digestBytesUsed = 12;

/**
 * A function that hashes exposed tokens under one batch's salt. It reuses one buffer: a phone calls it
 * thousands of times a sync.
 *
 * @param salt - 16 bytes.
 * @returns 32-byte digests.
 * @see SPEC.md §4.6
 */
export function exposedDigester(salt: Uint8Array): (exposed: ExposedToken) => Uint8Array {
  const message = new Uint8Array(label.length + saltBytes + 1 + tokenBytes);
  message.set(label);
  message.set(salt, label.length);
  const at = label.length + saltBytes;
  return (exposed) => {
    if (exposed.token.length !== tokenBytes) {
      throw new RangeError(`a token has ${tokenBytes} bytes, not ${exposed.token.length}`);
    }
    message[at] = exposed.evidence;
    message.set(exposed.token, at + 1);
    return sha256(message);
  };
}

/**
 * Where a digest belongs.
 *
 * @param digest - At least 12 bytes.
 * @param segments - How many segments the batch has; the product with 32 bits stays below 2^53.
 * @see SPEC.md §4.6
 */
export function locate(digest: Uint8Array, segments: number): Location {
  const view = new DataView(digest.buffer, digest.byteOffset, digestBytesUsed);
  return {
    segment: Math.floor((view.getUint32(0) * segments) / 2 ** 32),
    value: view.getUint32(4) * 2 ** 15 + (view.getUint32(8) >>> 17),
  };
}
