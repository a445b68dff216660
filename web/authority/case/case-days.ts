import { calendarDaysBefore, type Reader } from "../../parts/time-words.ts";
import type { JudgedVisit } from "./judged-visit.ts";

/** The visits of one day, by the reader's calendar. */
export interface CaseDay {
  /** A moment of it, Unix seconds. */
  readonly moment: number;
  readonly visits: readonly JudgedVisit[];
}

/** @param visits - Latest arrival first. */
export function caseDays(visits: readonly JudgedVisit[], reader: Reader): readonly CaseDay[] {
  const days: { moment: number; visits: JudgedVisit[] }[] = [];
  for (const visit of visits) {
    const moment = visit.arrivalMinute * 60;
    const last = days.at(-1);
    if (last !== undefined && calendarDaysBefore(moment, last.moment, reader) === 0) last.visits.push(visit);
    else days.push({ moment, visits: [visit] });
  }
  return days;
}
