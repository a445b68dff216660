import type { Policy } from "../../protocol/index.ts";
import type { ReportedVisit, ReportState, TakingBackState } from "./report-state.ts";
import { isMissing, partId, returnsOf } from "./returns.ts";
import type { ReportPart, Snapshot, StoredReport } from "./snapshot.ts";

/** A visit of several parts is told by the one that most needs telling. */
const statusOrder = [
  "chosen",
  "refused",
  "missing",
  "sent",
  "being-taken-back",
  "published",
  "taken-back",
  "withdrawn",
] as const;

/** The report that was begun last, or `null`. */
export function latestReport({ reports }: Snapshot, policy: Policy): ReportState | null {
  const [latest] = newestFirst(reports.values()).filter(({ purpose }) => purpose !== 3);
  return latest === undefined ? null : viewOfReport(latest, reports, policy);
}

/** The taking back that was begun last, or `null`. */
export function latestTakingBack({ reports }: Snapshot, policy: Policy): TakingBackState | null {
  const [latest] = newestFirst(reports.values()).filter(({ purpose }) => purpose === 3);
  return latest === undefined ? null : viewOf(latest, reports, policy);
}

/** Every visit of which something was sent from this device, or is being sent, latest arrival first. */
export function reportedVisits({ reports }: Snapshot, policy: Policy): ReportedVisit[] {
  const sent = [...reports.values()].filter(
    ({ purpose, phase }) => purpose !== 3 && (phase.step === "sending" || phase.step === "sent"),
  );
  const told = sent.flatMap((report) => partsTold(report, reports, policy));
  return visitsOf(told).toSorted((one, other) => other.arrival - one.arrival);
}

/** A report as pages see it. */
export function viewOfReport(
  report: StoredReport,
  reports: Snapshot["reports"],
  policy: Policy,
): ReportState {
  const view = viewOf(report, reports, policy);
  if (view.step === "waiting") throw new Error("only what takes back waits for lists");
  return view;
}

function viewOf(report: StoredReport, reports: Snapshot["reports"], policy: Policy): TakingBackState {
  const { id, startedAt, leftOver, phase } = report;
  const base = { id, startedAt, visits: visitsOf(partsTold(report, reports, policy)), leftOver };
  switch (phase.step) {
    case "claiming":
    case "waiting":
      return { ...base, step: phase.step };
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

interface PartTold {
  readonly part: ReportPart;
  readonly status: ReportedVisit["status"];
}

function partsTold(
  { id, parts }: StoredReport,
  reports: Snapshot["reports"],
  policy: Policy,
): readonly PartTold[] {
  const returns = returnsOf(reports.values());
  return parts.map((part, index) => ({
    part,
    status: statusOf(part.fate, returns.get(partId(id, index)), policy),
  }));
}

function visitsOf(told: readonly PartTold[]): ReportedVisit[] {
  return [...new Set(told.map(({ part }) => part.visitId))].map((visitId) => {
    const ofVisit = told.filter(({ part }) => part.visitId === visitId);
    const { name, arrival, leaving } = ofVisit[0]!.part;
    const statuses = new Set(ofVisit.map(({ status }) => status));
    const status = statusOrder.find((each) => statuses.has(each))!;
    return { visitId, name, arrival, leaving, reports: ofVisit.length, status };
  });
}

/** @param back - What became of taking it back, if that was tried. */
function statusOf(
  fate: ReportPart["fate"],
  back: ReportPart["fate"] | undefined,
  policy: Policy,
): ReportedVisit["status"] {
  if (back?.kind === "published") return "taken-back";
  if (back?.kind === "chosen" || (back?.kind === "sent" && !isMissing(back, policy)))
    return "being-taken-back";
  return isMissing(fate, policy) ? "missing" : fate.kind;
}

function newestFirst(reports: Iterable<StoredReport>): StoredReport[] {
  return [...reports].toSorted((one, other) => other.startedAt - one.startedAt);
}
