import { bytesToHex } from "@noble/hashes/utils.js";
import {
  appendLeaf,
  cosignatureVerifier,
  decodeEntryBundle,
  decodeUtf8,
  emptyFrontier,
  entryBundlePath,
  type Frontier,
  type LogEntry,
  type Manifest,
  noteVerifier,
  openCheckpoint,
  type OpenedCheckpoint,
  parseLogEntry,
  ProtocolError,
  tilePath,
  tileWidth,
  tileWidthMax,
  treeRoot,
} from "../../protocol/index.ts";
import { growTree } from "../log.ts";
import { Difference } from "./findings.ts";
import { eachOf, type Site } from "./site.ts";

const logPath = "/v1/log/";

const checkpointBytesMax = 65_536;

/** Every entry may have 65,535 bytes and its length. */
const bundleBytesMax = tileWidthMax * 65_537;

const hashBytes = 32;

/** A longer log is not read: some centuries of hourly batches. */
const entriesMax = 10_000_000;

/** The whole log, every entry of which is under the root of its signed checkpoint. */
export interface History {
  readonly checkpoint: OpenedCheckpoint;
  /** The checkpoint as it was served. */
  readonly note: string;
  readonly frontier: Frontier;
  readonly leaves: readonly Uint8Array[];
  readonly entries: readonly LogEntry[];
}

/**
 * Read the whole log: the checkpoint, every entry from the bundles, and every tile.
 *
 * @param manifest - The newest: names the log's key and the witnesses.
 * @throws {@link Difference} when a signature is wrong, something is missing or malformed, or bundles, tiles and root do not agree.
 * @see SPEC.md §4.7
 */
export async function readHistory(site: Site, manifest: Manifest): Promise<History> {
  const { note, checkpoint } = await readCheckpoint(site, manifest);
  const { size, root } = checkpoint;
  if (size > entriesMax) throw new Difference("log", `it has ${size} entries; up to ${entriesMax} are read`);
  const texts = await readEntries(site, 0, size);
  const { frontier, hashes } = growTree(emptyFrontier, texts);
  const tiles: Uint8Array[][] = [[]];
  for (const { level, hash } of hashes) (tiles[level] ??= []).push(hash);
  const evidence = [{ title: "checkpoint", text: note }];
  if (bytesToHex(treeRoot(frontier)) !== bytesToHex(root)) {
    throw new Difference(
      "log",
      `its ${size} entries do not make the root that the checkpoint signs`,
      evidence,
    );
  }
  await checkTiles(site, size, tiles);
  return { checkpoint, note, frontier, leaves: tiles[0]!, entries: texts.map(parseEntry) };
}

/** The root of the log when it had `size` entries. */
export function rootAt({ leaves }: Pick<History, "leaves">, size: number): Uint8Array {
  return treeRoot(leaves.slice(0, size).reduce(appendLeaf, emptyFrontier));
}

/**
 * Read the checkpoint that the site shows.
 *
 * @param manifest - Names the log's key and the witnesses.
 * @throws {@link Difference} when the log's key has not signed it, or a signature is wrong.
 */
export async function readCheckpoint(
  site: Site,
  manifest: Manifest,
): Promise<{ note: string; checkpoint: OpenedCheckpoint }> {
  const bytes = await site.need(`${logPath}checkpoint`, checkpointBytesMax);
  try {
    const note = decodeUtf8(bytes, "checkpoint");
    const witnesses = manifest.witnesses.map(cosignatureVerifier);
    return { note, checkpoint: openCheckpoint(note, noteVerifier(manifest.logKey), witnesses) };
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new Difference("checkpoint", cause.message, [], { cause });
  }
}

/**
 * Read the entries [from, size), as they are served: nothing is known of them yet.
 *
 * @param charactersMax - Of all texts together; a bound for who keeps them.
 * @throws {@link Difference} when they are missing, malformed or longer.
 */
export async function readEntries(
  site: Site,
  from: number,
  size: number,
  charactersMax = Infinity,
): Promise<string[]> {
  const first = Math.floor(from / tileWidthMax);
  const indexes = Array.from({ length: Math.ceil(size / tileWidthMax) - first }, (_, index) => first + index);
  let characters = 0;
  const bundles = await eachOf(from === size ? [] : indexes, async (index) => {
    const texts = await readBundle(site, index, size);
    characters += texts.reduce((sum, text) => sum + text.length, 0);
    if (characters > charactersMax)
      throw new Difference("log", `its new entries have over ${charactersMax} characters`);
    return texts;
  });
  return bundles.flat().slice(from - first * tileWidthMax);
}

async function readBundle(site: Site, index: number, size: number): Promise<string[]> {
  const width = tileWidth(0, index, size);
  const path = logPath + entryBundlePath(index, width);
  const bytes = await site.need(path, bundleBytesMax);
  try {
    return decodeEntryBundle(bytes, width);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new Difference(path, cause.message, [], { cause });
  }
}

async function checkTiles(
  site: Site,
  size: number,
  tiles: readonly (readonly Uint8Array[])[],
): Promise<void> {
  const all = tiles.flatMap((hashes, level) =>
    Array.from({ length: Math.ceil(hashes.length / tileWidthMax) }, (_, index) => ({ hashes, level, index })),
  );
  await eachOf(all, async ({ hashes, level, index }) => {
    const path = logPath + tilePath(level, index, tileWidth(level, index, size));
    const served = await site.need(path, tileWidthMax * hashBytes);
    const wanted = Buffer.concat(hashes.slice(index * tileWidthMax, (index + 1) * tileWidthMax));
    if (!wanted.equals(served)) throw new Difference(path, "its hashes are not those of the log's entries");
  });
}

/** Read an entry. @throws {@link Difference} when it is malformed. */
export function parseEntry(text: string, index: number): LogEntry {
  try {
    return parseLogEntry(text);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new Difference(`log entry ${index}`, cause.message, [], { cause });
  }
}
