import {
  type Checkpoint,
  encodeBase64,
  noteVerifier,
  openCheckpoint,
  ProtocolError,
  subtreesOfTiles,
  treeRootAt,
} from "../../protocol/index.ts";
import { servedCheckpoint } from "../cosigning/served-checkpoint.ts";
import type { Pages } from "../http/pages.ts";
import { OperatorError } from "../operator-error.ts";
import { Region } from "../region/region.ts";
import type { Store } from "../store/store.ts";
import { exportedPages, exportPages } from "./exported-pages.ts";
import { exportPeers } from "./exported-peers.ts";
import { entriesOf, type PublishedTree, putObjects, putShown, removeAged, sizeOf } from "./published-tree.ts";
import { StaticFolder } from "./static-folder.ts";

/** What an export has done. */
export interface Exported {
  /** Entries of the log that it holds. */
  readonly size: number;
  readonly written: number;
  readonly removed: number;
}

/**
 * Bring a static copy of a region's public objects, and of its peers' as they are mirrored here, up to date: byte for byte what the server answers, of the log as far as its
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
  const region = await Region.open(store.region);
  const note = await servedCheckpoint(store.log, await region.newestManifest());
  if (note === null) {
    throw new OperatorError("No checkpoint has its quorum yet: there is nothing to export. Try again soon.");
  }
  const size = sizeOf(note);
  const folder = new StaticFolder(directory);
  const sizeBefore = await heldSize(store, folder, region, size);
  const oldPages = pages === null ? [] : exportedPages(folder);
  const tree = await ownTree(store, note, await region.isPastSunset(now));
  await putObjects(folder, tree);
  if (pages !== null) exportPages(folder, pages, await entriesOf(tree));
  folder.sync();
  await putShown(folder, tree);
  folder.sync();
  await removeAged(folder, tree, sizeBefore);
  for (const path of oldPages) if (pages?.has(path) === false) folder.remove(path);
  await exportPeers(folder, store.mirror, region, now);
  return { size, written: folder.written, removed: folder.removed };
}

async function ownTree(store: Store, checkpoint: string, isPastSunset: boolean): Promise<PublishedTree> {
  return {
    path: "/v1",
    root: (await store.region.root())!,
    checkpoint,
    log: store.log,
    manifest: async (sequence) => store.region.manifest(sequence),
    batch: async (number) => (isPastSunset ? null : await store.batches.bytes(number)),
  };
}

/** How much of the log the folder holds already. */
async function heldSize(store: Store, folder: StaticFolder, region: Region, size: number): Promise<number> {
  const held = folder.read("/v1/root");
  if (held !== null && held.toString() !== (await store.region.root())) {
    throw new OperatorError("That folder holds another region: nothing was written. Choose another folder.");
  }
  const note = folder.read("/v1/log/checkpoint");
  if (note === null) return 0;
  const checkpoint = openHeld(note.toString(), (await region.newestManifest()).logKey);
  if (checkpoint.size > ((await store.log.head())?.size ?? 0)) {
    throw new OperatorError(
      `That folder holds ${checkpoint.size} entries of the log, but only ${(await store.log.head())?.size ?? 0} are here: ` +
        `nothing was written. If an old copy of the data was put back, run "npm run celadon -- catch-up" with that folder.`,
    );
  }
  const subtrees = subtreesOfTiles(async (level, from, count) => store.log.hashes(level, from, count));
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
