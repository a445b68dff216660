import { intervalOf, intervalSeconds, intervalStart, type Policy } from "../../../protocol/index.ts";
import { isLocalDay, type LocalDay, localDayOf, momentOf } from "../local-day.ts";

/** The intervals of a release: from `first` up to, not including, `end`. */
export interface ReleaseWindow {
  readonly first: number;
  readonly end: number;
}

/** The longest window, in intervals: 24 hours. */
export const windowIntervalsMax = 144;

const daySeconds = 86_400;

/** A day and a time of it, as a place's clock shows them. */
export interface WallTime {
  readonly day: LocalDay;
  /** `HH:MM`. */
  readonly time: string;
  /** Of a time that comes twice when the clocks are set back: which one is meant. */
  readonly second?: boolean;
}

/** Why some hours cannot be released, in the order in which it is told. */
export type WindowProblem =
  | "incomplete"
  /** That night the clocks were set forward, over this time. */
  | "skipped"
  | "wrong-order"
  | "future"
  | "too-long"
  /** Older than what visitors' phones and lists keep. */
  | "too-old";

/**
 * The moments at which a clock on the wall shows a time of a day: none when the clocks are set forward over it, two when they are set
 * back over it, otherwise one.
 *
 * @returns Unix seconds, ascending.
 */
export function momentsAt({ day, time }: Pick<WallTime, "day" | "time">): readonly number[] {
  if (!isLocalDay(day) || !/^\d\d:\d\d$/.test(time)) return [];
  const near = momentOf(day, time);
  const around = Array.from({ length: 17 }, (_, halfHours) => near + (halfHours - 8) * 1_800);
  return around.filter((moment) => localDayOf(moment) === day && localTimeOf(moment) === time);
}

/** What a clock on the wall shows, `HH:MM`. @param moment - Unix seconds. */
export function localTimeOf(moment: number): string {
  const date = new Date(moment * 1000);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/**
 * The intervals in which some hours lie, each of them whole: what begins or ends within an interval takes in all of it.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.5
 */
export function windowOf(
  from: WallTime,
  to: WallTime,
  now: number,
  policy: Pick<Policy, "retentionDays">,
): ReleaseWindow | WindowProblem {
  if (!isWhole(from) || !isWhole(to)) return "incomplete";
  const start = momentOfWall(from);
  const end = momentOfWall(to);
  if (start === null || end === null) return "skipped";
  const window = { first: intervalOf(start), end: Math.ceil(end / intervalSeconds) };
  return end <= start ? "wrong-order" : (windowProblem(window, now, policy) ?? window);
}

/** Why a window cannot be released, from wherever it comes; `null` when it can. @param now - Unix seconds. */
export function windowProblem(
  { first, end }: ReleaseWindow,
  now: number,
  { retentionDays }: Pick<Policy, "retentionDays">,
): WindowProblem | null {
  if (end <= first) return "wrong-order";
  if (end - 1 > intervalOf(now)) return "future";
  if (end - first > windowIntervalsMax) return "too-long";
  return first < oldestInterval(now, retentionDays) ? "too-old" : null;
}

/** The first interval that can still be released. @param now - Unix seconds. */
export function oldestInterval(now: number, retentionDays: number): number {
  return intervalOf(now - retentionDays * daySeconds);
}

/** A moment as a clock on the wall shows it. @param moment - Unix seconds. */
export function wallTimeOf(moment: number): WallTime {
  const wall = { day: localDayOf(moment), time: localTimeOf(moment) };
  return momentsAt(wall)[1] === moment ? { ...wall, second: true } : wall;
}

/** A window in stretches that each lie within one day of the calendar, from and to as Unix seconds. */
export function daysOf({ first, end }: ReleaseWindow): { readonly from: number; readonly to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  const last = intervalStart(end);
  for (let from = intervalStart(first); from < last;) {
    const to = Math.min(last, nextMidnight(from));
    stretches.push({ from, to });
    from = to;
  }
  return stretches;
}

function nextMidnight(moment: number): number {
  const date = new Date(moment * 1000);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime() / 1000;
}

function isWhole({ day, time }: WallTime): boolean {
  return isLocalDay(day) && /^\d\d:\d\d$/.test(time);
}

function momentOfWall({ second = false, ...wall }: WallTime): number | null {
  const moments = momentsAt(wall);
  return moments[second ? moments.length - 1 : 0] ?? null;
}
