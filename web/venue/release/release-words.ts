import { msg, str } from "@lit/localize";
import type { ClaimRefusal, DeviceErrorCode, Sending } from "../../device/sender.ts";
import { plural } from "../../parts/plural.ts";
import type { SheetDoubt } from "./place-tokens.ts";
import type { ReleaseRecord } from "./release-record.ts";
import type { TaskProblem, Work } from "./release-state.ts";
import { windowProblemWords } from "../../parts/hours/hours-words.ts";

/** How a release, or taking one back, stands, and what comes next. */
export interface StandWords {
  readonly stand: string;
  readonly line: string;
}

/**
 * @param sending - What the sender knows of it, while it leaves.
 * @param isTakenBack - A list takes the whole release back.
 */
export function standWords(
  { kind, stand }: ReleaseRecord,
  sending: Sending | null,
  isTakenBack: boolean,
): StandWords {
  switch (stand.at) {
    case "sending":
      return sendingWords(sending);
    case "refused":
      return refusedWords(stand.reason, kind);
    case "not-sent":
      return {
        stand: msg("Stopped"),
        line: msg("Nothing about the place had left."),
      };
    case "sent":
      return {
        stand: msg("All sent"),
        line: msg("When the next lists come, this page looks whether it is in them and tells you here."),
      };
    case "published":
      if (kind === "retraction") {
        return {
          stand: msg("Taken back"),
          line: msg("It is in the public list. The phones that were warned learn that it was withdrawn."),
        };
      }
      return isTakenBack
        ? { stand: msg("Taken back"), line: msg("The phones that were warned learn that it was withdrawn.") }
        : {
            stand: msg("In the public list"),
            line: msg("The phones of these visitors warn them when they next look."),
          };
    case "incomplete":
      return {
        stand: msg("Missing from the list"),
        line:
          stand.seen === 0
            ? msg("A day later it is in no list. Tell the health authority.")
            : plural(
                stand.seen,
                msg(
                  "one: A day later only # step of ten minutes is in the lists. Tell the health authority. | other: A day later only # steps of ten minutes are in the lists. Tell the health authority.",
                ),
              ),
      };
  }
}

function sendingWords(sending: Sending | null): StandWords {
  const later = msg(
    "You need not wait: what has not left when you close this page leaves when you open it again.",
  );
  if (sending?.step !== "sending") {
    return { stand: msg("Asking the server to take the claim code …"), line: later };
  }
  return { stand: msg(str`${sending.sent} of ${sending.total} messages sent`), line: later };
}

function refusedWords(reason: ClaimRefusal, kind: ReleaseRecord["kind"]): StandWords {
  switch (reason) {
    case "not-valid":
      return {
        stand: msg("The server does not know this claim code, or it has expired."),
        line: msg("Compare it with what you were given. If it is right, ask for another one."),
      };
    case "used":
      return {
        stand: msg("This claim code was used before."),
        line: msg("Each one works once. Ask for another one."),
      };
    case "other-purpose":
      return kind === "release"
        ? {
            stand: msg("This claim code is not for the hours of a place."),
            line: msg("It is spent now. Ask the health authority for one to confirm the hours of a place."),
          }
        : {
            stand: msg("This claim code is not for taking back."),
            line: msg("It is spent now. Ask the health authority for one to take something back."),
          };
    case "dishonest-answer":
      return {
        stand: msg("The server's answer did not prove what it must. To protect you, nothing was sent."),
        line: msg("Tell the health authority; do not try again before it has answered."),
      };
  }
}

/** Why a task does not go on, and what to do. */
export function taskProblemWords(problem: TaskProblem, retentionDays: number): string {
  switch (problem.kind) {
    case "hours":
      return windowProblemWords(problem.why, retentionDays);
    case "not-listed":
      return msg(
        "Nothing of this place is in the lists at these hours, or all of it was taken back already. If it was sent just now, wait for the next list.",
      );
    case "other-place":
      return msg("This is the sheet of another place. Take the one of the place that is taken back.");
    case "device":
      return deviceProblemWords(problem.code);
  }
}

/** Why the lists could not be looked at, so that nothing was begun. */
export function deviceProblemWords(code: DeviceErrorCode): string {
  switch (code) {
    case "offline":
      return msg("There is no network. Connect, then try again.");
    case "broken-log":
      return msg(
        "What the server shows does not fit the public record, so nothing of it is used. Tell the health authority.",
      );
    case "wrong-region":
      return msg("This address now belongs to another region.");
    case "clock-behind":
      return msg("This device’s clock is behind. Set date and time to automatic, then try again.");
    case "ended":
      return msg("The programme has ended. There are no lists any more.");
    case "storage-full":
      return msg("There is no room left on this device. Free some space, then try again.");
    default:
      return msg("The server does not answer as it should. Try again later.");
  }
}

/** Why sending, or looking for what was sent, pauses. */
export function pauseWords(code: DeviceErrorCode): string {
  switch (code) {
    case "offline":
      return msg("There is no network. It goes on by itself when there is.");
    case "storage-full":
      return msg("There is no room left on this device. Free some space, then it goes on.");
    case "server-trouble":
      return msg("The server does not answer as it should. It goes on by itself.");
    default:
      return deviceProblemWords(code);
  }
}

/** Why a sheet may be the wrong one. */
export function doubtWords(doubt: SheetDoubt): string {
  switch (doubt) {
    case "not-here":
      return msg("This place is not on this device. Make sure that it is the one you were asked about.");
    case "other-codes":
      return msg(
        "A place of this name is on this device, but its display shows other codes. This sheet is of another place, or of an older one of that name.",
      );
  }
}

/** What is being done, while it takes a while. */
export function workWords({ doing, done, total }: Work): string {
  if (doing === "searching") return msg("Looking for the place in the lists …");
  if (total === 0) return msg("Fetching the lists …");
  return plural(
    total,
    msg("one: Fetching the lists: {done} of # … | other: Fetching the lists: {done} of # …"),
    { done: String(done) },
  );
}
