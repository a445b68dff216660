import { bytesToHex } from "@noble/hashes/utils.js";
import { intervalOf, intervalStart, parseUtc, sunsetOf } from "../../protocol/index.ts";
import { checkArrived, compareArrived, type RegionChange } from "./arrival.ts";
import { mendedByPerson, mendedBySync, withBreak } from "./broken-log.ts";
import { daySeconds } from "./day.ts";
import { DeviceError } from "./device-error.ts";
import type { SyncOptions, SyncResult } from "./device.ts";
import { followed, home, type RegionKey } from "./followed.ts";
import { fetchBatch, type LoggedBatch, skipGone } from "./lists.ts";
import { followLog } from "./log-follower.ts";
import { confirmLogged, meetRegion, missing, takeManifest } from "./manifests.ts";
import type { Matcher } from "./matcher.ts";
import { policyAt, type Region, regionOf } from "./region.ts";
import type { Requests } from "./request.ts";
import {
  emptyRegion,
  type FollowedRegion,
  type PendingObject,
  type Snapshot,
  type SyncRecord,
} from "./snapshot.ts";
import { changeOf } from "./change.ts";
import type { Store } from "./store.ts";
import { clockCompared } from "./sunset.ts";

/** Batches that are fetched at once, compared in their order, and stored together. */
const batchesAtOnce = 8;

/** What the sync of one region works with. */
export interface RegionSyncParts {
  readonly store: Store;
  /** Which of the followed regions it is. */
  readonly key: RegionKey;
  /** The hash that the home's root must have when it is first met, 64 hex digits; by default any. */
  readonly pinned?: string | null;
  /** To that region's public objects. */
  readonly requests: Requests;
  readonly matcher: Matcher;
  /** Unix seconds. */
  readonly now: () => number;
}

/** How much of what a sync did there was. */
export type Tally = Omit<SyncResult, "synced">;

/** Nothing yet. */
export const nothing: Tally = { batches: 0, exposures: 0, retracted: 0 };

/**
 * Bring the lists of one region up to date.
 *
 * Each step is stored before the next: the log's news, then each handful of batches with its matches and the cursor in one
 * transaction. What is cut off goes on from there. What is asked for does not depend on any visit.
 *
 * @throws DeviceError as `Device.sync`; it is noted with the region.
 * @see SPEC.md §4.6, §4.7
 */
export async function syncRegion(parts: RegionSyncParts, options: SyncOptions): Promise<Tally> {
  const known = await peek(parts.store, (snapshot) => snapshot);
  try {
    options.signal?.throwIfAborted();
    const news = await readLog(parts, followed(known, parts.key), options.signal);
    const wanted = await withoutGone(parts, known, news, options.signal);
    return await readObjects(parts, wanted, options);
  } catch (error) {
    if (error instanceof DeviceError) await recordFailure(parts, error);
    throw error;
  }
}

/**
 * Begin anew with a region's log as it is served. See `Device.startAnew`. Nothing has changed as long as the whole log has not
 * been read and found good. Matches stay: whichever of two histories is the true one, no warning is lost by this.
 *
 * @throws DeviceError `no-region` when it was never met; as {@link syncRegion}.
 * @see SPEC.md §4.7
 */
export async function forgetLog(parts: RegionSyncParts, options: SyncOptions): Promise<void> {
  const { store, key, now } = parts;
  const known = await peek(store, (snapshot) => followed(snapshot, key));
  if (known.region === null) throw new DeviceError("no-region", "nothing was synced yet");
  const { log, sync: record } = emptyRegion;
  try {
    const { pending, unstored } = await readLog(
      parts,
      { ...known, log, pending: [], sync: record },
      options.signal,
    );
    await store.exclusive(async (snapshot) => {
      const { evidence, lists } = followed(snapshot, key);
      const anew = { ...unstored, pending, sync: record, evidence: mendedByPerson(evidence, now()) };
      await store.commit(changeOf(key, anew));
      for (const day of Object.keys(lists)) await store.dropLists(key, day);
    });
  } catch (error) {
    if (error instanceof DeviceError) await recordFailure(parts, error);
    throw error;
  }
}

