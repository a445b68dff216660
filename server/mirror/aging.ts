import { type Manifest, parseManifest, parseUtc, splitNote } from "../../protocol/index.ts";
import { oldestClosingKept } from "../publishing/retention.ts";
import type { MirrorTables } from "../store/mirror-tables.ts";
import { nowOf, type World } from "../world.ts";

/** Of a peer that was never shown batches are kept for the next attempt, for as long as any region's rules allow. */
const retentionDaysMax = 30;

/** The manifests of a peer that are mirrored, oldest first. They were verified before they were written. */
export async function manifestsOf(mirror: MirrorTables, peer: string): Promise<Manifest[]> {
  return (await mirror.manifests(peer)).map((note) => parseManifest(splitNote(note).text));
}

/**
 * Let go of what has had its time by the peer's own rules: batches past its retention, as on its own server but for the newest,
 * and past its sunset all of them.
 *
 * @param now - Unix seconds.
 */
export async function forgetAged(mirror: MirrorTables, peer: string, now: number): Promise<void> {
  const head = await mirror.head(peer);
  if (head === null) {
    await mirror.deleteBatchesClosedBefore(peer, oldestClosingKept(retentionDaysMax, now), -1);
  } else if (now >= head.sunset) {
    await mirror.deleteBatches(peer);
  } else {
    const inForce = (await manifestsOf(mirror, peer)).findLast(
      ({ sequence, effective }) => sequence === 1 || parseUtc(effective) <= now,
    )!;
    const oldest = oldestClosingKept(inForce.policy.retentionDays, now);
    await mirror.deleteBatchesClosedBefore(peer, oldest, head.batches - 1);
  }
}

/** The regions that are mirrored now: the peers of the newest manifest; past our own sunset there are none. */
export async function peersOf({
  region,
  clock,
}: Pick<World, "region" | "clock">): Promise<Manifest["peers"]> {
  return (await region.isPastSunset(nowOf({ clock }))) ? [] : (await region.newestManifest()).peers;
}

/** Whether a region is mirrored now. @param peer - Hash of its root, 64 hex digits. */
export async function isPeer(world: World, peer: string): Promise<boolean> {
  return (await peersOf(world)).some(({ root }) => root === peer);
}

/** Delete all that is mirrored of regions that are no longer peers. */
export async function forgetFormerPeers(world: World): Promise<void> {
  const { mirror } = world.store;
  for (const peer of await mirror.peers()) {
    if (!(await isPeer(world, peer))) await world.store.transaction(async () => mirror.delete(peer));
  }
}
