import type { ReportedVisit, ReportState } from "../../device/device.ts";

/** Reports one claim code can carry. */
export const reportsPerClaim = 32;
/** Intervals one report can carry. */
const intervalsPerReport = 16;

/** How many of the 32 reports these visits take. */
export function reportsNeeded(
  visits: readonly { readonly tokens: number; readonly reported: number }[],
): number {
  return visits.reduce(
    (sum, { tokens, reported }) => sum + Math.ceil((tokens - reported) / intervalsPerReport),
    0,
  );
}

/** The card on the first screen while a report wants attention; `null` once all is well and seen. */
export function reportCard(report: ReportState): { readonly heading: string; readonly line: string } | null {
  switch (report.step) {
    case "claiming":
      return { heading: "Your report", line: "Waiting for the claim code to be taken." };
    case "refused":
      return { heading: "Your report was not sent", line: "The claim code was not taken." };
    case "sending":
      return {
        heading: "Your report is on its way",
        line: `${report.sent} of ${report.total} messages sent.`,
      };
    case "sent":
      return { heading: "Your report was sent", line: sentLine(report.visits) };
  }
}

function sentLine(visits: readonly ReportedVisit[]): string {
  if (visits.some(({ status }) => status === "missing" || status === "refused"))
    return "Something is missing from the list.";
  if (visits.some(({ status }) => status === "sent" || status === "chosen"))
    return "Waiting for the next list.";
  return "It is in the public list.";
}

/** What became of one reported visit. */
export function visitStatus(status: ReportedVisit["status"]): string {
  switch (status) {
    case "chosen":
      return "Being sent";
    case "sent":
      return "Sent, waiting for the next list";
    case "published":
      return "In the public list";
    case "missing":
      return "Missing from the list";
    case "refused":
      return "Not taken by the server";
    case "withdrawn":
      return "Not sent";
    case "being-taken-back":
      return "Being taken back";
    case "taken-back":
      return "Taken back";
  }
}
