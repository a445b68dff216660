import { followed, isPeerOver, listedRoots, type RegionKey } from "./followed.ts";
import { emptyRegion, exposureId, type Snapshot } from "./snapshot.ts";
import { endVisit } from "./stay.ts";
import { changeOf } from "./change.ts";
import type { Store } from "./store.ts";

/**
 * Let go of peers that the home's manifest no longer names: their lists and log. Visits and matches stay; so does what explains
 * them, until the last of them is gone. In a turn of the store only.
 *
 * @see SPEC.md §4.7
 */
export async function forgetPeers(store: Store, snapshot: Snapshot): Promise<void> {
  // Whether something of theirs is left shows when the diary is unlocked.
  if (snapshot.locked) return;
  const listed = new Set(listedRoots(snapshot));
  for (const key of [...snapshot.peers.keys()].filter((each) => !listed.has(each))) {
    await dropLists(store, snapshot, key);
    const { log, pending, sync } = emptyRegion;
    if (!isNeeded(snapshot, key)) await store.commit({ peers: { [key]: null } });
    else if (followed(snapshot, key).log.checkpoint !== null) {
      await store.commit(changeOf(key, { log, pending, sync }));
    }
  }
}

/** Peers whose sunset has come and whose data are still here: while the diary is locked none, since what is of them cannot be told. @param now - Unix seconds. */
export function peersAtSunset(snapshot: Snapshot, now: number): readonly RegionKey[] {
  if (snapshot.locked) return [];
  return [...snapshot.peers.keys()].filter(
    (key) => followed(snapshot, key).log.checkpoint !== null && isPeerOver(snapshot, key, now),
  );
}

/**
 * Let go of what is of a peer whose programme is over: lists, log, matches, and the tokens of visits there. The visits
 * themselves are the person's diary and stay. Whether the stewards have extended it was asked before. In a turn of the store only.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.10
 */
export async function endPeers(store: Store, snapshot: Snapshot, now: number): Promise<void> {
  for (const key of peersAtSunset(snapshot, now)) {
    const isOfPeer = ({ regionId }: { readonly regionId: string }) => key.startsWith(regionId);
    await dropLists(store, snapshot, key);
    if (snapshot.open !== null && isOfPeer(snapshot.open)) {
      const visit = endVisit(snapshot.open, Math.min(now, snapshot.open.plannedLeaving), 0);
      await store.putVisit({ ...visit, tokens: [] });
      await store.dropOpen();
    }
    for (const visit of [...snapshot.visits.values()].filter(isOfPeer)) {
      if (visit.tokens.length > 0) await store.putVisit({ ...visit, tokens: [] });
    }
    const { log, pending, sync } = emptyRegion;
    const ended = { ...sync, attempted: followed(snapshot, key).sync.attempted, problem: "ended" as const };
    await store.commit({
      ...changeOf(key, { log, pending, sync: ended }),
      deleteExposures: [...snapshot.exposures.values()].filter(isOfPeer).map(exposureId),
    });
  }
}

async function dropLists(store: Store, snapshot: Snapshot, key: RegionKey): Promise<void> {
  for (const day of Object.keys(followed(snapshot, key).lists)) await store.dropLists(key, day);
}

/** Whether a visit or a match is left that only this region's rules explain. */
function isNeeded({ visits, open, exposures }: Snapshot, key: RegionKey): boolean {
  return [...visits.values(), ...exposures.values(), ...(open === null ? [] : [open])].some(({ regionId }) =>
    key.startsWith(regionId),
  );
}
