import { msg, str } from "@lit/localize";
import type { ClaimRefusal, DeviceErrorCode, DeviceState } from "../../device/device.ts";
import { claimSpent, sendingPaused } from "../../parts/sending-words.ts";
import { clockTime, fullDay, type Reader } from "../../parts/time-words.ts";
import { sentences } from "../../parts/sentences.ts";

/** Why the list could not be brought up to date: what happened, what one sees, what comes next. */
export function syncTrouble(problem: DeviceErrorCode, device: DeviceState, reader: Reader): string {
  const { last } = device.sync;
  const seen =
    last === null
      ? ""
      : device.now - last < 20 * 3600
        ? msg(str`What you see is from ${clockTime(last, reader)}.`)
        : msg(str`What you see is from ${fullDay(last, reader)}.`);
  switch (problem) {
    case "offline":
      return sentences(
        msg("There is no network, so the list could not be fetched."),
        seen,
        msg("We try again by itself."),
      );
    case "broken-log":
      return sentences(
        msg("What was fetched does not fit the public record and was thrown away."),
        seen,
        msg("We try again by itself."),
      );
    case "wrong-region":
      return msg(
        "This address now belongs to another region than the one this phone follows. Ask the region; only erasing everything begins anew.",
      );
    case "clock-behind":
      return sentences(msg("Your phone's clock is behind. Set date and time to automatic."), seen);
    case "storage-full":
      return sentences(
        msg("There is no room left on this phone, so the list could not be kept."),
        seen,
        msg("Free some space, then check again."),
      );
    default:
      return sentences(msg("The list could not be fetched."), seen, msg("We try again by itself."));
  }
}

/** Why a report pauses. */
export function outboxTrouble(problem: DeviceErrorCode): string {
  return problem === "storage-full"
    ? msg("There is no room left on this phone. Free some space, then sending goes on.")
    : sendingPaused(problem);
}

/** Why an act on the diary or the report could not be done. */
export function actTrouble(problem: DeviceErrorCode): string {
  switch (problem) {
    case "storage-full":
      return msg("There is no room left on this phone. Nothing was changed; free some space and try again.");
    case "no-region":
      return msg(
        "This phone has not fetched the region's list yet. Connect to the network once, then try again.",
      );
    case "no-visit":
      return msg("This visit is no longer there.");
    case "report-running":
      return msg("A report is still being sent. Wait until it is done.");
    case "locked":
      return msg("The diary is locked. Unlock it, then try again.");
    case "wrong-key":
      return msg("That does not open the lock. Nothing has changed; try again.");
    case "lock-damaged":
      return msg(
        "What this way of unlocking had stored is damaged. If there is another way, use it. If not, nothing can open the diary: erasing begins anew.",
      );
    case "nothing-to-report":
      return msg("Everything in these visits was reported before.");
    default:
      return msg("That could not be done just now. Try again.");
  }
}

/** Why a claim code was not taken. Nothing about any visit was sent. */
export function claimRefused(reason: ClaimRefusal): { readonly what: string; readonly todo: string } {
  switch (reason) {
    case "not-valid":
    case "used":
      return claimSpent(reason);
    case "other-purpose":
      return {
        what: msg("This code is for another page: a place or the health authority uses it, not a visitor."),
        todo: msg("Ask for a claim code for your own report."),
      };
    case "dishonest-answer":
      return {
        what: msg("The server's answer did not prove what it must. To protect you, nothing was sent."),
        todo: msg("Tell the health authority; do not try again before it has answered."),
      };
  }
}
