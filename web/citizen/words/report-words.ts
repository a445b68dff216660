import { msg, str } from "@lit/localize";
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
      return { heading: msg("Your report"), line: msg("Waiting for the claim code to be taken.") };
    case "refused":
      return { heading: msg("Your report was not sent"), line: msg("The claim code was not taken.") };
    case "sending":
      return {
        heading: msg("Your report is on its way"),
        line: msg(str`${report.sent} of ${report.total} messages sent.`),
      };
    case "sent":
      return { heading: msg("Your report was sent"), line: sentLine(report.visits) };
  }
}

function sentLine(visits: readonly ReportedVisit[]): string {
  if (visits.some(({ status }) => status === "missing" || status === "refused"))
    return msg("Something is missing from the list.");
  if (visits.some(({ status }) => status === "sent" || status === "chosen"))
    return msg("Waiting for the next list.");
  return msg("It is in the public list.");
}

/** What became of one reported visit. */
export function visitStatus(status: ReportedVisit["status"]): string {
  switch (status) {
    case "chosen":
      return msg("Being sent");
    case "sent":
      return msg("Sent, waiting for the next list");
    case "published":
      return msg("In the public list");
    case "missing":
      return msg("Missing from the list");
    case "refused":
      return msg("Not taken by the server");
    case "withdrawn":
      return msg("Not sent");
    case "being-taken-back":
      return msg("Being taken back");
    case "taken-back":
      return msg("Taken back");
  }
}
