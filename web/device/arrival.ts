import { bytesToHex } from "@noble/hashes/utils.js";
import { drillToken, evidence, ProtocolError } from "../../protocol/index.ts";
import { withBreak } from "./broken-log.ts";
import { compare, reportedTokens } from "./comparison.ts";
import { dayOfInterval, oldestDayKept } from "./day.ts";
import { DeviceError } from "./device-error.ts";
import { followed, home, type RegionKey } from "./followed.ts";
import { checkOrder, type FetchedBatch } from "./lists.ts";
import type { Matcher } from "./matcher.ts";
import { closingsRemembered } from "./period.ts";
import { partsSought, withAnswers } from "./published.ts";
import { policyOf, regionOf } from "./region.ts";
import { allTakenBack } from "./returns.ts";
import {
  type ClockRecord,
  exposureId,
  type FollowedRegion,
  type ListsRecord,
  type Snapshot,
  type StoredBatch,
  type StoredExposure,
  type StoredReport,
  type SyncRecord,
} from "./snapshot.ts";
import { upToNow } from "./stay.ts";
import { type Change, changeOf } from "./change.ts";
import type { Store } from "./store.ts";
import { withList } from "./waiting.ts";

/** How many matches batches brought, and how many they took back. */
export interface ArrivalTally {
  readonly exposures: number;
  readonly retracted: number;
}

/** What changes with a region's batches, in the same transaction. */
export interface RegionChange {
  readonly own: Partial<FollowedRegion>;
  readonly clock: ClockRecord;
}

/**
 * Check batches that have just come to the last bit. What is looked for in them plays no part: else a batch that is broken in one
 * place only would stop just the phones with a token there, and what these ask for afterwards would tell them from the others.
 *
 * @throws DeviceError `broken-log` when one of them is broken.
 * @see SPEC.md §4.6
 */
export async function checkArrived(matcher: Matcher, batches: readonly FetchedBatch[]): Promise<void> {
  for (const { number, bytes } of batches) await orBroken(number, matcher.check(bytes));
}

/**
 * Compare batches of a region that have just come with everything on this device that is of that region, and store them, what was found and how far the sync is,
 * the last two in one transaction.
 *
 * @param batches - As they were logged, in their order, at least one; checked by {@link checkArrived}.
 * @param now - Unix seconds.
 * @param finish - What else the same transaction changes, given how far the sync is then.
 * @throws DeviceError `broken-log` when one of them is out of order; `clock-behind` as {@link checkOrder}.
 * @see SPEC.md §4.6
 */
export function compareArrived(
  store: Store,
  key: RegionKey,
  matcher: Matcher,
  batches: readonly FetchedBatch[],
  now: number,
  finish: (snapshot: Snapshot, sync: SyncRecord) => RegionChange,
): Promise<ArrivalTally> {
  return store.exclusive(async (snapshot) => {
    const known = followed(snapshot, key);
    const { retentionDays } = policyOf(known, now);
    checkOrder(batches, known.sync.newestClosed, now);
    const { selfCheck, tally, change } = await compareAll(snapshot, key, matcher, batches, now);

    const oldest = oldestDayKept(now, retentionDays);
    const kept = batches.filter(({ closed }) => dayOfInterval(closed) >= oldest);
    await store.putBatches(key, kept.map(withoutOpened));
    const record = { ...advanced(known.sync, batches), selfCheck };
    const { own, clock } = finish(snapshot, record);
    await store.commit({
      ...changeOf(key, { lists: listsWith(known.lists, kept), sync: record, ...own }),
      clock,
      ...change,
      ...(snapshot.locked ? { waiting: withList(snapshot.waiting, key, batches[0]!.number) } : {}),
    });
    return tally;
  });
}

/**
 * Compare the batches of a region that came while the diary was locked. In a turn of the store only, unlocked.
 *
 * @param from - Number of the first.
 * @param now - Unix seconds.
 */
export async function compareWaiting(
  store: Store,
  snapshot: Snapshot,
  key: RegionKey,
  matcher: Matcher,
  from: number,
  now: number,
): Promise<void> {
  const { [key]: _compared, ...lists } = snapshot.waiting.lists;
  const batches = (await store.batchesSince(key, 0)).filter(({ number }) => number >= from);
  let change: Change = {};
  try {
    if (followed(snapshot, key).region !== null) {
      ({ change } = await compareAll(snapshot, key, matcher, batches, now));
    }
  } catch (error) {
    // It was whole when it came: what was stored is damaged, or an earlier version did not check it. Told as a sync would.
    if (!(error instanceof DeviceError)) throw error;
    const found = { reason: "forbidden", detail: error.message, served: null, object: null } as const;
    change = changeOf(key, { evidence: withBreak(followed(snapshot, key), null, found, now) });
  }
  await store.commit({ ...change, waiting: { ...snapshot.waiting, lists } });
}

