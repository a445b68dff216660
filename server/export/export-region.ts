import {
  type Checkpoint,
  encodeBase64,
  entryBundlePath,
  type LogEntry,
  noteVerifier,
  openCheckpoint,
  parseCheckpoint,
  parseLogEntry,
  parseTilePath,
  ProtocolError,
  splitNote,
  subtreesOfTiles,
  tilePath,
  tileWidth,
  tileWidthMax,
  treeRootAt,
} from "../../protocol/index.ts";
import { servedCheckpoint } from "../cosigning/served-checkpoint.ts";
import type { Pages } from "../http/pages.ts";
import { readTile } from "../log.ts";
import { OperatorError } from "../operator-error.ts";
import { Region } from "../region/region.ts";
import type { LogTables } from "../store/log-tables.ts";
import type { Store } from "../store/store.ts";
import { exportedPages, exportPages } from "./exported-pages.ts";
import { StaticFolder } from "./static-folder.ts";

const logPath = "/v1/log/";
const checkpointPath = `${logPath}checkpoint`;

/** What an export has done. */
export interface Exported {
  /** Entries of the log that it holds. */
  readonly size: number;
  readonly written: number;
  readonly removed: number;
}

/**
 * Bring a static copy of a region's public objects up to date: byte for byte what the server answers, of the log as far as its
 * served checkpoint reaches. What never changes is written once. The checkpoint comes after everything that it names, and what
 * has aged out goes after that, so that whoever reads meanwhile finds all of the checkpoint that they hold.
 *
 * Works beside a running server: the log is only appended to, and what is beyond the checkpoint is not looked at.
 *
 * @param pages - As they are served; null leaves pages alone.
 * @throws {@link OperatorError} when the folder holds another region, or more of the log than is here, or another: an old copy
 *   of the data must not replace the one thing that it could be mended from. Then nothing has changed.
 * @see docs/export.md
 */
export async function exportRegion(
  store: Store,
  directory: string,
  pages: Pages | null,
  now: number,
): Promise<Exported> {
  const region = new Region(store.region);
  const note = servedCheckpoint(store.log, region.newestManifest());
  if (note === null) {
    throw new OperatorError("No checkpoint has its quorum yet: there is nothing to export. Try again soon.");
  }
  const { size } = parseCheckpoint(splitNote(note).text);
  const folder = new StaticFolder(directory);
  const before = await heldSize(store, folder, region, size);
  const oldPages = pages === null ? [] : exportedPages(folder);
  const entries = store.log.entries(0, size).map(parseLogEntry);
  const hasBatches = !region.isPastSunset(now);

  folder.put("/v1/root", Buffer.from(store.region.root()!));
  for (const { sequence } of manifestsIn(entries)) {
    folder.putOnce(`/v1/manifest/${sequence}`, () => Buffer.from(store.region.manifest(sequence)!));
  }
  if (hasBatches) exportBatches(store, folder, entries);
  exportTiles(store.log, folder, size);
  if (pages !== null) exportPages(folder, pages, entries);
  folder.sync();

  const { sequence } = manifestsIn(entries).at(-1)!;
  folder.put("/v1/manifest", Buffer.from(store.region.manifest(sequence)!));
  folder.put(checkpointPath, Buffer.from(note));
  folder.sync();

  removeBatches(store, folder, hasBatches);
  removePartialTiles(folder, before);
  for (const path of oldPages) if (pages?.has(path) === false) folder.remove(path);
  return { size, written: folder.written, removed: folder.removed };
}

/** How much of the log the folder holds already. */
async function heldSize(store: Store, folder: StaticFolder, region: Region, size: number): Promise<number> {
  const held = folder.read("/v1/root");
  if (held !== null && held.toString() !== store.region.root()) {
    throw new OperatorError("That folder holds another region: nothing was written. Choose another folder.");
  }
  const note = folder.read(checkpointPath);
  if (note === null) return 0;
  const checkpoint = openHeld(note.toString(), region.newestManifest().logKey);
  if (checkpoint.size > (store.log.head()?.size ?? 0)) {
    throw new OperatorError(
      `That folder holds ${checkpoint.size} entries of the log, but only ${store.log.head()?.size ?? 0} are here: ` +
        `nothing was written. If an old copy of the data was put back, run "npm run celadon -- catch-up" with that folder.`,
    );
  }
  const subtrees = subtreesOfTiles((level, from, count) => store.log.hashes(level, from, count));
  if (encodeBase64(await treeRootAt(checkpoint.size, subtrees)) !== encodeBase64(checkpoint.root)) {
    throw new OperatorError(
      `That folder holds another log of ${checkpoint.size} entries under this key: it has been forked. Nothing was written; keep both.`,
    );
  }
  if (checkpoint.size > size) {
    throw new OperatorError("That folder is further than what is served: nothing was written.");
  }
  return checkpoint.size;
}

function openHeld(note: string, logKey: string): Checkpoint {
  try {
    return openCheckpoint(note, noteVerifier(logKey));
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new OperatorError("That folder holds a checkpoint that is not this log's: nothing was written.", {
      cause,
    });
  }
}

function exportBatches(store: Store, folder: StaticFolder, entries: readonly LogEntry[]): void {
  for (const entry of entries) {
    if (entry.kind !== "batch") continue;
    const bytes = store.batches.bytes(entry.number);
    if (bytes !== null) folder.putOnce(batchPath(entry.number), () => bytes);
  }
}

/** Every tile and bundle of a log of this size; of those at the right edge the width that it makes. */
function exportTiles(log: LogTables, folder: StaticFolder, size: number): void {
  const put = (level: number | "entries", index: number, width: number): void => {
    const path = level === "entries" ? entryBundlePath(index, width) : tilePath(level, index, width);
    folder.putOnce(logPath + path, () => readTile(log, { level, index, width })!);
  };
  for (let level = 0; tileWidth(level, 0, size) > 0; level++) {
    for (let index = 0, width; (width = tileWidth(level, index, size)) > 0; index++) {
      put(level, index, width);
      if (level === 0) put("entries", index, width);
    }
  }
}

function removeBatches(store: Store, folder: StaticFolder, hasBatches: boolean): void {
  for (const path of folder.below("/v1/batch")) {
    const number = Number(path.slice("/v1/batch/".length));
    if (!hasBatches || store.batches.bytes(number) === null) folder.remove(path);
  }
}

/** Partial tiles are of no use once the whole one was there at the export before: nobody holds an older checkpoint that long. */
function removePartialTiles(folder: StaticFolder, sizeBefore: number): void {
  for (const path of folder.below(`${logPath}tile`)) {
    if (!path.endsWith(".p")) continue;
    const whole = parseTilePath(path.slice(logPath.length, -".p".length));
    if (whole === null) continue;
    const level = whole.level === "entries" ? 0 : whole.level;
    if (tileWidth(level, whole.index, sizeBefore) === tileWidthMax) folder.remove(path);
  }
}

function manifestsIn(entries: readonly LogEntry[]): Extract<LogEntry, { kind: "manifest" }>[] {
  return entries.filter((entry) => entry.kind === "manifest");
}

function batchPath(number: number): string {
  return `/v1/batch/${number}`;
}
