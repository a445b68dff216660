import { intervalStart } from "../../protocol/index.ts";

/** Seconds in a UTC day. */
export const daySeconds = 86_400;

/** The UTC day that a moment lies in, as YYYY-MM-DD. @param unixSeconds - Seconds since 1970. */
export function dayOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10);
}

/** The UTC day in which an interval begins, as YYYY-MM-DD. */
export function dayOfInterval(interval: number): string {
  return dayOf(intervalStart(interval));
}

/**
 * The oldest UTC day that is still kept: visits by the day of their arrival, batches by the day of their closing. A day is
 * let go as a whole, when all of it is over `retentionDays` old.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §5
 */
export function oldestDayKept(now: number, retentionDays: number): string {
  return dayOf(now - retentionDays * daySeconds);
}
