import type { Policy } from "../../protocol/index.ts";
import type { ReportedVisit, ReportState } from "./report-state.ts";
import type { ReportPart, Snapshot, StoredReport } from "./snapshot.ts";

/** Batches beyond `mixPeriods` in which one's own tokens may still appear. @see SPEC.md §4.5 */
const batchesOfPatience = 2;

/** A visit of several parts is told by the one that most needs telling. */
const statusOrder = ["chosen", "refused", "missing", "sent", "published", "withdrawn"] as const;

/** The report that was begun last, or `null`. */
export function latestReport({ reports }: Snapshot, policy: Policy): ReportState | null {
  const [latest] = [...reports.values()].toSorted((one, other) => other.startedAt - one.startedAt);
  return latest === undefined ? null : viewOfReport(latest, policy);
}

/** A report as pages see it. */
export function viewOfReport(report: StoredReport, policy: Policy): ReportState {
  const { id, startedAt, leftOver, phase } = report;
  const base = { id, startedAt, visits: visitsOf(report.parts, policy), leftOver };
  switch (phase.step) {
    case "claiming":
      return { ...base, step: "claiming" };
    case "refused":
      return { ...base, step: "refused", reason: phase.reason };
    case "sending": {
      const sent = phase.requests.filter(({ status }) => status === "done").length;
      const lastDue = Math.max(...phase.requests.map(({ due }) => due));
      return { ...base, step: "sending", sent, total: phase.requests.length, lastDue };
    }
    case "sent":
      return { ...base, step: "sent", sentAt: phase.at };
  }
}

function visitsOf(parts: readonly ReportPart[], policy: Policy): ReportedVisit[] {
  return [...new Set(parts.map(({ visitId }) => visitId))].map((visitId) => {
    const ofVisit = parts.filter((part) => part.visitId === visitId);
    const { name, arrival, leaving } = ofVisit[0]!;
    const statuses = new Set(ofVisit.map((part) => statusOf(part, policy)));
    const status = statusOrder.find((each) => statuses.has(each))!;
    return { visitId, name, arrival, leaving, reports: ofVisit.length, status };
  });
}

function statusOf({ fate }: ReportPart, policy: Policy): ReportedVisit["status"] {
  const isMissing = fate.kind === "sent" && fate.misses >= policy.mixPeriods + batchesOfPatience;
  return isMissing ? "missing" : fate.kind;
}
