/** Who the cases are: the rows of one publication day are shared out to as few people as could have been there. */

import { intervalAt, intervalSeconds, reportDayOf } from "./calendar.ts";
import type { PlannedDay, PlannedPlace } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Row } from "./rows.ts";
import { codeAt, type Stay } from "./stays.ts";

const tokensPerReport = 16;
/** What one claim code buys. */
const reportsPerClaim = 32;

/** One case: stays that do not overlap, and take at most 32 reports together. */
export interface CaseStays {
  readonly reportDay: number;
  /** 2 when the authority reports. */
  readonly purpose: 1 | 2;
  readonly stays: readonly Stay[];
}

/** The stay of the case itself: exactly the times of the row, with the code of its place as far as it reaches. */
function caseStay(row: Row, place: PlannedPlace, placeId: number): Stay {
  const code = codeAt(place, row.start);
  const codeEnd = code.to * intervalSeconds;
  const [leaving, leaveBy] = row.end < codeEnd ? [row.end, "hand" as const] : [codeEnd, "pass end" as const];
  return { place: placeId, scanAt: row.start, arrival: row.start, leaving, leaveBy, code };
}

/** How many reports a stay takes if it is still in the diary: one for every 16 tokens. */
export function reportsOf(stay: Pick<Stay, "arrival" | "leaving" | "code">, lingerIntervals: number): number {
  const last = Math.min(intervalAt(stay.leaving) + lingerIntervals, stay.code.to - 1);
  return Math.ceil((last - intervalAt(stay.arrival) + 1) / tokensPerReport);
}

/** The most reports that one claim code pays for. */
export function fitsOneClaim(reports: number): boolean {
  return reports <= reportsPerClaim;
}

/**
 * Share out rows to cases. `rows[i]` is place i.
 *
 * @param confirmShare - Share of the cases for whom the authority reports.
 */
export function planCases(
  rows: readonly Row[],
  places: readonly PlannedPlace[],
  days: readonly PlannedDay[],
  lingerIntervals: number,
  confirmShare: number,
  random: Random,
): CaseStays[] {
  const byDay = new Map<number, Stay[]>();
  for (const [placeId, row] of rows.entries()) {
    const day = reportDayOf(days, row.published);
    const stays = byDay.get(day) ?? [];
    stays.push(caseStay(row, places[placeId]!, placeId));
    byDay.set(day, stays);
  }
  const cases: CaseStays[] = [];
  for (const [reportDay, stays] of [...byDay].toSorted(([one], [other]) => one - other)) {
    const open: { stays: Stay[]; reports: number }[] = [];
    for (const stay of stays.toSorted((one, other) => one.scanAt - other.scanAt)) {
      const reports = reportsOf(stay, lingerIntervals);
      const free = open.find(
        (one) => one.stays.at(-1)!.leaving <= stay.scanAt && fitsOneClaim(one.reports + reports),
      );
      if (free === undefined) open.push({ stays: [stay], reports });
      else {
        free.stays.push(stay);
        free.reports += reports;
      }
    }
    for (const one of open) {
      const purpose = random.chance(confirmShare) ? 2 : 1;
      cases.push({ reportDay, purpose, stays: one.stays });
    }
  }
  return cases;
}
