import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

import { parseDecimal } from "./decimal.ts";
import { ProtocolError } from "./errors.ts";
import { Reader, unsignedBytes } from "./reader.ts";
import { decodeUtf8 } from "./utf8.ts";

/** How many hashes a full tile holds, and how many entries a full bundle. (C2SP tlog-tiles) */
export const tileWidthMax = 256;

/** The highest level of a tile: level L holds the hashes of subtrees of 256^L entries. */
export const tileLevelMax = 63;

/** The longest log entry in bytes of UTF-8: bundles give its length in 16 bits. */
export const logEntryBytesMax = 65_535;

/** What a tile's path says. */
export interface TilePath {
  /** 0 to 63 for hashes, `"entries"` for the entries themselves. */
  readonly level: number | "entries";
  /** The tile's position in its level, from 0. */
  readonly index: number;
  /** How many hashes or entries it holds: 1 to 255 when partial, 256 when full. */
  readonly width: number;
}

/**
 * The path of a tile of hashes, relative to the log's prefix: `tile/0/x001/234.p/5`.
 *
 * @param level - 0 to 63.
 * @param index - The tile's position in its level.
 * @param width - 1 to 256; a full tile's path has no suffix.
 * @throws RangeError when one of them is out of range.
 * @see SPEC.md §4.7, C2SP tlog-tiles
 */
export function tilePath(level: number, index: number, width: number): string {
  if (!Number.isInteger(level) || level < 0 || level > tileLevelMax) {
    throw new RangeError(`a tile's level is 0 to ${tileLevelMax}, not ${level}`);
  }
  return `tile/${level}/${positionPath(index, width)}`;
}

/**
 * The path of a bundle of entries, relative to the log's prefix: `tile/entries/000.p/7`.
 *
 * @throws RangeError as {@link tilePath}.
 * @see SPEC.md §4.7, C2SP tlog-tiles
 */
export function entryBundlePath(index: number, width: number): string {
  return `tile/entries/${positionPath(index, width)}`;
}

/**
 * Read a path that one of the two functions above made. (Server, mirror.)
 *
 * @param path - Untrusted; relative to the log's prefix, without query.
 * @returns Null when it is no tile's path: any other spelling of a number included, so that each tile has one address.
 */
export function parseTilePath(path: string): TilePath | null {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (match === null) return null;
  const [, levelText = "", indexText = "", widthText] = match;
  const level = levelText === "entries" ? levelText : parseDecimal(levelText);
  const index = Number(indexText.replaceAll(/[x/]/g, ""));
  const width = widthText === undefined ? tileWidthMax : parseDecimal(widthText);
  if (level === null || width === null || width < 1 || !Number.isSafeInteger(index)) return null;
  if (level !== "entries" && level > tileLevelMax) return null;
  const canonical = level === "entries" ? entryBundlePath : tilePath.bind(null, level);
  return width <= tileWidthMax && canonical(index, width) === path ? { level, index, width } : null;
}

/**
 * How wide a tile or bundle is in a log of a given size. (Phone: what to ask for; server: what there is.)
 *
 * @param level - 0 to 63; bundles are as wide as the tiles of level 0.
 * @param index - The tile's position in its level.
 * @param size - Of the log, from a verified checkpoint.
 * @returns 0 when there is no such tile, 256 when it is full.
 */
export function tileWidth(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / tileWidthMax ** level);
  return Math.min(tileWidthMax, Math.max(0, hashes - index * tileWidthMax));
}

/**
 * A bundle of entries: for each its length in two bytes, big-endian, and its UTF-8. (Server.)
 *
 * @param entries - 1 to 256 texts.
 * @throws RangeError when there are more or none, or one is too long or no well-formed text.
 * @see SPEC.md §4.7, C2SP tlog-tiles
 */
export function encodeEntryBundle(entries: readonly string[]): Uint8Array {
  checkWidth(entries.length);
  const parts = entries.flatMap((entry) => {
    if (/\p{Cs}/u.test(entry)) throw new RangeError("a log entry has half a surrogate pair");
    const bytes = utf8ToBytes(entry);
    if (bytes.length > logEntryBytesMax)
      throw new RangeError(`a log entry of ${bytes.length} bytes is too long`);
    return [unsignedBytes(bytes.length, 2), bytes];
  });
  return concatBytes(...parts);
}

/**
 * Read a bundle. (Phone, mirror.) What it holds is to be trusted only once the hashes of all entries make the root of a
 * verified checkpoint.
 *
 * @param bytes - Untrusted.
 * @param width - How many entries were asked for, see {@link tileWidth}.
 * @throws {@link ProtocolError} `malformed` when it does not hold exactly so many; `not-utf-8` when an entry is no text.
 * @throws RangeError when the width is not 1 to 256.
 * @see SPEC.md §4.7, C2SP tlog-tiles
 */
export function decodeEntryBundle(bytes: Uint8Array, width: number): string[] {
  checkWidth(width);
  const reader = new Reader(bytes, "entry bundle");
  const entries: string[] = [];
  while (entries.length < width) {
    if (reader.remaining === 0) {
      throw new ProtocolError("malformed", `entry bundle: wanted ${width} entries, got ${entries.length}`);
    }
    entries.push(decodeUtf8(reader.bytes(reader.u16()), "log entry"));
  }
  reader.end();
  return entries;
}

function positionPath(index: number, width: number): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`${index} is no position of a tile`);
  checkWidth(width);
  let path = String(index % 1000).padStart(3, "0");
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, "0")}/${path}`;
  }
  return width === tileWidthMax ? path : `${path}.p/${width}`;
}

function checkWidth(width: number): void {
  if (!Number.isInteger(width) || width < 1 || width > tileWidthMax) {
    throw new RangeError(`a tile is 1 to ${tileWidthMax} wide, not ${width}`);
  }
}
