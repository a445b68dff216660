import { DeviceError } from "./device-error.ts";
import type { SyncOptions, SyncResult } from "./device.ts";
import { home, listedRoots, type RegionKey } from "./followed.ts";
import { endPeers, forgetPeers } from "./former-peers.ts";
import type { Matcher } from "./matcher.ts";
import { syncDue } from "./period.ts";
import {
  forgetLog,
  nothing,
  peek,
  type RegionSyncParts,
  sum,
  syncRegion,
  type Tally,
} from "./region-sync.ts";
import { type Requests, requestsForPeer } from "./request.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Store } from "./store.ts";

/** What a sync works with. */
export interface SyncParts {
  readonly store: Store;
  /** To the home's server. */
  readonly requests: Requests;
  readonly matcher: Matcher;
  /** Unix seconds. */
  readonly now: () => number;
}

/**
 * Bring the lists of all followed regions up to date: of the home, then of every peer in the order of its manifest, wherever
 * the person was. See `Device.sync`. One at a time: the caller takes the turn.
 *
 * A peer's failure is noted with the peer and hinders nothing else. Peers that a broken home names already are still compared.
 *
 * @throws DeviceError the home's failure; `storage-full`.
 * @see SPEC.md §4.7
 */
export async function sync(parts: SyncParts, options: SyncOptions): Promise<SyncResult> {
  const { store, now } = parts;
  const isDue = await peek(store, (snapshot) => isSyncDue(snapshot, now()));
  if (!isDue && options.force !== true) return { synced: false, ...nothing };
  let tally = nothing;
  let failure: DeviceError | null = null;
  try {
    tally = await syncRegion(regionParts(parts, home), options);
  } catch (error) {
    const isHomeOnly = error instanceof DeviceError && !stopsAll.has(error.code);
    if (!isHomeOnly) throw error;
    failure = error;
  }
  for (const peer of await peek(store, listedRoots)) {
    tally = sum(tally, await syncPeer(parts, peer, optionsAfter(tally, options)));
  }
  await store.exclusive((snapshot) => forgetPeers(store, snapshot));
  await store.exclusive((snapshot) => endPeers(store, snapshot, now()));
  if (failure !== null) throw failure;
  return { synced: true, ...tally };
}

/**
 * Begin anew with the log of one region as it is served, under the root that was pinned at first. See `Device.startAnew`. The
 * caller takes the turn.
 *
 * @throws DeviceError `no-region`; as {@link sync}.
 * @see SPEC.md §4.7
 */
export async function startAnew(parts: SyncParts, key: RegionKey, options: SyncOptions): Promise<SyncResult> {
  await forgetLog(regionParts(parts, key), options);
  return sync(parts, { ...options, force: true });
}

/** Whether a sync is due: the home's is, or the last one was cut off before all peers had been tried. @param now - Unix seconds. */
export function isSyncDue(snapshot: Snapshot, now: number): boolean {
  const { last } = snapshot.sync;
  return (
    syncDue(snapshot.sync, now) ||
    listedRoots(snapshot).some((key) => (snapshot.peers.get(key)?.sync.attempted ?? 0) < (last ?? 0))
  );
}

/** Failures of the home after which nothing can be had of anyone. */
const stopsAll: ReadonlySet<string> = new Set(["offline", "storage-full", "ended"]);

async function syncPeer(parts: SyncParts, key: RegionKey, options: SyncOptions): Promise<Tally> {
  try {
    return await syncRegion(regionParts(parts, key), options);
  } catch (error) {
    const isOwn = error instanceof DeviceError && error.code !== "storage-full";
    if (!isOwn) throw error;
    return nothing;
  }
}

function regionParts(parts: SyncParts, key: RegionKey): RegionSyncParts {
  const { requests } = parts;
  return { ...parts, key, requests: key === home ? requests : requestsForPeer(requests, key.slice(0, 16)) };
}

/** The person sees one sync, not one a region. */
function optionsAfter({ batches }: Tally, options: SyncOptions): SyncOptions {
  return {
    ...options,
    progress: ({ done, total }) => options.progress?.({ done: batches + done, total: batches + total }),
  };
}
