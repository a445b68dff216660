import { intervalStart } from "../../protocol/index.ts";
import { compareArrived } from "./arrival.ts";
import { daySeconds } from "./day.ts";
import { DeviceError, type DeviceErrorCode } from "./device-error.ts";
import type { SyncOptions, SyncResult } from "./device.ts";
import { policyOf } from "./diary.ts";
import { checkOrder, fetchBatch, type FetchedBatch, type LoggedBatch, skipGone } from "./lists.ts";
import { followLog } from "./log-follower.ts";
import { confirmLogged, meetRegion, takeManifest } from "./manifests.ts";
import type { Matcher } from "./matcher.ts";
import { syncDue } from "./period.ts";
import { regionOf } from "./region.ts";
import type { Requests } from "./request.ts";
import type { PendingObject, Snapshot, SyncRecord } from "./snapshot.ts";
import type { Store } from "./store.ts";

/** Batches that are fetched at once, compared in their order, and stored together. */
const batchesAtOnce = 8;

/** What a sync works with. */
export interface SyncParts {
  readonly store: Store;
  readonly requests: Requests;
  readonly matcher: Matcher;
  /** Unix seconds. */
  readonly now: () => number;
}

/**
 * Bring the lists up to date. See `Device.sync`. One at a time: the caller takes the turn.
 *
 * Each step is stored before the next: the log's new entries, then each handful of batches with its matches and the cursor
 * in one transaction. What is cut off goes on from there.
 *
 * @see SPEC.md §4.6, §4.7
 */
export async function sync(parts: SyncParts, options: SyncOptions): Promise<SyncResult> {
  const nothing = { batches: 0, exposures: 0, retracted: 0 };
  const isDue = await peek(parts.store, (snapshot) => syncDue(snapshot.sync, parts.now()));
  if (!isDue && options.force !== true) return { synced: false, ...nothing };
  try {
    options.signal?.throwIfAborted();
    await readLog(parts, options.signal);
    await leaveOutGone(parts, options.signal);
    return { synced: true, ...(await readObjects(parts, options, nothing)) };
  } catch (error) {
    if (error instanceof DeviceError) await recordFailure(parts, error.code);
    throw error;
  }
}

/** What a sync that ended well leaves behind. @param at - Unix seconds. */
export function completed(record: SyncRecord, at: number): SyncRecord {
  return { ...record, last: at, attempted: at, problem: null, brokenLog: false };
}

/** Read what is new in the log, and store it together with what it names. At first the region is met, too. */
async function readLog({ store, requests, now }: SyncParts, signal: AbortSignal | undefined): Promise<void> {
  const known = await peek(store, (snapshot) => snapshot);
  const met = known.region ?? (await meetRegion(requests, now(), signal));
  const progress = await followLog(requests, regionOf(met), known.log, signal);
  if (progress === null) return;
  let { region } = known;
  let { objects } = progress;
  if (region === null) {
    region = await confirmLogged(requests, met, objects, now(), signal);
    const { sequence } = regionOf(region).newest;
    objects = objects.filter(({ entry }) => entry.kind === "batch" || entry.sequence > sequence);
  }
  const change = { region, log: progress.log, pending: [...waiting(known), ...objects] };
  await store.exclusive(() => store.commit(change));
}

/** After a long absence, and at first: leave out the batches that have aged out since. */
async function leaveOutGone(
  { store, requests, now }: SyncParts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const snapshot = await peek(store, (each) => each);
  const batches = waiting(snapshot).filter(isBatch);
  const { retentionDays, staleHours } = policyOf(snapshot, now());
  const { newestClosed } = snapshot.sync;
  const safe = now() - (retentionDays - 1) * daySeconds;
  if (batches.length === 0 || (newestClosed !== null && intervalStart(newestClosed) > safe)) return;
  const visits = [...snapshot.visits.values(), ...(snapshot.open === null ? [] : [snapshot.open])];
  const recordedIn = visits.map((visit) => visit.recordedIn);
  const kept = new Set(
    await skipGone(requests, batches, { now: now(), retentionDays, staleHours, recordedIn }, signal),
  );
  if (kept.size === batches.length) return;
  const pending = waiting(snapshot).filter((object) => !isBatch(object) || kept.has(object));
  await store.exclusive(() => store.commit({ pending }));
}

