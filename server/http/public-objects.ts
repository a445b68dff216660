import { type Manifest, type TilePath } from "../../protocol/index.ts";
import { servedCheckpoint } from "../cosigning/served-checkpoint.ts";
import { readTile } from "../log.ts";
import { peersOf } from "../mirror/aging.ts";
import { nowOf, type World } from "../world.ts";
import { Refusal } from "./refusal.ts";

/** What a region publishes: our own, or what is mirrored of a peer. Null where there is nothing, not yet or no longer. */
export interface PublicObjects {
  root(): Promise<string | null>;
  newestManifest(): Promise<string | null>;
  manifest(sequence: number): Promise<string | null>;
  batch(number: number): Promise<Uint8Array | null>;
  checkpoint(): Promise<string>;
  tile(path: TilePath): Promise<Uint8Array | null>;
}

/** Our own region's. */
export function ownObjects(world: World): PublicObjects {
  const { region, batches, log } = world.store;
  return {
    root: async () => region.root(),
    newestManifest: async () => region.manifest(await region.newestSequence()),
    manifest: async (sequence) => region.manifest(sequence),
    batch: async (number) => batches.bytes(number),
    async checkpoint() {
      const note = await servedCheckpoint(log, await world.region.newestManifest());
      if (note === null) throw new Refusal("not-cosigned");
      return note;
    },
    tile: async (path) => readTile(log, path),
  };
}

/**
 * A peer's, as far as the checkpoint that is mirrored.
 *
 * @param regionId - Untrusted: from an address.
 * @throws {@link Refusal} `not-found` when it is no peer of the newest manifest, `not-mirrored` while nothing of it is here.
 */
export async function peerObjects(world: World, regionId: string): Promise<PublicObjects> {
  const { mirror } = world.store;
  const peer = (await peerOf(world, regionId))?.root;
  if (peer === undefined) throw new Refusal("not-found");
  const head = await mirror.head(peer);
  if (head === null) throw new Refusal("not-mirrored");
  return {
    root: async () => head.root,
    newestManifest: async () => mirror.manifest(peer, head.sequence),
    manifest: async (sequence) => mirror.manifest(peer, sequence),
    async batch(number) {
      if (nowOf(world) >= head.sunset) throw new Refusal("past-sunset");
      return number < head.batches ? await mirror.batch(peer, number) : null;
    },
    checkpoint: async () => head.checkpoint,
    tile: async (path) => readTile(mirror.log(peer), path),
  };
}

async function peerOf(world: World, regionId: string): Promise<Manifest["peers"][number] | undefined> {
  return /^[0-9a-f]{16}$/.test(regionId)
    ? (await peersOf(world)).find(({ root }) => root.startsWith(regionId))
    : undefined;
}
