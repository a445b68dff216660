import { bytesToHex } from "@noble/hashes/utils.js";

import { ProtocolError } from "./errors.ts";
import { emptyFrontier, nodeHash, treeHashBytes, treeRoot } from "./log-tree.ts";

/** The most hashes of a proof: a log has at most 2^53 − 1 entries, and C2SP tlog-witness allows 63. */
export const proofHashesMax = 63;

/**
 * Where a prover reads the tree: the hash of the complete subtree of 2^level leaves from leaf index · 2^level on. Only
 * subtrees that are complete in the tree are asked for. See {@link subtreesOfTiles}.
 */
export type SubtreeHashes = (level: number, index: number) => Uint8Array | Promise<Uint8Array>;

/** What an inclusion proof is about. */
export interface Inclusion {
  /** The entry's position in the log, from 0. */
  readonly index: number;
  /** Size of the tree that it is in, from a verified checkpoint. */
  readonly size: number;
  /** See `leafHash`. */
  readonly leaf: Uint8Array;
  /** Root of that tree, from the same checkpoint. */
  readonly root: Uint8Array;
  /** Untrusted: hashes from the leaf upwards. */
  readonly proof: readonly Uint8Array[];
}

/** What a consistency proof is about: that the tree of `oldSize` is how the tree of `size` began. */
export interface Consistency {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  /** Untrusted. Empty when the old tree is empty, or both are one. */
  readonly proof: readonly Uint8Array[];
}

/**
 * The hashes that lead from one entry to the root. (Log's server, mirror, auditor.)
 *
 * @param index - Below `size`.
 * @param size - At most what the source has.
 * @throws RangeError when they are not such numbers, or the source gives no hash of 32 bytes; whatever the source throws.
 * @see SPEC.md §4.7, RFC 9162 §2.1.3.1
 */
export async function proveInclusion(
  index: number,
  size: number,
  hashes: SubtreeHashes,
): Promise<Uint8Array[]> {
  checkSize(size);
  checkSize(index);
  if (index >= size) throw new RangeError(`a log of ${size} entries has no entry ${index}`);
  const siblings: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      siblings.push([middle, to]);
      to = middle;
    } else {
      siblings.push([from, middle]);
      from = middle;
    }
  }
  return Promise.all(siblings.toReversed().map((range) => hashOf(range, hashes)));
}

/**
 * The hashes that show that a log has only been appended to. (Log's server, mirror.)
 *
 * @param oldSize - At most `size`.
 * @throws RangeError as {@link proveInclusion}.
 * @see SPEC.md §4.7, RFC 9162 §2.1.4.1
 */
export async function proveConsistency(
  oldSize: number,
  size: number,
  hashes: SubtreeHashes,
): Promise<Uint8Array[]> {
  checkSize(size);
  checkSize(oldSize);
  if (oldSize > size) throw new RangeError(`a log of ${size} entries never had ${oldSize}`);
  if (oldSize === 0 || oldSize === size) return [];
  const parts: Range[] = [];
  let [from, to] = [0, size];
  // Down the right edge of the old tree, until a subtree ends where it did.
  while (oldSize < to) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      parts.push([middle, to]);
      to = middle;
    } else {
      parts.push([from, middle]);
      from = middle;
    }
  }
  // When that is the whole old tree, the verifier knows its root already.
  if (from > 0) parts.push([from, to]);
  return Promise.all(parts.toReversed().map((range) => hashOf(range, hashes)));
}

/**
 * The root that a log had at a size. (Log's server, auditor.)
 *
 * @param size - At most what the source has.
 * @throws RangeError as {@link proveInclusion}.
 * @see SPEC.md §4.7, RFC 9162 §2.1.1
 */
export async function treeRootAt(size: number, hashes: SubtreeHashes): Promise<Uint8Array> {
  checkSize(size);
  return size === 0 ? treeRoot(emptyFrontier) : hashOf([0, size], hashes);
}

/**
 * Check that an entry is in a log. (Phone, auditor.)
 *
 * @throws {@link ProtocolError} `wrong-proof` when it does not show it, or is longer than it must be.
 * @see SPEC.md §4.7, RFC 9162 §2.1.3.2
 */
export function verifyInclusion({ index, size, leaf, root, proof }: Inclusion): void {
  checkHashes([leaf, root, ...proof]);
  if (!isSize(index) || !isSize(size) || index >= size) throw wrong(`entry ${index} of ${size}`);
  let [node, last] = [index, size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) throw wrong("it is too long");
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      // A last node without a sibling is its own parent.
      while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  if (last !== 0) throw wrong("it is too short");
  if (!sameHash(hash, root)) throw wrong(`entry ${index} is not in the tree of ${size}`);
}

