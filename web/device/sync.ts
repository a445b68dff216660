import { bytesToHex } from "@noble/hashes/utils.js";
import { intervalStart, sunsetOf } from "../../protocol/index.ts";
import { compareArrived } from "./arrival.ts";
import { daySeconds } from "./day.ts";
import { mendedByPerson, mendedBySync, withBreak } from "./broken-log.ts";
import { DeviceError } from "./device-error.ts";
import type { SyncOptions, SyncResult } from "./device.ts";
import { fetchBatch, type LoggedBatch, skipGone } from "./lists.ts";
import { followLog } from "./log-follower.ts";
import { confirmLogged, meetRegion, missing, takeManifest } from "./manifests.ts";
import type { Matcher } from "./matcher.ts";
import { syncDue } from "./period.ts";
import { policyAt, type Region, regionOf } from "./region.ts";
import type { Requests } from "./request.ts";
import { emptyValues, type PendingObject, type Snapshot, type SyncRecord, type Values } from "./snapshot.ts";
import { clockCompared } from "./sunset.ts";
import type { Change, Store } from "./store.ts";

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
 * Each step is stored before the next: the log's news, then each handful of batches with its matches and the cursor in one
 * transaction. What is cut off goes on from there.
 *
 * @see SPEC.md §4.6, §4.7
 */
export async function sync(parts: SyncParts, options: SyncOptions): Promise<SyncResult> {
  const { store, now } = parts;
  const known = await peek(store, (snapshot) => snapshot);
  const nothing = { batches: 0, exposures: 0, retracted: 0 };
  if (!syncDue(known.sync, now()) && options.force !== true) return { synced: false, ...nothing };
  try {
    options.signal?.throwIfAborted();
    const news = await readLog(parts, known, options.signal);
    const wanted = await withoutGone(parts, known, news, options.signal);
    return { synced: true, ...(await readObjects(parts, wanted, options, nothing)) };
  } catch (error) {
    if (error instanceof DeviceError) await recordFailure(parts, error);
    throw error;
  }
}

/**
 * Begin anew with the log as it is served, under the root that was pinned at first. See `Device.startAnew`. The caller takes the
 * turn.
 *
 * Nothing has changed as long as the whole log has not been read and found good. Matches stay: whichever of two histories is
 * the true one, no warning is lost by this.
 *
 * @throws DeviceError `no-region`; as {@link sync}.
 * @see SPEC.md §4.7
 */
export async function startAnew(parts: SyncParts, options: SyncOptions): Promise<SyncResult> {
  const { store, now } = parts;
  const known = await peek(store, (snapshot) => snapshot);
  if (known.region === null) throw new DeviceError("no-region", "nothing was synced yet");
  const { log, sync: record } = emptyValues;
  try {
    const unknown = { ...known, region: null, log, pending: [], sync: record };
    const { region, pending, unstored } = await readLog(parts, unknown, options.signal);
    const pinned = regionOf(known.region).root;
    if (bytesToHex(region.root.hash) !== bytesToHex(pinned.hash)) {
      throw new DeviceError("wrong-region", `this address serves region ${bytesToHex(region.root.id)}`);
    }
    await store.exclusive(async ({ evidence, days }) => {
      await store.commit({ ...unstored, pending, sync: record, evidence: mendedByPerson(evidence, now()) });
      for (const day of Object.keys(days.lists)) await store.dropLists(day);
    });
  } catch (error) {
    if (error instanceof DeviceError) await recordFailure(parts, error);
    throw error;
  }
  return sync(parts, { ...options, force: true });
}

/** What is new in the log. */
interface News {
  readonly region: Region;
  /** Objects to look at, those of earlier syncs first. */
  readonly pending: readonly PendingObject[];
  /** What is to be stored before any of these objects is, or together with it. */
  readonly unstored: Change;
}