type Tally = Omit<SyncResult, "synced">;

/** Fetch, compare and store what the log names, in its order. */
async function readObjects(parts: SyncParts, options: SyncOptions, nothing: Tally): Promise<Tally> {
  const { store, now } = parts;
  let pending = await peek(store, waiting);
  let tally = nothing;
  const total = pending.filter(isBatch).length;
  options.progress?.({ done: 0, total });
  for (;;) {
    const [next] = pending;
    if (next === undefined) break;
    const end = pending.findIndex((object) => !isBatch(object));
    const batches = pending
      .slice(0, end === -1 ? pending.length : end)
      .slice(0, batchesAtOnce)
      .filter(isBatch);
    pending = pending.slice(Math.max(1, batches.length));
    if (batches.length === 0) {
      await readManifest(parts, next, options.signal);
      continue;
    }
    const fetched = await fetchInOrder(parts, batches, options.signal);
    const more = await compareArrived(store, parts.matcher, fetched, now());
    tally = {
      batches: tally.batches + batches.length,
      exposures: tally.exposures + more.exposures,
      retracted: tally.retracted + more.retracted,
    };
    options.progress?.({ done: tally.batches, total });
  }
  await store.exclusive((snapshot) =>
    store.commit({
      sync: completed(snapshot.sync, now()),
      ...(snapshot.pending.length > 0 ? { pending: [] } : {}),
    }),
  );
  return tally;
}

async function readManifest(
  { store, requests, now }: SyncParts,
  { logIndex, entry }: PendingObject,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (entry.kind !== "manifest") throw new Error(`entry ${logIndex} is no manifest`);
  const { region, closedBefore } = await peek(store, (snapshot) => ({
    region: snapshot.region!,
    closedBefore: snapshot.sync.newestClosed,
  }));
  const taken = await takeManifest(requests, region, entry, { now: now(), closedBefore, signal });
  await store.exclusive((snapshot) =>
    store.commit({ region: taken, sync: { ...snapshot.sync, cursor: logIndex + 1 } }),
  );
}

async function fetchInOrder(
  { store, requests, now }: SyncParts,
  batches: readonly LoggedBatch[],
  signal: AbortSignal | undefined,
): Promise<FetchedBatch[]> {
  const fetched = await Promise.all(batches.map((batch) => fetchBatch(requests, batch, signal)));
  const missing = fetched.indexOf(null);
  if (missing !== -1) {
    throw new DeviceError("server-trouble", `batch ${batches[missing]!.entry.number} is missing`);
  }
  const whole = fetched.filter((batch) => batch !== null);
  checkOrder(whole, await peek(store, (snapshot) => snapshot.sync.newestClosed), now());
  return whole;
}

/** The failure is told, and everything else stays as it was. */
async function recordFailure({ store, now }: SyncParts, problem: DeviceErrorCode): Promise<void> {
  const isBroken = problem === "broken-log";
  try {
    await store.exclusive(({ sync: record }) =>
      store.commit({
        sync: { ...record, attempted: now(), problem, brokenLog: record.brokenLog || isBroken },
      }),
    );
  } catch (error) {
    // Nor is there room for this.
    if (!(error instanceof DeviceError)) throw error;
  }
}

function waiting({ pending, sync: { cursor } }: Snapshot): readonly PendingObject[] {
  return pending.filter(({ logIndex }) => logIndex >= cursor);
}

function isBatch(object: PendingObject): object is PendingObject & LoggedBatch {
  return object.entry.kind === "batch";
}

function peek<Result>(store: Store, look: (snapshot: Snapshot) => Result): Promise<Result> {
  return store.exclusive(async (snapshot) => look(snapshot));
}
