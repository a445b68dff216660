import { msg } from "@lit/localize";
import { pauseReasonNames } from "../../../protocol/index.ts";
import { pauseReasonSentence } from "../../parts/pause-words.ts";
import { plural } from "../../parts/plural.ts";
import { sentences } from "../../parts/sentences.ts";

/** What was asked for, as the server says it. */
export interface ApprovalSubject {
  readonly action: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** What is to be approved, in one sentence. Each part of the page adds its own. */
export function approvalWords({ action, numbers }: ApprovalSubject): string {
  switch (action) {
    case "issue-codes":
      return numbers["purpose"] === 3
        ? plural(
            numbers["count"] ?? 1,
            msg("one: Issue # code to take a warning back | other: Issue # codes to take warnings back"),
          )
        : plural(
            numbers["count"] ?? 1,
            msg("one: Issue # code to confirm a warning | other: Issue # codes to confirm warnings"),
          );
    case "pause": {
      const reason = pauseReasonNames[numbers["reason"] ?? -1];
      return sentences(msg("Pause the list."), reason === undefined ? "" : pauseReasonSentence(reason));
    }
    case "resume":
      return msg("Publish the list again.");
    default:
      return action;
  }
}
