import { msg, str } from "@lit/localize";
import type { Visit } from "../../device/device.ts";
import { calendarDaysBefore, clockRange, clockTime, dayWord, type Reader } from "../../parts/time-words.ts";
import { plural } from "../../parts/plural.ts";

/** "19:10–20:30", "Since 18:42" for an open visit, with the day where the visit ends on a later one. */
export function visitTimes(visit: Visit, reader: Reader): string {
  if (visit.leaving === null) return msg(str`Since ${clockTime(visit.arrival, reader)}`);
  const days = calendarDaysBefore(visit.arrival, visit.leaving, reader);
  const range = clockRange(visit.arrival, visit.leaving, reader);
  if (days === 0) return range;
  return plural(days, msg("one: {range} (next day) | other: {range} (# days later)"), { range });
}

/** "Tuesday, 19:10–20:30", "Today, since 18:42". */
export function visitWhen(visit: Visit, now: number, reader: Reader): string {
  const day = dayWord(visit.arrival, now, reader);
  return visit.leaving === null
    ? msg(str`${day}, since ${clockTime(visit.arrival, reader)}`)
    : msg(str`${day}, ${visitTimes(visit, reader)}`);
}
