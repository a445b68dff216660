import type { Region } from "../region/region.ts";
import type { MirrorTables } from "../store/mirror-tables.ts";
import { type PublishedTree, putObjects, putShown, removeAged, sizeOf } from "./published-tree.ts";
import type { StaticFolder } from "./static-folder.ts";

const peersPath = "/v1/peer";

/**
 * Bring the copies of the peers up to date, as far as they are mirrored here. A copy that is ahead of the mirror stays; of who is no
 * peer any more, and past our own sunset of all, nothing stays.
 *
 * @param now - Unix seconds.
 */
export async function exportPeers(
  folder: StaticFolder,
  mirror: MirrorTables,
  region: Region,
  now: number,
): Promise<void> {
  const trees = (await region.isPastSunset(now)) ? [] : await peerTrees(mirror, region, now);
  for (const tree of trees) {
    const held = folder.read(`${tree.path}/log/checkpoint`)?.toString();
    const sizeBefore = held === undefined ? 0 : sizeOf(held);
    if (sizeBefore > sizeOf(tree.checkpoint)) continue;
    await putObjects(folder, tree);
    folder.sync();
    await putShown(folder, tree);
    folder.sync();
    await removeAged(folder, tree, sizeBefore);
  }
  const paths = trees.map(({ path }) => path);
  for (const path of folder.in(peersPath)) if (!paths.includes(path)) folder.remove(path);
}

async function peerTrees(mirror: MirrorTables, region: Region, now: number): Promise<PublishedTree[]> {
  const trees: PublishedTree[] = [];
  for (const { root: peer } of (await region.newestManifest()).peers) {
    const head = await mirror.head(peer);
    if (head === null) continue;
    const { root, checkpoint, sunset, batches } = head;
    trees.push({
      path: `${peersPath}/${peer.slice(0, 16)}`,
      root,
      checkpoint,
      log: mirror.log(peer),
      manifest: async (sequence) => mirror.manifest(peer, sequence),
      batch: async (number) => (now < sunset && number < batches ? await mirror.batch(peer, number) : null),
    });
  }
  return trees;
}
