import {
  encodeCheckInCode,
  intervalOf,
  intervalSeconds,
  intervalStart,
  narrowPass,
  type Pass,
  passFromPlaceKey,
} from "../../protocol/index.ts";
import { dayAfter, daysFrom, isLocalDay, type LocalDay, localDayOf, momentOf } from "../parts/local-day.ts";
import { endOf, type Place } from "./place.ts";
import type { RecoverySheet } from "./recovery-sheet.ts";

/** How many days are printed at once. */
export const printedDaysMax = 31;

/** From when to when a pass is good each day, `HH:MM`; closing at or before opening means on the next day. */
export interface OpeningHours {
  readonly opens: string;
  readonly closes: string;
}

/** One page to print: a code that is good on one day. */
export interface PrintedPass {
  readonly day: LocalDay;
  /** From when it is good and until when, Unix seconds. */
  readonly opens: number;
  readonly closes: number;
  /** Good all day, from midnight to midnight. */
  readonly wholeDay: boolean;
  /** The code's text. Secret from everyone who does not come that day. */
  readonly text: string;
}

/** What is wrong with the chosen days, in the order in which it is checked. */
export type ChosenDaysProblem = "no-day" | "wrong-order" | "past" | "after-end" | "too-many";

/**
 * The days to print.
 *
 * @param first - From the form, as is `last`: untrusted text.
 * @param now - Unix seconds.
 * @param end - When the place stops, Unix seconds.
 * @returns Up to 31 days, or what is wrong.
 */
export function chosenDays(
  first: string,
  last: string,
  now: number,
  end: number,
): readonly LocalDay[] | ChosenDaysProblem {
  if (!isLocalDay(first) || !isLocalDay(last)) return "no-day";
  if (last < first) return "wrong-order";
  if (first < localDayOf(now)) return "past";
  if (last > localDayOf(end - 1)) return "after-end";
  if (last > dayAfter(first, printedDaysMax - 1)) return "too-many";
  return daysFrom(first, last);
}

/**
 * Printed passes out of what a display stores: for days to come, and for today from now on, since the past is gone.
 *
 * @param days - From {@link chosenDays}.
 * @param hours - `null` for the whole day.
 * @returns One a day; none for a day whose hours are over or lie behind the place's end.
 * @see SPEC.md §4.1, §4.2
 */
export function printedPasses(
  place: Place,
  days: readonly LocalDay[],
  hours: OpeningHours | null,
): PrintedPass[] {
  const { pass } = place;
  if (pass === null) return [];
  return days.flatMap((day) => {
    const wanted = hoursOf(day, hours);
    const start = Math.max(firstInterval(wanted.opens), pass.start);
    const end = Math.min(endInterval(wanted.closes), pass.end);
    return start < end ? [printedPass(place, day, wanted, narrowPass(pass, start, end))] : [];
  });
}

/**
 * The printed pass of the whole of today, the hours before now too. (Owner, at set-up.) It needs the place key, so
 * only whoever has the sheet can make it.
 *
 * @param now - Unix seconds.
 * @param sunset - Of the region's manifest, Unix seconds.
 * @see SPEC.md §4.1, §4.2
 */
export function printedPassOfToday(sheet: RecoverySheet, now: number, sunset: number): PrintedPass {
  const day = localDayOf(now);
  const wanted = hoursOf(day, null);
  const end = Math.min(endInterval(wanted.closes), intervalOf(sunset));
  return printedPass(sheet, day, wanted, passFromPlaceKey(sheet.placeKey, firstInterval(wanted.opens), end));
}

/** The last day for which a place can print, as a date field's limit. */
export function lastPrintedDay(place: Place): LocalDay {
  return localDayOf(endOf(place) - 1);
}

interface Hours {
  readonly opens: number;
  readonly closes: number;
  readonly wholeDay: boolean;
}

function hoursOf(day: LocalDay, hours: OpeningHours | null): Hours {
  if (hours === null) {
    return { opens: momentOf(day), closes: momentOf(dayAfter(day)), wholeDay: true };
  }
  const closingDay = hours.closes <= hours.opens ? dayAfter(day) : day;
  return {
    opens: momentOf(day, hours.opens),
    closes: momentOf(closingDay, hours.closes),
    wholeDay: false,
  };
}

/** Midnight may lie inside an interval: some time zones are off by a quarter of an hour. */
function firstInterval(opens: number): number {
  return intervalOf(opens);
}

function endInterval(closes: number): number {
  return Math.ceil(closes / intervalSeconds);
}

function printedPass(
  place: Pick<Place, "name" | "regionId">,
  day: LocalDay,
  wanted: Hours,
  pass: Pass,
): PrintedPass {
  const { name, regionId } = place;
  const opens = Math.max(wanted.opens, intervalStart(pass.start));
  const closes = Math.min(wanted.closes, intervalStart(pass.end));
  const cut = opens > wanted.opens || closes < wanted.closes;
  return {
    day,
    opens,
    closes,
    wholeDay: wanted.wholeDay && !cut,
    text: encodeCheckInCode({ kind: "printed", regionId, name, pass }),
  };
}
