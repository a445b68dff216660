import { msg } from "@lit/localize";
import type { ClaimRefusal, DeviceErrorCode } from "../device/sender.ts";

/** Why nobody can use a claim code, or not any more. Nothing was sent. */
export function claimSpent(reason: "not-valid" | "used"): { readonly what: string; readonly todo: string } {
  return reason === "used"
    ? {
        what: msg("This claim code was used before."),
        todo: msg("Each one works once. Ask for another one."),
      }
    : {
        what: msg("The server does not know this claim code, or it has expired."),
        todo: msg("Compare it with what you were given. If it is right, ask for another one."),
      };
}

/** Why a claim code was not taken from a page that confirms or takes back. Nothing was sent. */
export function sendingRefused(
  reason: ClaimRefusal,
  purpose: 2 | 3,
): { readonly what: string; readonly todo: string } {
  switch (reason) {
    case "not-valid":
    case "used":
      return claimSpent(reason);
    case "other-purpose":
      return {
        what: msg("This claim code is for something else. It cannot be used any more."),
        todo: purpose === 2 ? msg("Ask for a code that confirms.") : msg("Ask for a code that takes back."),
      };
    case "dishonest-answer":
      return {
        what: msg("The server's answer did not prove what it must. To protect everyone, nothing was sent."),
        todo: msg("Tell whoever runs the server; do not try again before they have answered."),
      };
  }
}

/** Why sending pauses. It goes on by itself. */
export function sendingPaused(problem: DeviceErrorCode): string {
  switch (problem) {
    case "offline":
      return msg("There is no network. Sending goes on by itself when there is.");
    case "storage-full":
      return msg("There is no room left on this device. Free some space, then sending goes on.");
    case "no-relay":
      return msg(
        "This was to go through a relay, but the region names none any more, or this browser is too old to use one. It waits, and does not go to the server directly. You can stop it here, and begin again.",
      );
    default:
      return msg("The server does not answer as it should. Sending goes on by itself.");
  }
}

/** Why the public record could not be brought up to date: then nothing is sent. */
export function recordTrouble(problem: DeviceErrorCode): string {
  switch (problem) {
    case "offline":
      return msg("There is no network. Nothing was sent. Connect, then try again.");
    case "broken-log":
      return msg(
        "What the server shows does not fit the public record, so nothing is sent. Tell whoever runs the server.",
      );
    case "wrong-region":
      return msg("This address now belongs to another region than before. Nothing was sent.");
    case "clock-behind":
      return msg("This device's clock is behind. Set date and time to automatic, then try again.");
    case "ended":
      return msg("The programme has ended. Nothing can be sent any more.");
    case "storage-full":
      return msg("There is no room left on this device. Nothing was sent. Free some space, then try again.");
    case "nothing-to-report":
      return msg("There is nothing left to send.");
    default:
      return msg("The server does not answer as it should. Nothing was sent. Try again later.");
  }
}
