import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { tokenBytes } from "./place.ts";
import { unsignedBytes } from "./reader.ts";

const drillLabel = utf8ToBytes("celadon/v1/drill");
const retractLabel = utf8ToBytes("celadon/v1/retract");

/**
 * The token that every batch holds with evidence 2 and that no code can yield: each device looks it up after each
 * sync and so tries the whole path.
 *
 * @param regionId - 8 bytes.
 * @param closed - The batch's closing interval, u32.
 * @returns 16 bytes; public.
 * @see SPEC.md §4.6
 */
export function drillToken(regionId: Uint8Array, closed: number): Uint8Array {
  return sha256(concatBytes(drillLabel, regionId, unsignedBytes(closed, 4))).slice(0, tokenBytes);
}

/**
 * The token that takes one published token back, in one batch only. (Sender; and every device that matched it.)
 *
 * @param salt - The salt of the batch in which the token was published, 16 bytes.
 * @param evidence - With which it was published.
 * @param token - The published token, 16 bytes.
 * @returns 16 bytes, published with evidence 3.
 * @see SPEC.md §4.6
 */
export function retractionToken(salt: Uint8Array, evidence: 1 | 2, token: Uint8Array): Uint8Array {
  return sha256(concatBytes(retractLabel, salt, Uint8Array.of(evidence), token)).slice(0, tokenBytes);
}
