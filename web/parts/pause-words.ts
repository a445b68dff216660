import { msg, str } from "@lit/localize";
import { type PauseReason, pauseReasonOf } from "../../protocol/index.ts";

/** Why the list is paused, as one sentence. */
export function pauseReasonSentence(reason: PauseReason): string {
  switch (reason) {
    case "wrong-reports":
      return msg("Wrong reports are being looked into.");
    case "claim-codes":
      return msg("Claim codes may be in the wrong hands.");
    case "keys":
      return msg("Keys of the region may be in the wrong hands.");
    case "fault":
      return msg("A fault is being looked into.");
    case "work":
      return msg("There is planned work on the server.");
  }
}

/** The same for the words of the public record; those that are not known are quoted as they stand. */
export function loggedPauseWords(words: string): string {
  const reason = pauseReasonOf(words);
  return reason === null ? msg(str`In the words of its server: “${words}”`) : pauseReasonSentence(reason);
}