/** Read what is new in the log. At first the region is met, too. */
async function readLog(
  { requests, now }: SyncParts,
  { region, log, pending, sync: { cursor } }: Pick<Snapshot, "region" | "log" | "pending" | "sync">,
  signal: AbortSignal | undefined,
): Promise<News> {
  const waiting = pending.filter(({ logIndex }) => logIndex >= cursor);
  const met = region ?? (await meetRegion(requests, now(), signal));
  const progress = await followLog(requests, regionOf(met), log, now(), signal);
  if (progress === null) return { region: regionOf(met), pending: waiting, unstored: {} };
  if (region !== null) {
    const { objects } = progress;
    return { region: regionOf(region), pending: [...waiting, ...objects], unstored: { log: progress.log } };
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
  { requests, now }: SyncParts,
  { visits, open, sync: { newestClosed } }: Snapshot,
  news: News,
  signal: AbortSignal | undefined,
): Promise<News> {
  const batches = news.pending.filter(isBatch);
  const policy = policyAt(news.region, now());
  const safe = now() - (policy.retentionDays - 1) * daySeconds;
  if (batches.length === 0 || (newestClosed !== null && intervalStart(newestClosed) > safe)) return news;
  const recordedIn = [...visits.values(), ...(open === null ? [] : [open])].map((visit) => visit.recordedIn);
  const kept = new Set(await skipGone(requests, batches, { ...policy, now: now(), recordedIn }, signal));
  return { ...news, pending: news.pending.filter((object) => !isBatch(object) || kept.has(object)) };
}

type Tally = Omit<SyncResult, "synced">;

/** Fetch, compare and store what the log names, in its order. */
async function readObjects(
  parts: SyncParts,
  { pending, unstored }: News,
  options: SyncOptions,
  nothing: Tally,
): Promise<Tally> {
  const { store, now } = parts;
  // One handful of batches is stored together with the log's news; anything more goes step by step after it.
  const isLittle = unstored.region === undefined && pending.length <= batchesAtOnce && pending.every(isBatch);
  if (!isLittle) await store.exclusive(() => store.commit({ ...unstored, pending }));
  const last = isLittle ? unstored : { pending: [] };

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
        isComplete ? { ...last, ...completed({ ...snapshot, ...last, sync: record }, now()) } : {};
      tally = sum(tally, await readBatches(parts, batches, finish, options.signal));
    } else {
      await readManifest(parts, next, options.signal);
    }
  }
  if (!isComplete) {
    await store.exclusive((snapshot) => store.commit({ ...last, ...completed(snapshot, now()) }));
  }
  return tally;
}

async function readBatches(
  { store, requests, matcher, now }: SyncParts,
  batches: readonly LoggedBatch[],
  finish: (snapshot: Snapshot, record: SyncRecord) => Change,
  signal: AbortSignal | undefined,
): Promise<Tally> {
  const fetched = await Promise.all(batches.map((batch) => fetchBatch(requests, batch, signal)));
  const gone = batches[fetched.indexOf(null)];
  if (gone !== undefined) throw missing(`/v1/batch/${gone.entry.number}`, gone.entry.sha256);
  const whole = fetched.filter((batch) => batch !== null);
  return { batches: whole.length, ...(await compareArrived(store, matcher, whole, now(), finish)) };
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

/** The failure is told, and everything else stays as it was. */
async function recordFailure({ store, now }: SyncParts, failure: DeviceError): Promise<void> {
  const { code: problem, reason, message: detail, served, object } = failure;
  try {
    await store.exclusive((snapshot) =>
      store.commit({
        sync: { ...snapshot.sync, attempted: now(), problem },
        ...(reason === null
          ? {}
          : { evidence: withBreak(snapshot, { reason, detail, served, object }, now()) }),
      }),
    );
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

function sum(one: Tally, other: Tally): Tally {
  return {
    batches: one.batches + other.batches,
    exposures: one.exposures + other.exposures,
    retracted: one.retracted + other.retracted,
  };
}

/** Everything was compared to the end: what could mend by itself has. */
function completed(values: Values, at: number): Change {
  return {
    sync: { ...values.sync, last: at, attempted: at, problem: null },
    evidence: mendedBySync(values.evidence, at),
    clock: clockCompared(values, at),
  };
}

function peek<Result>(store: Store, look: (snapshot: Snapshot) => Result): Promise<Result> {
  return store.exclusive(async (snapshot) => look(snapshot));
}
