import { intervalSeconds } from "../../protocol/index.ts";
import { daySeconds } from "./day.ts";
import type { SyncRecord } from "./snapshot.ts";

/** Seconds between batches as long as fewer than two are known. */
const usualSeconds = 3_600;

/** How many closings the length of a period is learned from. */
export const closingsRemembered = 12;

/**
 * How far batches lie apart, in seconds: the mean over the last few, from a minute to a day. Learned, since no manifest says
 * it; closings are told in intervals of ten minutes, so shorter periods show in many batches closing in one interval.
 */
export function periodSeconds(closings: readonly number[]): number {
  const first = closings[0];
  const last = closings.at(-1);
  if (closings.length < 2 || first === undefined || last === undefined) return usualSeconds;
  const mean = ((last - first) * intervalSeconds) / (closings.length - 1);
  return Math.min(daySeconds, Math.max(60, Math.round(mean)));
}

/**
 * Whether it is time to sync: when the last one is over a period old, or in the future of a clock that was turned back.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.7
 */
export function syncDue({ last, closings }: SyncRecord, now: number): boolean {
  return last === null || last > now || now - last >= periodSeconds(closings);
}
