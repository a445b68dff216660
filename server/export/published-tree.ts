import {
  entryBundlePath,
  type LogEntry,
  parseCheckpoint,
  parseLogEntry,
  parseTilePath,
  splitNote,
  tilePath,
  tileWidth,
  tileWidthMax,
} from "../../protocol/index.ts";
import { readTile } from "../log.ts";
import type { TreeTables } from "../store/log-tables.ts";
import type { StaticFolder } from "./static-folder.ts";

/** What a region publishes, as far as one checkpoint of it reaches: our own, or a peer's as it is mirrored. */
export interface PublishedTree {
  /** `/v1`, or `/v1/peer/<region id>`. */
  readonly path: string;
  /** The signed root. */
  readonly root: string;
  /** The signed checkpoint that is shown. */
  readonly checkpoint: string;
  /** May have come further than the checkpoint. */
  readonly log: TreeTables;
  manifest(sequence: number): Promise<string | null>;
  /** Null when it has aged out, or the region has ended. */
  batch(number: number): Promise<Uint8Array | null>;
}

/** How many entries are under a signed checkpoint. */
export function sizeOf(checkpoint: string): number {
  return parseCheckpoint(splitNote(checkpoint).text).size;
}

/** The entries under a tree's checkpoint. */
export async function entriesOf({ log, checkpoint }: PublishedTree): Promise<LogEntry[]> {
  return (await log.entries(0, sizeOf(checkpoint))).map(parseLogEntry);
}

/** Put everything that the checkpoint names into the folder. Nothing that is shown so far changes. */
export async function putObjects(folder: StaticFolder, tree: PublishedTree): Promise<void> {
  const { path, log, checkpoint } = tree;
  folder.put(`${path}/root`, Buffer.from(tree.root));
  for (const entry of await entriesOf(tree)) {
    if (entry.kind === "manifest") {
      const note = (await tree.manifest(entry.sequence))!;
      await folder.putOnce(`${path}/manifest/${entry.sequence}`, async () => Buffer.from(note));
    }
    const bytes = entry.kind === "batch" ? await tree.batch(entry.number) : null;
    if (entry.kind === "batch" && bytes !== null)
      await folder.putOnce(`${path}/batch/${entry.number}`, async () => bytes);
  }
  await putTiles(folder, `${path}/log/`, log, sizeOf(checkpoint));
}

/** Show the checkpoint and the newest manifest under it. What {@link putObjects} has put must be on the disk. */
export async function putShown(folder: StaticFolder, tree: PublishedTree): Promise<void> {
  const newest = (await entriesOf(tree)).findLast((entry) => entry.kind === "manifest")!;
  folder.put(`${tree.path}/manifest`, Buffer.from((await tree.manifest(newest.sequence))!));
  folder.put(`${tree.path}/log/checkpoint`, Buffer.from(tree.checkpoint));
}

/**
 * Take away what is not served any more: batches that have aged out, and partial tiles whose whole one was there already when the
 * folder showed the checkpoint before; nobody holds an older one for so long.
 *
 * @param sizeBefore - Of the log that the folder showed.
 */
export async function removeAged(
  folder: StaticFolder,
  tree: PublishedTree,
  sizeBefore: number,
): Promise<void> {
  const { path } = tree;
  for (const file of folder.below(`${path}/batch`)) {
    if ((await tree.batch(Number(file.slice(`${path}/batch/`.length)))) === null) folder.remove(file);
  }
  for (const file of folder.below(`${path}/log/tile`)) {
    const isPartial = file.endsWith(".p");
    const whole = isPartial ? parseTilePath(file.slice(`${path}/log/`.length, -".p".length)) : null;
    if (whole === null) continue;
    const level = whole.level === "entries" ? 0 : whole.level;
    if (tileWidth(level, whole.index, sizeBefore) === tileWidthMax) folder.remove(file);
  }
}

/** Every tile and bundle of a log of this size; of those at the right edge the width that it makes. */
async function putTiles(folder: StaticFolder, path: string, log: TreeTables, size: number): Promise<void> {
  for (let level = 0; tileWidth(level, 0, size) > 0; level++) {
    for (let index = 0, width; (width = tileWidth(level, index, size)) > 0; index++) {
      const tile = { level, index, width };
      await folder.putOnce(path + tilePath(level, index, width), async () => (await readTile(log, tile))!);
      if (level > 0) continue;
      const bundle = { ...tile, level: "entries" } as const;
      await folder.putOnce(path + entryBundlePath(index, width), async () => (await readTile(log, bundle))!);
    }
  }
}