/** What is new in the log. */
interface News {
  readonly region: Region;
  /** Objects to look at, those of earlier syncs first. */
  readonly pending: readonly PendingObject[];
  /** What is to be stored before any of these objects is, or together with it. */
  readonly unstored: Partial<FollowedRegion>;
}

/** Read what is new in the log. As long as nothing was seen of it, the region is met, too. */
async function readLog(
  { key, pinned: wanted = null, requests, now }: RegionSyncParts,
  { region, log, pending, sync: { cursor } }: FollowedRegion,
  signal: AbortSignal | undefined,
): Promise<News> {
  const waiting = pending.filter(({ logIndex }) => logIndex >= cursor);
  const known = log.checkpoint === null ? null : region;
  const pinned = region === null ? (key === home ? wanted : key) : bytesToHex(regionOf(region).root.hash);
  const met = known ?? (await meetRegion(requests, pinned, now(), signal));
  const progress = await followLog(requests, regionOf(met), log, now(), signal);
  if (progress === null) return { region: regionOf(met), pending: waiting, unstored: {} };
  if (known !== null) {
    const { objects } = progress;
    return { region: regionOf(known), pending: [...waiting, ...objects], unstored: { log: progress.log } };
  }
  const confirmed = await confirmLogged(requests, met, progress.objects, now(), signal);
  const { newest } = regionOf(confirmed);
  const { sequence } = newest;
  if (now() >= sunsetOf(newest)) throw new DeviceError("ended", `the programme ended on ${newest.sunset}`);
  return {
    region: regionOf(confirmed),
    pending: progress.objects.filter(({ entry }) => entry.kind === "batch" || entry.sequence > sequence),
    unstored: { region: confirmed, log: progress.log },
  };
}

/** After a long absence, and at first: leave out the batches that have aged out since. */
async function withoutGone(
  { key, requests, now }: RegionSyncParts,
  snapshot: Snapshot,
  news: News,
  signal: AbortSignal | undefined,
): Promise<News> {
  const batches = news.pending.filter(isBatch);
  const { newestClosed } = followed(snapshot, key).sync;
  const policy = policyAt(news.region, now());
  const safe = now() - (policy.retentionDays - 1) * daySeconds;
  if (batches.length === 0 || (newestClosed !== null && intervalStart(newestClosed) > safe)) return news;
  const absence = { ...policy, now: now(), recordedIn: recordedIn(snapshot, key) };
  const kept = new Set(await skipGone(requests, batches, absence, signal));
  return { ...news, pending: news.pending.filter((object) => !isBatch(object) || kept.has(object)) };
}

/**
 * Intervals in which visits were recorded that a hidden batch could warn of. Of a peer any batch counts: who was there must not
 * show in how this device goes on.
 */
function recordedIn({ visits, open, locked, days }: Snapshot, key: RegionKey): readonly number[] {
  if (key !== home) return [0];
  // Sealed visits tell no more than the day of their database.
  if (locked) return days.visits.map((day) => intervalOf(parseUtc(`${day}T00:00:00Z`)));
  return [...visits.values(), ...(open === null ? [] : [open])].map((visit) => visit.recordedIn);
}

/** Fetch, compare and store what the log names, in its order. */
async function readObjects(
  parts: RegionSyncParts,
  { pending, unstored }: News,
  options: SyncOptions,
): Promise<Tally> {
  const { store, key, now } = parts;
  // One handful of batches is stored together with the log's news; anything more goes step by step after it.
  const isLittle = unstored.region === undefined && pending.length <= batchesAtOnce && pending.every(isBatch);
  if (!isLittle) await store.exclusive(() => store.commit(changeOf(key, { ...unstored, pending })));
  const last = isLittle ? unstored : { pending: [] };
  const end = (snapshot: Snapshot, record: SyncRecord): RegionChange => {
    const changed = { ...followed(snapshot, key), ...last, sync: record };
    return {
      own: { ...last, ...completed(changed, now()) },
      // Only the home's signed time vouches for this device's clock: on that the wiping of everything depends.
      clock: key === home ? clockCompared({ ...changed, clock: snapshot.clock }, now()) : snapshot.clock,
    };
  };

  const total = pending.filter(isBatch).length;
  let tally = nothing;
  let waiting = pending;
  let isComplete = false;
  for (;;) {
    options.progress?.({ done: tally.batches, total });
    const [next] = waiting;
    if (next === undefined) break;
    const batches = leadingBatches(waiting);
    waiting = waiting.slice(Math.max(1, batches.length));
    if (isBatch(next)) {
      isComplete = waiting.length === 0;
      const finish = (snapshot: Snapshot, record: SyncRecord) =>
        isComplete ? end(snapshot, record) : { own: {}, clock: snapshot.clock };
      tally = sum(tally, await readBatches(parts, batches, finish, options.signal));
    } else {
      await readManifest(parts, next, options.signal);
    }
  }
  if (!isComplete) {
    await store.exclusive((snapshot) => {
      const { own, clock } = end(snapshot, followed(snapshot, key).sync);
      return store.commit({ ...changeOf(key, own), clock });
    });
  }
  return tally;
}

