import { msg } from "@lit/localize";
import type { VenueErrorCode } from "./errors.ts";

/** Why a recovery sheet that was typed or scanned cannot be used. */
export type SheetProblem = VenueErrorCode | "empty" | "other-code" | "no-code-in-picture";

/** What happened and what to do about it, in a sentence or two. */
export function sheetProblemWords(problem: SheetProblem): string {
  switch (problem) {
    case "empty":
      return msg("Type or paste what stands on the sheet.");
    case "other-code":
      return msg("This is another code. The sheet’s own stands beside the date on which it was made.");
    case "no-code-in-picture":
      return msg(
        "There is no code in this picture that can be read. Choose one in which all of it is sharp, or type the letters.",
      );
    case "not-a-sheet":
    case "wrong-characters":
      return msg(
        "This is not all of a sheet: a sign is missing, or one is there that no sheet has. Compare it with the paper.",
      );
    case "wrong-check":
      return msg("Something is mistyped or missing. Compare it group by group with the paper.");
    case "unsupported-version":
      return msg(
        "This sheet was made by a newer Celadon. Load this page anew with the network on, then try again.",
      );
    case "malformed":
    case "other-clock":
    case "other-sunset":
      return msg("This sheet says something that no place can have. It was not made by this page.");
    case "other-region":
      return msg("This sheet belongs to another region. Open the page of the region that it names.");
    case "no-network":
    case "bad-answer":
      return msg("The region could not be asked. Connect to the network and try again.");
  }
}
