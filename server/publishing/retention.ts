import { intervalOf, intervalSeconds } from "../../protocol/index.ts";
import { secondsPerDay } from "../clock.ts";

/**
 * The oldest closing interval of which a batch is kept. One that closed within the last of its days is kept to its end.
 *
 * @param retentionDays - Of the policy in force.
 * @param now - Unix seconds.
 */
export function oldestClosingKept(retentionDays: number, now: number): number {
  return intervalOf(now - retentionDays * secondsPerDay - intervalSeconds);
}
