/** One person's day in the city, laid out from a seed. */

import type { Random } from "../replay/random.ts";

/** Seconds from midnight, all of them. */
export interface PlannedVisit {
  readonly place: number;
  readonly arrival: number;
  readonly leaving: number;
}

/** What one phone does. */
export interface PhoneDay {
  /** One after the other. */
  readonly visits: readonly PlannedVisit[];
  /** When the page is opened. */
  readonly looks: readonly number[];
  /** Whether the person has a positive test, and reports at the last look. */
  readonly isCase: boolean;
}

const minute = 60;
const hour = 3_600;

/** In which hours of the day people look at the page: three times, as `docs/operate.md` reckons. */
const lookHours = [
  [7, 9],
  [12, 14],
  [18, 22],
] as const;

/** Two to four visits between 7 and 21 o'clock, and three looks. */
export function dayOf(random: Random, places: number, isCase: boolean): PhoneDay {
  const visits: PlannedVisit[] = [];
  let free = 7 * hour + random.whole(0, 120) * minute;
  for (let left = random.whole(2, 4); left > 0; left--) {
    const leaving = free + random.whole(20, 150) * minute;
    visits.push({ place: random.whole(0, places - 1), arrival: free, leaving });
    free = leaving + random.whole(10, 60) * minute;
  }
  const looks = lookHours.map(([from, to]) => from * hour + random.whole(0, (to - from) * hour - 1));
  return { visits, looks, isCase };
}
