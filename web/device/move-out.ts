import { bytesToHex } from "@noble/hashes/utils.js";
import { DeviceError } from "./device-error.ts";
import type { MoveContent } from "./move-content.ts";
import { regionOf } from "./region.ts";
import type { Snapshot, StoredReport } from "./snapshot.ts";
import { visitsName } from "./storage-names.ts";

/**
 * Everything that moves to another phone. (Old phone.) The lists do not: they are the same for everyone, and the new phone
 * fetches and checks its own.
 *
 * @param now - Unix seconds.
 * @throws DeviceError `report-running`: a report must be sent from one phone only, so it is finished or stopped first.
 * @see SPEC.md §4.11
 */
export function contentOf(snapshot: Snapshot, now: number): MoveContent {
  const { region, sync, visits, open, exposures, reports, ownPositive, days, settings } = snapshot;
  return {
    made: now,
    region:
      region === null
        ? null
        : {
            rootHash: bytesToHex(regionOf(region).root.hash),
            newestBatch: sync.newestBatch,
          },
    visits: [...visits.values()],
    open,
    exposures: [...exposures.values()],
    reports: [...reports.values()].flatMap((report) => ended(report, now)),
    positive: ownPositive,
    lost: days.visits.filter((day) => days.lost.includes(visitsName(day))),
    settings,
  };
}

/** A report as it moves: when all of it has left but decoys, it is over for the new phone. */
function ended(report: StoredReport, now: number): StoredReport[] {
  const { phase, parts } = report;
  switch (phase.step) {
    case "sent":
      return [report];
    case "refused":
      return [];
    case "claiming":
    case "waiting":
      throw new DeviceError("report-running", `a report is ${phase.step}`);
    case "sending":
      if (
        parts.some(({ fate }) => fate.kind === "chosen") ||
        phase.requests.some(({ part, status }) => part !== null && status !== "done")
      ) {
        throw new DeviceError("report-running", "a report is being sent");
      }
      return [{ ...report, phase: { step: "sent", at: now } }];
  }
}
