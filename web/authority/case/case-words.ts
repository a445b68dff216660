import { msg, str } from "@lit/localize";
import type { HandoverProblem } from "../../../protocol/index.ts";
import { recordTrouble, sendingRefused } from "../../parts/sending-words.ts";
import { sentences } from "../../parts/sentences.ts";
import { plural } from "../../parts/plural.ts";
import { fullMoment, type Reader } from "../../parts/time-words.ts";
import type { CaseIntent, CodeProblem, ReadingProblem } from "./case-state.ts";
import type { VisitDoubt } from "./judged-visit.ts";

/** Why nothing could be read, and what to do. */
export function readingProblemWords(problem: ReadingProblem): string {
  switch (problem) {
    case "not-visits":
      return msg(
        "This is not what a visitor's phone hands over. Ask for the codes or the file under “Hand visits to the health worker”.",
      );
    case "other-kind":
      return msg(
        "This code is for something else. On the visitor's phone choose “Hand visits to the health worker”.",
      );
    case "damaged":
      return msg("A part is missing or was changed on the way. Let the visitor's phone make it again.");
    case "newer-version":
      return msg("It was made by a newer version. Load this page again, then try once more.");
  }
}

/** Why a visit cannot be right. */
export function problemWords(problem: HandoverProblem, retentionDays: number): string {
  switch (problem) {
    case "other-region":
      return msg("At a place of another region: this region's list warns nobody there.");
    case "future":
      return msg("In the future. A clock was wrong.");
    case "too-old":
      return plural(
        retentionDays,
        msg(
          "one: Older than # day: no phone keeps it any more. | other: Older than # days: no phone keeps it any more.",
        ),
      );
    case "longer-than-a-day":
      return msg("Longer than a day. Nobody stays so long without leaving.");
    case "tokens-elsewhere":
      return msg("Its secret numbers are of other times than the stay. The file may have been changed.");
  }
}

/** Why a visit may be wrong. */
export function doubtWords(doubt: VisitDoubt): string {
  return doubt === "overlaps"
    ? msg("Overlaps with another visit: ask which is right.")
    : msg("The phone noted it more than a day before or after the stay: ask whether the times are right.");
}

/** Why a claim code did not do. */
export function codeProblemWords(problem: CodeProblem, intent: CaseIntent): string {
  if (problem.kind === "typed") return problem.words;
  if (problem.kind === "record") return recordTrouble(problem.code);
  const { what, todo } = sendingRefused(problem.reason, intent === "warn" ? 2 : 3);
  return sentences(what, todo);
}

/** Which lists were looked at. */
export function comparedWords(from: number | null, to: number | null, reader: Reader): string {
  if (from === null || to === null) return msg("There is no list yet.");
  const last = fullMoment(to, reader);
  return from === to
    ? msg(str`Compared with the list of ${last}.`)
    : msg(str`Compared with the lists from ${fullMoment(from, reader)} to ${last}.`);
}