/**
 * Check that a log has only been appended to between two checkpoints. (Witness, monitor.)
 *
 * @throws {@link ProtocolError} `wrong-proof` when it does not show it, or has a hash that is not needed.
 * @see SPEC.md §4.7, RFC 9162 §2.1.4.2
 */
export function verifyConsistency({ oldSize, oldRoot, size, root, proof }: Consistency): void {
  checkHashes([oldRoot, root, ...proof]);
  if (!isSize(oldSize) || !isSize(size) || oldSize > size) throw wrong(`from ${oldSize} to ${size}`);
  for (const [each, head] of [
    [oldSize, oldRoot],
    [size, root],
  ] as const) {
    if (each === 0 && !sameHash(head, treeRoot(emptyFrontier))) throw wrong("an empty log has another root");
  }
  if (oldSize === 0 || oldSize === size) {
    if (proof.length > 0) throw wrong("it is too long");
    if (oldSize === size && !sameHash(oldRoot, root)) throw wrong(`two roots at ${size}`);
    return;
  }
  let [node, last] = [oldSize - 1, size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // An old tree of 2^k entries is one subtree of the new: its root is where the way up begins.
  const [start, ...rest] = node === 0 ? [oldRoot, ...proof] : proof;
  if (start === undefined) throw wrong("it is too short");
  let [oldHash, hash] = [start, start];
  for (const sibling of rest) {
    if (last === 0) throw wrong("it is too long");
    if (isOdd(node) || node === last) {
      oldHash = nodeHash(sibling, oldHash);
      hash = nodeHash(sibling, hash);
      while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  if (last !== 0) throw wrong("it is too short");
  if (!sameHash(oldHash, oldRoot) || !sameHash(hash, root)) {
    throw wrong(`the tree of ${size} does not begin with that of ${oldSize}`);
  }
}

/**
 * Read subtrees from tiles, which keep every eighth level: the levels between are hashed from those below.
 *
 * @param read - `count` hashes of one level of tiles from a position on, never beyond the end of a tile: what a server's
 *   table has, or a tile that was fetched.
 * @see SPEC.md §4.7, C2SP tlog-tiles
 */
export function subtreesOfTiles(
  read: (
    tileLevel: number,
    from: number,
    count: number,
  ) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>,
): SubtreeHashes {
  return async (level, index) => {
    const above = level % levelsPerTile;
    const count = 2 ** above;
    let hashes = await read((level - above) / levelsPerTile, index * count, count);
    if (hashes.length !== count)
      throw new RangeError(`wanted ${count} hashes of a tile, got ${hashes.length}`);
    while (hashes.length > 1) {
      hashes = Array.from({ length: hashes.length / 2 }, (_, pair) =>
        nodeHash(hashes[2 * pair]!, hashes[2 * pair + 1]!),
      );
    }
    return hashes[0]!;
  };
}

const levelsPerTile = 8;

/** Leaves [from, to), as RFC 9162 §2.1.1 divides a tree: all parts but those on the right edge are complete subtrees. */
type Range = readonly [from: number, to: number];

/** The hash over the leaves of a range, from the complete subtrees that it consists of. */
async function hashOf([from, to]: Range, hashes: SubtreeHashes): Promise<Uint8Array> {
  const parts: Promise<Uint8Array>[] = [];
  for (let at = from; at < to;) {
    let [level, width] = [0, 1];
    while (width * 2 <= to - at) [level, width] = [level + 1, width * 2];
    parts.push(Promise.resolve(hashes(level, at / width)));
    at += width;
  }
  const found = await Promise.all(parts);
  for (const hash of found) {
    if (hash.length !== treeHashBytes) throw new RangeError(`a tree hash has ${hash.length} bytes`);
  }
  return Uint8Array.from(found.reduceRight((right, left) => nodeHash(left, right)));
}

/** The largest power of two below a count of at least 2. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

// Sizes go up to 2^53 − 1: no bitwise operators, which cut to 32 bits.
function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function checkSize(value: number): void {
  if (!isSize(value)) throw new RangeError(`${value} is no size of a log`);
}

function checkHashes(hashes: readonly Uint8Array[]): void {
  if (hashes.length > proofHashesMax + 2) throw wrong("it is too long");
  for (const { length } of hashes) if (length !== treeHashBytes) throw wrong(`a hash has ${length} bytes`);
}

/** All of it is public: no need for constant time. */
function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return bytesToHex(one) === bytesToHex(other);
}

function wrong(why: string): ProtocolError {
  return new ProtocolError("wrong-proof", `not a proof: ${why}`);
}