async function readBatches(
  { store, key, requests, matcher, now }: RegionSyncParts,
  batches: readonly LoggedBatch[],
  finish: (snapshot: Snapshot, record: SyncRecord) => RegionChange,
  signal: AbortSignal | undefined,
): Promise<Tally> {
  const fetched = await Promise.all(batches.map((batch) => fetchBatch(requests, batch, signal)));
  const gone = batches[fetched.indexOf(null)];
  if (gone !== undefined) throw missing(`/v1/batch/${gone.entry.number}`, gone.entry.sha256);
  const whole = fetched.filter((batch) => batch !== null);
  await checkArrived(matcher, whole);
  return { batches: whole.length, ...(await compareArrived(store, key, matcher, whole, now(), finish)) };
}

async function readManifest(
  { store, key, requests, now }: RegionSyncParts,
  { logIndex, entry }: PendingObject,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (entry.kind !== "manifest") throw new Error(`entry ${logIndex} is no manifest`);
  const { region, sync } = await peek(store, (snapshot) => followed(snapshot, key));
  const context = { now: now(), closedBefore: sync.newestClosed, signal };
  const taken = await takeManifest(requests, region!, entry, context);
  await store.exclusive((snapshot) => {
    const cursor = logIndex + 1;
    return store.commit(changeOf(key, { region: taken, sync: { ...followed(snapshot, key).sync, cursor } }));
  });
}

/** The failure is told, and everything else stays as it was. */
async function recordFailure({ store, key, now }: RegionSyncParts, failure: DeviceError): Promise<void> {
  const { code: problem, reason, message: detail, served, object } = failure;
  try {
    await store.exclusive((snapshot) => {
      const known = followed(snapshot, key);
      const pinned = key === home ? null : key;
      const broken = reason === null ? null : { reason, detail, served, object };
      return store.commit(
        changeOf(key, {
          sync: { ...known.sync, attempted: now(), problem },
          ...(broken === null ? {} : { evidence: withBreak(known, pinned, broken, now()) }),
        }),
      );
    });
  } catch (error) {
    // Nor is there room for this.
    if (!(error instanceof DeviceError)) throw error;
  }
}

/** The batches at the beginning, up to a handful. */
function leadingBatches(objects: readonly PendingObject[]): LoggedBatch[] {
  const end = objects.findIndex((object) => !isBatch(object));
  return objects
    .slice(0, end === -1 ? objects.length : end)
    .slice(0, batchesAtOnce)
    .filter(isBatch);
}

function isBatch(object: PendingObject): object is PendingObject & LoggedBatch {
  return object.entry.kind === "batch";
}

/** Both together. */
export function sum(one: Tally, other: Tally): Tally {
  return {
    batches: one.batches + other.batches,
    exposures: one.exposures + other.exposures,
    retracted: one.retracted + other.retracted,
  };
}

/** Everything was compared to the end: what could mend by itself has. */
function completed({ sync, evidence }: FollowedRegion, at: number): Partial<FollowedRegion> {
  return {
    sync: { ...sync, last: at, attempted: at, problem: null },
    evidence: mendedBySync(evidence, at),
  };
}

/** Look at what is stored. */
export function peek<Result>(store: Store, look: (snapshot: Snapshot) => Result): Promise<Result> {
  return store.exclusive(async (snapshot) => look(snapshot));
}
