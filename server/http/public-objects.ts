import { type Manifest, type TilePath } from "../../protocol/index.ts";
import { servedCheckpoint } from "../cosigning/served-checkpoint.ts";
import { readTile } from "../log.ts";
import { peersOf } from "../mirror/aging.ts";
import { nowOf, type World } from "../world.ts";
import { Refusal } from "./refusal.ts";

/** What a region publishes: our own, or what is mirrored of a peer. Null where there is nothing, not yet or no longer. */
export interface PublicObjects {
  root(): string | null;
  newestManifest(): string | null;
  manifest(sequence: number): string | null;
  batch(number: number): Uint8Array | null;
  checkpoint(): string;
  tile(path: TilePath): Uint8Array | null;
}

/** Our own region's. */
export function ownObjects(world: World): PublicObjects {
  const { region, batches, log } = world.store;
  return {
    root: () => region.root(),
    newestManifest: () => region.manifest(region.newestSequence()),
    manifest: (sequence) => region.manifest(sequence),
    batch: (number) => batches.bytes(number),
    checkpoint() {
      const note = servedCheckpoint(log, world.region.newestManifest());
      if (note === null) throw new Refusal("not-cosigned");
      return note;
    },
    tile: (path) => readTile(log, path),
  };
}

/**
 * A peer's, as far as the checkpoint that is mirrored.
 *
 * @param regionId - Untrusted: from an address.
 * @throws {@link Refusal} `not-found` when it is no peer of the newest manifest, `not-mirrored` while nothing of it is here.
 */
export function peerObjects(world: World, regionId: string): PublicObjects {
  const { mirror } = world.store;
  const peer = peerOf(world, regionId)?.root;
  if (peer === undefined) throw new Refusal("not-found");
  const head = mirror.head(peer);
  if (head === null) throw new Refusal("not-mirrored");
  return {
    root: () => head.root,
    newestManifest: () => mirror.manifest(peer, head.sequence),
    manifest: (sequence) => mirror.manifest(peer, sequence),
    batch(number) {
      if (nowOf(world) >= head.sunset) throw new Refusal("past-sunset");
      return number < head.batches ? mirror.batch(peer, number) : null;
    },
    checkpoint: () => head.checkpoint,
    tile: (path) => readTile(mirror.log(peer), path),
  };
}

function peerOf(world: World, regionId: string): Manifest["peers"][number] | undefined {
  return /^[0-9a-f]{16}$/.test(regionId)
    ? peersOf(world).find(({ root }) => root.startsWith(regionId))
    : undefined;
}
