import { intervalLimit } from "./interval.ts";
import { childNodes, placeRoot, tokenOfLeaf } from "./place.ts";

/**
 * The power to derive a place's tokens from interval `start` up to, not including, `end`, and no others: a
 * range-constrained key of the GGM tree. Whoever holds it can pass it on.
 *
 * @see SPEC.md §4.1
 */
export interface Pass {
  /** First interval, 0 ≤ start < end. */
  readonly start: number;
  /** First interval after it, end ≤ 2^24. */
  readonly end: number;
  /** 16 bytes a block of the minimal dyadic cover of [start, end), ascending by position. Secret. */
  readonly nodes: readonly Uint8Array[];
}

/** An aligned run of 2^height leaves: everything below one node of the tree. */
interface Block {
  readonly start: number;
  readonly height: number;
}

/**
 * The whole tree of a place as a pass. (Owner, with the key at hand.)
 *
 * @param placeKey - 32 bytes.
 * @returns [start, end) of the place.
 * @throws RangeError unless 0 ≤ start < end ≤ 2^24.
 * @see SPEC.md §4.1
 */
export function passFromPlaceKey(placeKey: Uint8Array, start: number, end: number): Pass {
  return narrowPass({ start: 0, end: intervalLimit, nodes: [placeRoot(placeKey)] }, start, end);
}

/**
 * A part of a pass. One operation serves everything: a display shows [now, now + stay), prints [opening, closing),
 * and punctures what it stores by narrowing it to [now, sunset), after which the past is gone from it.
 *
 * @throws RangeError unless [start, end) lies inside the pass and is not empty.
 * @see SPEC.md §4.1
 */
export function narrowPass(pass: Pass, start: number, end: number): Pass {
  if (start < pass.start || end > pass.end) {
    throw new RangeError(`[${start}, ${end}) is not inside the pass [${pass.start}, ${pass.end})`);
  }
  const nodes: Uint8Array[] = [];
  const given = cover(pass.start, pass.end);
  let from = 0;
  for (const block of cover(start, end)) {
    while (blockEnd(given[from]!) <= block.start) from++;
    nodes.push(descend(pass.nodes[from]!, given[from]!, block));
  }
  return { start, end, nodes };
}

/**
 * The token of one interval. (Visitor at check-out; host for the own visit.)
 *
 * @param info - From {@link placeInfo}: another name or region gives another token.
 * @returns 16 bytes, or `null` when the pass does not reach that interval.
 * @see SPEC.md §4.1
 */
export function deriveToken(pass: Pass, info: Uint8Array, interval: number): Uint8Array | null {
  if (!Number.isInteger(interval) || interval < pass.start || interval >= pass.end) return null;
  const leaf = narrowPass(pass, interval, interval + 1).nodes[0]!;
  return tokenOfLeaf(info, leaf);
}

/** How many nodes a pass [start, end) has. @throws RangeError unless 0 ≤ start < end ≤ 2^24. @see SPEC.md §4.1 */
export function coverLength(start: number, end: number): number {
  return cover(start, end).length;
}

/** The minimal dyadic cover of [start, end): the fewest aligned blocks, ascending. */
function cover(start: number, end: number): Block[] {
  if (
    !Number.isInteger(start) ||
    !Number.isInteger(end) ||
    start < 0 ||
    start >= end ||
    end > intervalLimit
  ) {
    throw new RangeError(`[${start}, ${end}) is not a range of intervals`);
  }
  const blocks: Block[] = [];
  let position = start;
  while (position < end) {
    let height = 0;
    while (position % 2 ** (height + 1) === 0 && position + 2 ** (height + 1) <= end) height++;
    blocks.push({ start: position, height });
    position += 2 ** height;
  }
  return blocks;
}

function blockEnd(block: Block): number {
  return block.start + 2 ** block.height;
}

/** Walk down from the node of one block to the node of a block inside it. */
function descend(node: Uint8Array, from: Block, to: Block): Uint8Array {
  let current = node;
  for (let height = from.height - 1; height >= to.height; height--) {
    const { left, right } = childNodes(current);
    current = Math.floor(to.start / 2 ** height) % 2 === 0 ? left : right;
  }
  return new Uint8Array(current);
}