/** Compare batches of a region with everything that is of that region: while the diary is locked with the drill token only. */
async function compareAll(
  snapshot: Snapshot,
  key: RegionKey,
  matcher: Matcher,
  batches: readonly StoredBatch[],
  now: number,
): Promise<{
  readonly selfCheck: SyncRecord["selfCheck"];
  readonly tally: ArrivalTally;
  readonly change: Pick<Change, "putExposures" | "putReports" | "ownPositive">;
}> {
  const known = followed(snapshot, key);
  const { root } = regionOf(known.region!);
  const regionId = bytesToHex(root.id);
  const open = snapshot.open === null || snapshot.locked ? [] : [upToNow(snapshot.open, now)];
  const visits = [...snapshot.visits.values(), ...open].filter((visit) => visit.regionId === regionId);
  const reported = reportedTokens(snapshot.reports.values());
  const standing = new Map([...snapshot.exposures].filter(([, exposure]) => exposure.regionId === regionId));
  // Reports go to the home, and nowhere else.
  const reports = key === home ? new Map(snapshot.reports) : new Map<string, StoredReport>();
  const changed = new Map<string, StoredExposure>();
  let tally: ArrivalTally = { exposures: 0, retracted: 0 };
  let selfCheck = known.sync.selfCheck;

  for (const batch of batches) {
    const sought = partsSought(reports.values(), batch.closed);
    const drill = { evidence: evidence.confirmed, token: drillToken(root.id, batch.closed) };
    const compared = { visits, standing: standing.values(), reported };
    const others = [drill, ...sought.flatMap(({ queries }) => queries)];
    const {
      found,
      retracted,
      others: answers,
    } = await orBroken(batch.number, compare(matcher, batch, compared, others));
    const fresh = found.filter((exposure) => !standing.has(exposureId(exposure)));
    for (const exposure of [...fresh, ...retracted]) {
      standing.set(exposureId(exposure), exposure);
      changed.set(exposureId(exposure), exposure);
    }
    for (const report of withAnswers(reports, sought, answers.slice(1), batch))
      reports.set(report.id, report);
    selfCheck = answers[0] === true ? "passed" : "failed";
    tally = {
      exposures: tally.exposures + fresh.length,
      retracted: tally.retracted + retracted.length,
    };
  }
  const putReports = changedReports(snapshot, reports);
  const isMistake = putReports.length > 0 && allTakenBack(reports.values(), policyOf(snapshot, now));
  const change = {
    putExposures: [...changed.values()],
    putReports,
    ...(isMistake ? { ownPositive: null } : {}),
  };
  return { selfCheck, tally, change };
}

/** @throws DeviceError `broken-log` for what a batch's decoder refuses. */
async function orBroken<Result>(number: number, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new DeviceError("broken-log", `batch ${number} was logged and is broken`, {
      cause,
      reason: "forbidden",
    });
  }
}

function changedReports(snapshot: Snapshot, reports: ReadonlyMap<string, StoredReport>): StoredReport[] {
  return [...reports.values()].filter((report) => snapshot.reports.get(report.id) !== report);
}

function advanced(record: SyncRecord, batches: readonly FetchedBatch[]): SyncRecord {
  const last = batches.at(-1)!;
  const closings = [...record.closings, ...batches.map(({ closed }) => closed)];
  return {
    ...record,
    cursor: last.logIndex + 1,
    newestBatch: last.number,
    newestClosed: last.closed,
    closings: closings.slice(-closingsRemembered),
  };
}

function listsWith(lists: ListsRecord, batches: readonly FetchedBatch[]): ListsRecord {
  const counted = { ...lists };
  for (const { closed, opened } of batches) {
    const day = dayOfInterval(closed);
    const before = counted[day] ?? { batches: 0, entries: 0 };
    counted[day] = { batches: before.batches + 1, entries: before.entries + opened.count };
  }
  return counted;
}

function withoutOpened({ number, closed, logIndex, bytes }: FetchedBatch): StoredBatch {
  return { number, closed, logIndex, bytes };
}
