import { intervalStart, type Policy } from "../../protocol/index.ts";
import { dayOf, dayOfInterval, daySeconds, oldestDayKept } from "./day.ts";
import { exposureId, type Snapshot } from "./snapshot.ts";
import type { Store } from "./store.ts";

/**
 * Let go what has aged out: days of visits, days of batches, reports and the tokens in them, matches that have left both the
 * quarantine window and the diary, the person's own positive report, the record of requests. In a turn of the store only.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §5
 */
export async function expire(store: Store, snapshot: Snapshot, now: number, policy: Policy): Promise<void> {
  const oldest = oldestDayKept(now, policy.retentionDays);
  const { days, ledgerDays, ownPositive } = snapshot;
  for (const day of days.visits.filter((each) => each < oldest)) await store.dropVisits(day);
  for (const day of Object.keys(days.lists).filter((each) => each < oldest)) await store.dropLists(day);
  for (const day of ledgerDays.filter((each) => each < oldest)) await store.dropLedger(day);

  const deleteExposures = [...snapshot.exposures.values()]
    .filter(
      ({ interval }) =>
        dayOfInterval(interval) < oldest &&
        intervalStart(interval) + policy.quarantineDays * daySeconds <= now,
    )
    .map(exposureId);
  const deleteReports = [...snapshot.reports.values()]
    .filter(({ startedAt }) => dayOf(startedAt) < oldest)
    .map(({ id }) => id);
  const isOver = ownPositive !== null && ownPositive + policy.isolationDays * daySeconds <= now;
  if (deleteExposures.length > 0 || deleteReports.length > 0 || isOver) {
    await store.commit({ deleteExposures, deleteReports, ...(isOver ? { ownPositive: null } : {}) });
  }
}
