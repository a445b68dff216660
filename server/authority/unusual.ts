import { ticketPurpose, type TicketPurpose } from "../../protocol/index.ts";
import type { HourlyCount } from "../store/hourly-count-table.ts";

/** With how many days before it an hour is compared, at most. */
const comparedDays = 14;

/** With fewer days there is no usual number yet. */
const comparedDaysMin = 3;

/** So many times the usual number is no longer usual. */
const multiple = 3;

/** So few are never unusual, whatever was before. */
const alwaysUsual = 20;

const hoursPerDay = 24;

/** An hour in which more claim codes of a purpose were used than is usual at that time of the day. */
export interface Unusual {
  readonly purpose: TicketPurpose;
  /** Unix hours. */
  readonly hour: number;
  /** Per hour: the median of the same hour of the days before. Null while too few days are known. */
  readonly usual: number | null;
  /** There were more than this. How many stands in the counts when the hour is over. */
  readonly limit: number;
}

/**
 * In which hours the use of claim codes stands out. It does when more of a purpose were used than thrice the median of the same
 * hour of up to fourteen days before, and more than twenty in any case. A median, so that a few bad days do not make the next
 * bad day look usual.
 *
 * The first hour that anything was counted in is taken for the beginning of counting; before three days there is no usual number.
 *
 * @param counts - Of all hours that are known.
 * @param from - The first hour to judge, Unix hours.
 * @param to - The last; it may be under way: it stands out as soon as it does.
 */
export function unusualHours(counts: readonly HourlyCount[], from: number, to: number): Unusual[] {
  return Object.values(ticketPurpose).flatMap((purpose) =>
    counts
      .filter((each) => each.event === "claimed" && each.purpose === purpose)
      .filter(({ hour }) => hour >= from && hour <= to)
      .flatMap(({ hour, count }) => {
        const usual = usualClaims(counts, purpose, hour);
        const limit = Math.max(alwaysUsual, Math.floor((usual ?? 0) * multiple));
        return count > limit ? [{ purpose, hour, usual, limit }] : [];
      }),
  );
}

/**
 * How many codes of a purpose are usually claimed in an hour: the median of the same hour of the days before, as far as they are
 * known; null where too few are.
 */
export function usualClaims(
  counts: readonly HourlyCount[],
  purpose: TicketPurpose,
  hour: number,
): number | null {
  const first = counts.reduce((least, each) => Math.min(least, each.hour), Infinity);
  const claimed = counts.filter((each) => each.event === "claimed" && each.purpose === purpose);
  const byHour = new Map(claimed.map((each) => [each.hour, each.count]));
  const days = Array.from({ length: comparedDays }, (_, day) => hour - (day + 1) * hoursPerDay)
    .filter((before) => before >= first)
    .map((before) => byHour.get(before) ?? 0)
    .toSorted((one, other) => one - other);
  if (days.length < comparedDaysMin) return null;
  const middle = Math.floor(days.length / 2);
  return days.length % 2 === 1 ? days[middle]! : (days[middle - 1]! + days[middle]!) / 2;
}
