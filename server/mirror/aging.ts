import { type Manifest, parseManifest, parseUtc, splitNote } from "../../protocol/index.ts";
import { oldestClosingKept } from "../publishing/retention.ts";
import type { MirrorTables } from "../store/mirror-tables.ts";
import { nowOf, type World } from "../world.ts";

/** Of a peer that was never shown batches are kept for the next attempt, for as long as any region's rules allow. */
const retentionDaysMax = 30;

/** The manifests of a peer that are mirrored, oldest first. They were verified before they were written. */
export function manifestsOf(mirror: MirrorTables, peer: string): Manifest[] {
  return mirror.manifests(peer).map((note) => parseManifest(splitNote(note).text));
}

/**
 * Let go of what has had its time by the peer's own rules: batches past its retention, as on its own server but for the newest,
 * and past its sunset all of them.
 *
 * @param now - Unix seconds.
 */
export function forgetAged(mirror: MirrorTables, peer: string, now: number): void {
  const head = mirror.head(peer);
  if (head === null) {
    mirror.deleteBatchesClosedBefore(peer, oldestClosingKept(retentionDaysMax, now), -1);
  } else if (now >= head.sunset) {
    mirror.deleteBatches(peer);
  } else {
    const inForce = manifestsOf(mirror, peer).findLast(
      ({ sequence, effective }) => sequence === 1 || parseUtc(effective) <= now,
    )!;
    const oldest = oldestClosingKept(inForce.policy.retentionDays, now);
    mirror.deleteBatchesClosedBefore(peer, oldest, head.batches - 1);
  }
}

/** The regions that are mirrored now: the peers of the newest manifest; past our own sunset there are none. */
export function peersOf({ region, clock }: Pick<World, "region" | "clock">): Manifest["peers"] {
  return region.isPastSunset(nowOf({ clock })) ? [] : region.newestManifest().peers;
}

/** Whether a region is mirrored now. @param peer - Hash of its root, 64 hex digits. */
export function isPeer(world: World, peer: string): boolean {
  return peersOf(world).some(({ root }) => root === peer);
}

/** Delete all that is mirrored of regions that are no longer peers. */
export function forgetFormerPeers(world: World): void {
  const { mirror } = world.store;
  for (const peer of mirror.peers()) {
    if (!isPeer(world, peer)) world.store.transaction(() => mirror.delete(peer));
  }
}
