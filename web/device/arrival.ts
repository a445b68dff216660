import { drillToken, evidence, type ExposedToken, ProtocolError } from "../../protocol/index.ts";
import { type Compared, compare, type Comparison, reportedTokens } from "./comparison.ts";
import { dayOfInterval, oldestDayKept } from "./day.ts";
import { DeviceError } from "./device-error.ts";
import { checkOrder, type FetchedBatch } from "./lists.ts";
import type { Matcher } from "./matcher.ts";
import { closingsRemembered } from "./period.ts";
import { partsSought, withAnswers } from "./published.ts";
import { policyOf, regionOf } from "./region.ts";
import { allTakenBack } from "./returns.ts";
import {
  type DaysRecord,
  exposureId,
  type Snapshot,
  type StoredBatch,
  type StoredExposure,
  type StoredReport,
  type SyncRecord,
} from "./snapshot.ts";
import { upToNow } from "./stay.ts";
import type { Change, Store } from "./store.ts";

/** How many matches batches brought, and how many they took back. */
export interface ArrivalTally {
  readonly exposures: number;
  readonly retracted: number;
}

/**
 * Compare batches that have just come with everything on this device, and store them, what was found and how far the sync is,
 * the last two in one transaction.
 *
 * @param batches - As they were logged, in their order, at least one.
 * @param now - Unix seconds.
 * @param finish - What else the same transaction changes, given how far the sync is then.
 * @throws DeviceError `broken-log` when one of them is broken, or out of order; `clock-behind` as {@link checkOrder}.
 * @see SPEC.md §4.6
 */
export function compareArrived(
  store: Store,
  matcher: Matcher,
  batches: readonly FetchedBatch[],
  now: number,
  finish: (snapshot: Snapshot, sync: SyncRecord) => Change,
): Promise<ArrivalTally> {
  return store.exclusive(async (snapshot) => {
    const { retentionDays } = policyOf(snapshot, now);
    const { root } = regionOf(snapshot.region!);
    checkOrder(batches, snapshot.sync.newestClosed, now);
    const open = snapshot.open === null ? [] : [upToNow(snapshot.open, now)];
    const visits = [...snapshot.visits.values(), ...open];
    const reported = reportedTokens(snapshot.reports.values());
    const standing = new Map(snapshot.exposures);
    const reports = new Map(snapshot.reports);
    const changed = new Map<string, StoredExposure>();
    let tally: ArrivalTally = { exposures: 0, retracted: 0 };
    let selfCheck = snapshot.sync.selfCheck;

    for (const batch of batches) {
      const sought = partsSought(reports.values(), batch.closed);
      const drill = { evidence: evidence.confirmed, token: drillToken(root.id, batch.closed) };
      const compared = { visits, standing: standing.values(), reported };
      const others = [drill, ...sought.flatMap(({ queries }) => queries)];
      const { found, retracted, others: answers } = await comparing(matcher, batch, compared, others);
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

    const oldest = oldestDayKept(now, retentionDays);
    const kept = batches.filter(({ closed }) => dayOfInterval(closed) >= oldest);
    await store.putBatches(kept.map(withoutOpened));
    const record = { ...advanced(snapshot.sync, batches), selfCheck };
    const putReports = changedReports(snapshot, reports);
    const isMistake = putReports.length > 0 && allTakenBack(reports.values(), policyOf(snapshot, now));
    await store.commit({
      putExposures: [...changed.values()],
      putReports,
      ...(isMistake ? { ownPositive: null } : {}),
      days: { ...snapshot.days, lists: listsWith(snapshot.days.lists, kept) },
      sync: record,
      ...finish(snapshot, record),
    });
    return tally;
  });
}

async function comparing(
  matcher: Matcher,
  batch: StoredBatch,
  compared: Compared,
  others: readonly ExposedToken[],
): Promise<Comparison> {
  try {
    return await compare(matcher, batch, compared, others);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new DeviceError("broken-log", `batch ${batch.number} was logged and is broken`, {
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

function listsWith(lists: DaysRecord["lists"], batches: readonly FetchedBatch[]): DaysRecord["lists"] {
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
