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
export function exportPeers(folder: StaticFolder, mirror: MirrorTables, region: Region, now: number): void {
  const trees = region.isPastSunset(now) ? [] : peerTrees(mirror, region, now);
  for (const tree of trees) {
    const held = folder.read(`${tree.path}/log/checkpoint`)?.toString();
    const sizeBefore = held === undefined ? 0 : sizeOf(held);
    if (sizeBefore > sizeOf(tree.checkpoint)) continue;
    putObjects(folder, tree);
    folder.sync();
    putShown(folder, tree);
    folder.sync();
    removeAged(folder, tree, sizeBefore);
  }
  const paths = trees.map(({ path }) => path);
  for (const path of folder.in(peersPath)) if (!paths.includes(path)) folder.remove(path);
}

function peerTrees(mirror: MirrorTables, region: Region, now: number): PublishedTree[] {
  return region.newestManifest().peers.flatMap(({ root: peer }) => {
    const head = mirror.head(peer);
    if (head === null) return [];
    const { root, checkpoint, sunset, batches } = head;
    return {
      path: `${peersPath}/${peer.slice(0, 16)}`,
      root,
      checkpoint,
      log: mirror.log(peer),
      manifest: (sequence) => mirror.manifest(peer, sequence),
      batch: (number) => (now < sunset && number < batches ? mirror.batch(peer, number) : null),
    };
  });
}
