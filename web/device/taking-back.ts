import { type Policy, retractionToken } from "../../protocol/index.ts";
import { DeviceError } from "./device-error.ts";
import { isMissing, partId, returnsOf } from "./returns.ts";
import { type Load, newReport } from "./report-plan.ts";
import type { ReportPart, Snapshot, StoredReport } from "./snapshot.ts";

/** What is to be taken back of a report. */
interface Takeable {
  readonly report: StoredReport;
  /** Index in the report's parts. */
  readonly index: number;
  readonly part: ReportPart;
}

/**
 * What of the chosen visits can be taken back: what was sent, or may have been, and is not being taken back already.
 *
 * @param visitIds - The person's choice.
 */
export function takeable(
  { reports }: Snapshot,
  visitIds: readonly string[],
  policy: Policy,
): readonly Takeable[] {
  const returns = returnsOf(reports.values());
  return [...reports.values()]
    .filter(({ purpose, phase }) => purpose !== 3 && (phase.step === "sending" || phase.step === "sent"))
    .flatMap((report) => report.parts.map((part, index) => ({ report, index, part })))
    .filter(({ report, index, part }) => {
      const before = returns.get(partId(report.id, index));
      const isUnderWay =
        before !== undefined && !["refused", "withdrawn"].includes(before.kind) && !isMissing(before, policy);
      const isOut =
        part.fate.kind === "published" || part.fate.kind === "sent" || part.fate.kind === "chosen";
      return visitIds.includes(part.visitId) && isOut && !isUnderWay && !isMissing(part.fate, policy);
    })
    .toSorted((one, other) => other.part.arrival - one.part.arrival);
}

/**
 * Prepare to take back what was sent of the chosen visits. What had not left yet was withdrawn before.
 *
 * @param claimCode - From `parseClaimCode`, of purpose 3.
 * @param now - Unix seconds.
 * @throws DeviceError `nothing-to-report` when nothing of them is out.
 * @see SPEC.md §4.6
 */
export function planTakingBack(
  snapshot: Snapshot,
  claimCode: string,
  visitIds: readonly string[],
  policy: Policy,
  now: number,
): StoredReport {
  const chosen = takeable(snapshot, visitIds, policy);
  if (chosen.length === 0) throw new DeviceError("nothing-to-report", "nothing of these visits is out");
  const parts = chosen.map(({ report, index, part: { visitId, name, arrival, leaving } }): ReportPart => {
    const takesBack = { report: report.id, part: index };
    return { visitId, name, arrival, leaving, tokens: [], takesBack, fate: { kind: "chosen" } };
  });
  return newReport(snapshot, claimCode, 3, parts, now);
}

/** What can be taken back now, and what has to wait. */
export interface NextReturns {
  /** The retraction with the tokens of what can leave; parts of which nothing will ever be seen are withdrawn. */
  readonly report: StoredReport;
  readonly loads: readonly Load[];
  /** Some parts have not been seen in a list yet. */
  readonly isWaiting: boolean;
}

/** Make the tokens of what has been seen in a list. @see SPEC.md §4.6 */
export function nextReturns(report: StoredReport, reports: Snapshot["reports"], policy: Policy): NextReturns {
  const loads: Load[] = [];
  let isWaiting = false;
  const parts = report.parts.map((part, index): ReportPart => {
    if (part.fate.kind !== "chosen" || part.takesBack === undefined || part.tokens.length > 0) return part;
    const origin = reports.get(part.takesBack.report);
    const taken = origin?.parts[part.takesBack.part];
    if (origin === undefined || origin.purpose === 3 || taken === undefined) return withdrawn(part);
    const { fate } = taken;
    const { purpose } = origin;
    if (fate.kind === "published") {
      const tokens = taken.tokens.map(({ interval, token }) => ({
        interval,
        token: retractionToken(fate.salt, purpose, token),
      }));
      loads.push({ part: index, tokens });
      return { ...part, tokens };
    }
    if (fate.kind === "withdrawn" || fate.kind === "refused" || isMissing(fate, policy))
      return withdrawn(part);
    isWaiting = true;
    return part;
  });
  return { report: { ...report, parts }, loads, isWaiting };
}

function withdrawn(part: ReportPart): ReportPart {
  return { ...part, fate: { kind: "withdrawn" } };
}
