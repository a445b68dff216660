import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** Length of every hash of the log's tree in bytes: SHA-256. */
export const treeHashBytes = 32;

/**
 * The roots of the complete subtrees that a log of `size` entries consists of, largest (leftmost) first: one node for
 * every 1 in the binary form of `size`. It is all that a phone keeps of the log in order to append to it and to
 * compare its own root with a checkpoint's. Plain data, structured-cloneable.
 *
 * @see SPEC.md §4.7
 */
export interface Frontier {
  /** How many entries the tree has; at most 2^53 − 1. */
  readonly size: number;
  /** The subtree roots, 32 bytes each, largest subtree first. */
  readonly nodes: readonly Uint8Array[];
}

/** A complete subtree that an append has finished: the hash over 2^level leaves from leaf index · 2^level on. */
export interface CompletedNode {
  /** 0 is a leaf; nodes whose level is a multiple of 8 are what hash tiles hold. */
  readonly level: number;
  /** The subtree's position among those of its level, from 0. */
  readonly index: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/** The frontier of the empty log. */
export const emptyFrontier: Frontier = { size: 0, nodes: [] };

/**
 * The hash of one log entry: SHA-256(0x00 ‖ entry as UTF-8). (RFC 6962 §2.1; the prefix keeps a leaf from being taken
 * for a node.)
 *
 * @param entryText - The entry without newline, see {@link encodeLogEntry}.
 * @see SPEC.md §4.7
 */
export function leafHash(entryText: string): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0), utf8ToBytes(entryText)));
}

/** The hash of two neighbouring subtrees: SHA-256(0x01 ‖ left ‖ right). (RFC 6962 §2.1) */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(1), left, right));
}

/**
 * Append one entry. (Whoever follows the log: phone, mirror, witness.)
 *
 * @param leaf - From {@link leafHash}.
 * @returns A new frontier; the one given is left as it was.
 * @throws RangeError when the frontier or the leaf hash is not one.
 */
export function appendLeaf(frontier: Frontier, leaf: Uint8Array): Frontier {
  return appendLeafNodes(frontier, leaf).frontier;
}

/**
 * Append one entry and name every subtree that it completes. (The log's own server, which stores them all: a node
 * that is complete never changes again, so tiles are read straight from what is stored.)
 *
 * @param leaf - From {@link leafHash}.
 * @returns The new frontier, and the completed nodes from the leaf (level 0) upwards.
 * @throws RangeError when the frontier or the leaf hash is not one.
 */
export function appendLeafNodes(
  frontier: Frontier,
  leaf: Uint8Array,
): { frontier: Frontier; completed: CompletedNode[] } {
  checkFrontier(frontier);
  checkHash(leaf);
  if (frontier.size === Number.MAX_SAFE_INTEGER) throw new RangeError("the log is full");
  const nodes = [...frontier.nodes];
  let hash = Uint8Array.from(leaf);
  let index = frontier.size;
  const completed: CompletedNode[] = [{ level: 0, index, hash }];
  // An odd position is a right child: its left sibling is the smallest subtree of the frontier.
  for (let level = 1; index % 2 === 1; level++) {
    const left = nodes.pop();
    if (left === undefined) throw new RangeError("the frontier has too few nodes for its size");
    hash = Uint8Array.from(nodeHash(left, hash));
    index = Math.floor(index / 2);
    completed.push({ level, index, hash });
  }
  nodes.push(hash);
  return { frontier: { size: frontier.size + 1, nodes }, completed };
}

/**
 * The tree head of RFC 6962 over all entries, as a checkpoint carries it: SHA-256 of nothing for the empty log.
 *
 * @throws RangeError when the frontier is not one.
 */
export function treeRoot(frontier: Frontier): Uint8Array {
  checkFrontier(frontier);
  if (frontier.size === 0) return sha256(new Uint8Array(0));
  return Uint8Array.from(frontier.nodes.reduceRight((right, left) => nodeHash(left, right)));
}

function checkFrontier({ size, nodes }: Frontier): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is no size of a log`);
  let wanted = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) wanted += rest % 2;
  if (nodes.length !== wanted) {
    throw new RangeError(`a frontier of size ${size} has ${wanted} nodes, not ${nodes.length}`);
  }
  for (const node of nodes) checkHash(node);
}

function checkHash(hash: Uint8Array): void {
  if (hash.length !== treeHashBytes) {
    throw new RangeError(`a tree hash has ${treeHashBytes} bytes, not ${hash.length}`);
  }
}
