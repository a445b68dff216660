import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const rootLabel = utf8ToBytes("celadon/v1/place");
const nodeLabel = utf8ToBytes("celadon/v1/node");
const infoLabel = utf8ToBytes("celadon/v1/place-info");
const tokenLabel = utf8ToBytes("celadon/v1/token");

/** Length of a place key in bytes. */
export const placeKeyBytes = 32;

/** Length of a region id in bytes: the first bytes of the hash of the region's root text. @see SPEC.md §4.7 */
export const regionIdBytes = 8;

/** Length of a token, and of a node of the place tree, in bytes. */
export const tokenBytes = 16;

/**
 * A new place's secret. (Owner, at set-up.) The owner's alone: it goes onto the recovery sheet and is not kept.
 *
 * @returns 32 random bytes.
 * @see SPEC.md §4.1
 */
export function generatePlaceKey(): Uint8Array {
  return randomBytes(placeKeyBytes);
}

/**
 * The root of a place's tree. (Owner.) As secret as the place key.
 *
 * @param placeKey - 32 bytes.
 * @returns 16 bytes.
 * @see SPEC.md §4.1
 */
export function placeRoot(placeKey: Uint8Array): Uint8Array {
  if (placeKey.length !== placeKeyBytes) {
    throw new RangeError(`a place key has ${placeKeyBytes} bytes, not ${placeKey.length}`);
  }
  return hkdf(sha256, placeKey, undefined, rootLabel, tokenBytes);
}

/** Both children of a node of the tree, 16 bytes each. @see SPEC.md §4.1 */
export function childNodes(node: Uint8Array): { left: Uint8Array; right: Uint8Array } {
  const both = sha256(concatBytes(nodeLabel, node));
  return { left: both.slice(0, tokenBytes), right: both.slice(tokenBytes) };
}

/**
 * What binds a place's tokens to what the visitor saw. (Visitor and owner.)
 *
 * @param regionId - 8 bytes.
 * @param name - Enters byte for byte as in the code: no normalisation, no trimming.
 * @returns 32 bytes; not secret from anyone who saw the code.
 * @see SPEC.md §4.1
 */
export function placeInfo(regionId: Uint8Array, name: string): Uint8Array {
  if (regionId.length !== regionIdBytes) {
    throw new RangeError(`a region id has ${regionIdBytes} bytes, not ${regionId.length}`);
  }
  return sha256(concatBytes(infoLabel, regionId, utf8ToBytes(name)));
}

/** The token of one interval, from its leaf of the tree. 16 bytes. @see SPEC.md §4.1 */
export function tokenOfLeaf(info: Uint8Array, leaf: Uint8Array): Uint8Array {
  return sha256(concatBytes(tokenLabel, info, leaf)).slice(0, tokenBytes);
}
