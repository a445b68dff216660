import type { Snapshot, StoredReport } from "./snapshot.ts";

/** Reports, and what takes them back, that are not sent to the end. */
export function reportsUnderWay({ reports }: Snapshot): StoredReport[] {
  return [...reports.values()].filter(({ phase }) => phase.step !== "refused" && phase.step !== "sent");
}

/** Whether the outbox has anything to do. */
export function isOutboxEmpty(snapshot: Snapshot): boolean {
  return reportsUnderWay(snapshot).length === 0 && snapshot.decoys.length === 0;
}

/** The report that is under way, or `null`. */
export function activeReport(snapshot: Snapshot): StoredReport | null {
  return reportsUnderWay(snapshot).find(({ purpose }) => purpose !== 3) ?? null;
}

/** The taking back that is under way, or `null`. */
export function activeTakingBack(snapshot: Snapshot): StoredReport | null {
  return reportsUnderWay(snapshot).find(({ purpose }) => purpose === 3) ?? null;
}
