import { createHash } from "node:crypto";
import {
  appendLeafNodes,
  emptyFrontier,
  encodeCheckpoint,
  encodeEntryBundle,
  encodeLogEntry,
  type Frontier,
  leafHash,
  type LogEntry,
  type NoteSigner,
  signNote,
  type TilePath,
  tileWidth,
  treeRoot,
} from "../protocol/index.ts";
import type { LogTables, TreeTables } from "./store/log-tables.ts";

const hashBytes = 32;

/** A tile is eight levels of the tree high. (C2SP tlog-tiles) */
const levelsPerTile = 8;

/**
 * Append entries and sign the checkpoint over all. Call inside the transaction that writes what they are about: an object and
 * its entry are there together or not at all.
 *
 * @param signer - The log's; its name is the log's origin.
 * @param entries - In this order, at least one.
 * @see SPEC.md §4.7
 */
export async function appendToLog(
  log: LogTables,
  signer: NoteSigner,
  entries: readonly LogEntry[],
): Promise<void> {
  await appendTexts(log, signer, entries.map(encodeLogEntry));
}

/**
 * Append entries that this log had before, with the checkpoint that it signed then: Ed25519 gives the same bytes again. Call
 * inside a transaction.
 *
 * @param texts - In this order.
 * @param root - Of the whole log then, as its key signed it.
 * @throws Error when they do not make this root: what the caller verified has changed.
 */
export async function restoreToLog(
  log: LogTables,
  signer: NoteSigner,
  texts: readonly string[],
  root: Uint8Array,
): Promise<void> {
  const grown = await appendTexts(log, signer, texts);
  if (!Buffer.from(treeRoot(grown)).equals(root)) throw new Error("the entries do not make the signed root");
}

async function appendTexts(log: LogTables, signer: NoteSigner, texts: readonly string[]): Promise<Frontier> {
  const before = await frontierOf(log);
  const { frontier, hashes } = growTree(before, texts);
  for (const [index, text] of texts.entries()) await log.addEntry(before.size + index, text);
  for (const { level, position, hash } of hashes) await log.addHash(level, position, hash);
  const checkpoint = encodeCheckpoint({
    origin: signer.name,
    size: frontier.size,
    root: treeRoot(frontier),
  });
  await log.setHead({
    size: frontier.size,
    frontier: Buffer.concat(frontier.nodes),
    checkpoint: signNote(checkpoint, [signer]),
  });
  return frontier;
}

/** A hash that stands in a tile. */
export interface TileHash {
  /** The tile's: 0 for leaves, 1 for the roots of 256 of them. */
  readonly level: number;
  readonly position: number;
  readonly hash: Uint8Array;
}

/** A tree with more entries, and the hashes that its tiles gain. */
export function growTree(
  before: Frontier,
  texts: readonly string[],
): { frontier: Frontier; hashes: TileHash[] } {
  let frontier = before;
  const hashes: TileHash[] = [];
  for (const text of texts) {
    const appended = appendLeafNodes(frontier, leafHash(text));
    for (const { level, index, hash } of appended.completed) {
      if (level % levelsPerTile === 0) hashes.push({ level: level / levelsPerTile, position: index, hash });
    }
    frontier = appended.frontier;
  }
  return { frontier, hashes };
}

/**
 * The bytes of a tile or an entry bundle. One that is partial stays what it is when the log grows, so every width that was
 * ever complete can be asked for.
 *
 * @param path - From `parseTilePath`.
 * @returns Null when the log has not come so far.
 * @see C2SP tlog-tiles
 */
export async function readTile(log: TreeTables, path: TilePath): Promise<Uint8Array | null> {
  const level = path.level === "entries" ? 0 : path.level;
  const size = (await log.head())?.size ?? 0;
  if (path.width > tileWidth(level, path.index, size)) return null;
  const from = path.index * 2 ** levelsPerTile;
  return path.level === "entries"
    ? encodeEntryBundle(await log.entries(from, path.width))
    : Buffer.concat(await log.hashes(level, from, path.width));
}

/** The entry that makes a batch act on devices. @see SPEC.md §4.7 */
export function batchEntry(number: number, bytes: Uint8Array): LogEntry {
  return { kind: "batch", number, bytes: bytes.length, sha256: sha256Hex(bytes) };
}

/** The entry of a manifest. @param note - The whole, with its signatures. @see SPEC.md §4.7 */
export function manifestEntry(sequence: number, note: string): LogEntry {
  return { kind: "manifest", sequence, sha256: sha256Hex(note) };
}

function sha256Hex(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The tree that a log has grown to. */
export async function frontierOf(log: TreeTables): Promise<Frontier> {
  const head = await log.head();
  if (head === null) return emptyFrontier;
  const nodes = Array.from({ length: head.frontier.length / hashBytes }, (_, index) =>
    head.frontier.slice(index * hashBytes, (index + 1) * hashBytes),
  );
  return { size: head.size, nodes };
}
