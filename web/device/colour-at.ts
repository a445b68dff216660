import {
  colourOf,
  type ColourOverRegions,
  colourOverRegions,
  type Exposure,
  type RegionColour,
} from "../../protocol/index.ts";
import { isBroken } from "./broken-log.ts";
import {
  followed,
  home,
  isFollowed,
  keyOfRegion,
  listedRoots,
  policyForVisit,
  regionIdOf,
} from "./followed.ts";
import type { Snapshot } from "./snapshot.ts";
import { waits } from "./waiting.ts";

/**
 * The colour over all regions: each by its own visits, lists and rules, then together. Pure.
 *
 * @param exposures - All of them, with what an open visit covers up to now.
 * @param now - Unix seconds.
 * @see SPEC.md §4.8
 */
export function colourAt(
  snapshot: Snapshot,
  exposures: readonly (Exposure & { readonly regionId: string })[],
  now: number,
): ColourOverRegions {
  // What was written down without a code cannot be compared, and is no reason for calm.
  const scanned = [...snapshot.visits.values()].filter(({ byHand }) => byHand === undefined);
  const visits = [...scanned, ...(snapshot.open === null ? [] : [snapshot.open])];
  const homeId = regionIdOf(snapshot, home);
  const peers = [...listedRoots(snapshot), ...snapshot.peers.keys()].map((key) => key.slice(0, 16));
  const others = new Set([...peers, ...[...visits, ...exposures].map(({ regionId }) => regionId)]);
  if (homeId !== null) others.delete(homeId);

  const colourIn = (regionId: string | null): RegionColour => {
    const key = regionId === homeId ? home : keyOfRegion(snapshot, regionId!);
    const known = key === null ? null : followed(snapshot, key);
    const isHere = (each: { readonly regionId: string }) => each.regionId === regionId;
    const result = colourOf({
      now,
      policy: policyForVisit(snapshot, regionId ?? "", now),
      visitsEnd: visits.filter(isHere).map((visit) => ("leaving" in visit ? visit.leaving : now)),
      exposures: exposures.filter(isHere),
      ownPositive: key === home ? snapshot.ownPositive : null,
      newestClosed: known?.sync.newestClosed ?? null,
      selfCheck: known?.sync.selfCheck ?? "unknown",
      trouble: [
        ...(snapshot.locked || waits(snapshot.waiting) ? ["locked" as const] : []),
        ...(known !== null && isBroken(known.evidence) ? ["broken-log" as const] : []),
        ...(snapshot.days.lost.length > 0 ? ["lost-storage" as const] : []),
        ...(key !== null && isFollowed(snapshot, key, now) ? [] : ["not-followed" as const]),
      ],
    });
    return { regionId, result };
  };
  return colourOverRegions(colourIn(homeId), Array.from(others, colourIn));
}
