import { msg } from "@lit/localize";
import type { VenueErrorCode } from "./errors.ts";

/** Why a device cannot become a second display by what its camera saw. */
export type JoinProblem = VenueErrorCode | "not-display";

/** What happened and what to do about it. */
export function joinProblemWords(problem: JoinProblem): string {
  switch (problem) {
    case "not-display":
      return msg("This is not the code for a second display. On the first one tap “A second display”.");
    case "other-region":
      return msg("The first display belongs to another region. Open the page of that region here.");
    case "other-clock":
      return msg(
        "The clocks of both devices differ by minutes. Set both by network time, then hold the camera over the code again.",
      );
    case "other-sunset":
      return msg(
        "The first display ends at another time than the programme. Load this page on both with the network on; if that does not help, bring the place back with its recovery sheet.",
      );
    case "unsupported-version":
      return msg("The other display has a newer Celadon. Load this page anew with the network on.");
    default:
      return msg("The code was read wrongly. Hold still, a little further away.");
  }
}
