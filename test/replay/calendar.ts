/** The days of a replay: UTC days counted from the one on which the region is made. */

import type { PlannedDay } from "./plan.ts";

export const daySeconds = 86_400;
export const intervalSeconds = 600;

/** Interval of a moment: floor(Unix seconds / 600). */
export function intervalAt(seconds: number): number {
  return Math.floor(seconds / intervalSeconds);
}

/** Claim codes are typed this long before midnight, so that the reports fall into the day's batch. */
const reportBeforeMidnight = 120;
/** `policy.reportMinutes` is 1: after it the outbox has nothing left. */
const sentAfterReport = 61;
/** The batch is closed at midnight; the phones sync a little later. */
const syncAfterMidnight = 20;

/**
 * The days needed so that `first` lies after the first sync and `last` before the last report.
 *
 * @param first - Unix seconds of the first thing that happens on any phone.
 * @param last - Unix seconds of the last publication of a row.
 */
export function planDays(first: number, last: number): PlannedDay[] {
  const origin = Math.floor((first - syncAfterMidnight) / daySeconds) * daySeconds;
  const count = Math.floor((last - origin) / daySeconds) + 2;
  return Array.from({ length: count }, (_, number) => {
    const midnight = origin + number * daySeconds;
    return {
      number,
      report: midnight - reportBeforeMidnight,
      sent: midnight - reportBeforeMidnight + sentAfterReport,
      close: midnight,
      sync: midnight + syncAfterMidnight,
    };
  });
}

/**
 * Number of the day at whose end something is reported that is known at `seconds`: the first whose `report` is not
 * before it. May lie past the last day.
 */
export function reportDayOf(days: readonly PlannedDay[], seconds: number): number {
  return Math.max(1, Math.ceil((seconds - days[0]!.report) / daySeconds));
}

/** Number of the last day whose sync is at or before `seconds`; 0 when none is. */
export function lastSyncBefore(days: readonly PlannedDay[], seconds: number): number {
  return Math.max(0, Math.floor((seconds - days[0]!.sync) / daySeconds));
}
