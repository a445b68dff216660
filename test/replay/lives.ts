/** From when to when visitors have the app: some all the time, others join late, leave early, or both. */

import type { PlannedDay } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Stay } from "./stays.ts";

/** First and last day, by number, on which a phone syncs. */
export interface Life {
  readonly firstSync: number;
  readonly lastSync: number;
}

const wholeTimeShare = 0.4;
const shortestDays = 30;
const longestDays = 150;

/** One life a phone; the first phone is there all the time. */
export function planLives(phones: number, lastDay: number, random: Random): Life[] {
  return Array.from({ length: phones }, (_, phone) => {
    const length = random.whole(shortestDays, longestDays);
    const firstSync = random.whole(-length + 1, lastDay - 1);
    if (phone === 0 || random.chance(wholeTimeShare)) return { firstSync: 0, lastSync: lastDay };
    return { firstSync: Math.max(0, firstSync), lastSync: Math.min(lastDay, firstSync + length) };
  });
}

/** Whether a phone can make a stay: it has synced before the scan, and syncs again after the stay. */
export function livesThrough(life: Life, stay: Stay, days: readonly PlannedDay[]): boolean {
  const isLast = life.lastSync === days.length - 1;
  const synced = days[life.firstSync]!.sync < stay.arrival;
  return synced && (isLast || stay.leaving < days[life.lastSync]!.sync);
}
