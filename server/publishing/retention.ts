import { intervalOf, intervalSeconds } from "../../protocol/index.ts";
import { hourOf, secondsPerDay } from "../clock.ts";

/** For so many days it stays known how many claim codes an hour saw: a day, and fourteen to compare it with. */
const countedDays = 15;

/**
 * The oldest closing interval of which a batch is kept. One that closed within the last of its days is kept to its end.
 *
 * @param retentionDays - Of the policy in force.
 * @param now - Unix seconds.
 */
export function oldestClosingKept(retentionDays: number, now: number): number {
  return intervalOf(now - retentionDays * secondsPerDay - intervalSeconds);
}

/** The oldest Unix hour of which counts are kept. @param now - Unix seconds. */
export function oldestHourCounted(now: number): number {
  return hourOf(now - countedDays * secondsPerDay);
}
