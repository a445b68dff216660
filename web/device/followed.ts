import { bytesToHex } from "@noble/hashes/utils.js";
import { type CodeAcceptance, type Peer, type Policy, sunsetOf } from "../../protocol/index.ts";
import { policyOf, regionOf } from "./region.ts";
import { emptyRegion, type FollowedRegion, type Snapshot, type Values } from "./snapshot.ts";
import { isOver } from "./sunset.ts";

/** The region whose server this device asks. */
export const home = "home";

/** Which of the regions that this device follows: {@link home}, or a peer by the whole hash of its root, 64 hex digits. */
export type RegionKey = string;

/** What is kept of a region: of one that was never met nothing. */
export function followed(snapshot: Snapshot, key: RegionKey): FollowedRegion {
  return key === home ? snapshot : (snapshot.peers.get(key) ?? emptyRegion);
}

/** Its id, 16 hex digits: the beginning of the hash of its root; `null` for a home that was never met. */
export function regionIdOf(values: Pick<Values, "region">, key: RegionKey): string | null {
  if (key !== home) return key.slice(0, 16);
  return values.region === null ? null : bytesToHex(regionOf(values.region).root.id);
}

/** The region with an id, when the device follows it or did. @param regionId - 16 hex digits. */
export function keyOfRegion(snapshot: Snapshot, regionId: string): RegionKey | null {
  if (regionIdOf(snapshot, home) === regionId) return home;
  return [...listedRoots(snapshot), ...snapshot.peers.keys()].find((key) => key.startsWith(regionId)) ?? null;
}

/** The peers of the newest manifest, in its order: all of them are followed, whoever was where. @see SPEC.md §4.7 */
export function listedPeers({ region }: Pick<Values, "region">): readonly Peer[] {
  return region === null ? [] : regionOf(region).newest.peers;
}

/** The hashes of their roots. */
export function listedRoots(values: Pick<Values, "region">): readonly RegionKey[] {
  return listedPeers(values).map(({ root }) => root);
}

/**
 * How a peer stands to this device.
 *
 * - `peer`: it is followed.
 * - `ended`: its programme is over.
 * - `left`: the home's manifest no longer names it.
 */
export type PeerStanding = "peer" | "ended" | "left";

/** How a peer stands to this device. @param now - Unix seconds. @see SPEC.md §4.7 */
export function standingOf(snapshot: Snapshot, key: RegionKey, now: number): PeerStanding {
  const { region, log, sync } = followed(snapshot, key);
  if (!listedRoots(snapshot).includes(key)) return "left";
  if (region === null) return sync.problem === "ended" ? "ended" : "peer";
  const isLetGo = log.checkpoint === null && now >= sunsetOf(regionOf(region).newest);
  return isLetGo || isPeerOver(snapshot, key, now) ? "ended" : "peer";
}

/** Whether a peer's programme is over, by its own manifest and this device's clock. @param now - Unix seconds. */
export function isPeerOver(snapshot: Snapshot, key: RegionKey, now: number): boolean {
  return isOver({ ...followed(snapshot, key), clock: snapshot.clock }, now);
}

/** Whether a region is followed now: its codes are judged, its lists compared. @param now - Unix seconds. */
export function isFollowed(snapshot: Snapshot, key: RegionKey, now: number): boolean {
  return key === home || standingOf(snapshot, key, now) === "peer";
}

/** The rules for a visit: its own region's, or the home's as long as that is not known. @param now - Unix seconds. */
export function policyForVisit(snapshot: Snapshot, regionId: string, now: number): Policy {
  const key = keyOfRegion(snapshot, regionId);
  const { region } = key === null ? snapshot : followed(snapshot, key);
  return policyOf({ region: region ?? snapshot.region }, now);
}

/**
 * By what a code of some region is judged: its own newest batch and sunset. Of a region that is not followed only the clock of the
 * home's lists is known; its visit is kept and not compared.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.2
 */
export function acceptanceIn(snapshot: Snapshot, regionId: string, now: number): CodeAcceptance {
  const key = keyOfRegion(snapshot, regionId);
  const { region, sync } = key === null ? emptyRegion : followed(snapshot, key);
  return {
    knownRegion: () => true,
    now,
    newestClosed: sync.newestClosed ?? snapshot.sync.newestClosed,
    sunset: region === null ? null : sunsetOf(regionOf(region).newest),
  };
}
