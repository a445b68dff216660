import { formatUtc, type LogEntry, ticketPurpose } from "../../protocol/index.ts";
import { dayOf, secondsPerDay } from "../clock.ts";
import type { ClaimCountTable } from "../store/claim-count-table.ts";

/** The entry that tells how many claim codes were issued on a day. */
export type ClaimsEntry = Extract<LogEntry, { kind: "claims" }>;

/** Fewer than these are not told: with few cases a number could point at one of them. */
const toldFrom = 10;

/**
 * The claims of every day that is over and not in the log, oldest first; a day without any too, since its absence would tell
 * more than `<10`. Their counts are forgotten. Call inside the transaction that logs them.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.7
 */
export async function takeDailyClaims(counts: ClaimCountTable, now: number): Promise<ClaimsEntry[]> {
  const today = dayOf(now);
  const entries: ClaimsEntry[] = [];
  for (let day = await counts.dueDay(today); day < today; day++) {
    const issued = await counts.of(day);
    entries.push({
      kind: "claims",
      date: formatUtc(day * secondsPerDay).slice(0, 10),
      report: told(issued[ticketPurpose.report]),
      confirm: told(issued[ticketPurpose.confirm]),
      retract: told(issued[ticketPurpose.retract]),
    });
  }
  if (entries.length > 0) await counts.forgetBefore(today);
  return entries;
}

function told(count: number): number | "<10" {
  return count < toldFrom ? "<10" : count;
}
