import { msg, str } from "@lit/localize";
import {
  decodeCheckInCode,
  frameKind,
  intervalSeconds,
  intervalStart,
  ProtocolError,
  type ProtocolErrorCode,
} from "../../../protocol/index.ts";
import { readReleaseRequest } from "../../parts/release-request.ts";
import {
  calendarDaysBefore,
  clockTime,
  dayPhrase,
  fullDay,
  longDuration,
  type Reader,
} from "../../parts/time-words.ts";

/** What to say when a code cannot be used: what happened, and what to do about it. */
export interface CodeProblem {
  readonly code:
    | ProtocolErrorCode
    | "no-code-in-picture"
    | "nothing-pasted"
    | "not-now"
    | "recovery-sheet"
    | "for-authority"
    | "for-display"
    | "for-place";
  readonly what: string;
  readonly todo: string;
  /** The code itself, when it is past: as a slip of paper it can still be looked up. */
  readonly slip?: string;
}

const lookForPlate = () => msg("Look for the code with the place's name beside it.");
const scanAgain = () => msg("Hold the phone still, a little further away, and scan again.");

const fixed: Partial<Record<ProtocolErrorCode, () => readonly [what: string, todo: string]>> = {
  "not-a-code": () => [msg("This is not a Celadon code."), lookForPlate()],
  "not-digits": () => [
    msg("This code is cut off or was changed on the way."),
    msg("Copy all of it, or scan the code itself."),
  ],
  "wrong-check": () => [msg("This code is damaged: a part of it was read wrongly."), scanAgain()],
  "unsupported-version": () => [
    msg("This code was made for a newer Celadon than the one on this phone."),
    msg("Go back to the first page, load it anew when it offers an update, and scan again."),
  ],
  "unknown-kind": () => [
    msg("This code is of a kind that Celadon does not know."),
    msg("Ask at the place for another code."),
  ],
  "wrong-length": () => [
    msg("This code covers an impossible length of time."),
    msg("Tell the people at the place that their code is faulty."),
  ],
  "beyond-last-interval": () => [
    msg("This code reaches too far into the future."),
    msg("Tell the people at the place that their code is faulty."),
  ],
  "wrong-name-length": () => [
    msg("The place's name in this code is faulty."),
    msg("Tell the people at the place that their code is faulty."),
  ],
  "wrong-cover-length": () => [
    msg("This code is incomplete."),
    msg("Tell the people at the place that their code is faulty."),
  ],
  "not-utf-8": () => [
    msg("The place's name in this code cannot be read."),
    msg("Tell the people at the place that their code is faulty."),
  ],
  "unknown-region": () => [
    msg("This place belongs to another region, which this phone does not follow."),
    msg("Ask at the place for the address of their own page, and check in there."),
  ],
  "clock-behind": () => [
    msg("Your phone's clock is behind."),
    msg("Set date and time to automatic in the phone's settings, then scan again."),
  ],
  "past-sunset": () => [
    msg("This programme has ended."),
    msg("Nothing is recorded any more, and what was recorded is wiped."),
  ],
  malformed: () => [msg("This code cannot be read."), scanAgain()],
};

/**
 * The plain sentence for a refused code.
 *
 * @param problem - Why it was refused.
 * @param text - The code's text, from which the sentence takes its times where it can be read.
 * @param now - Unix seconds.
 */
export function codeProblem(
  problem: ProtocolErrorCode,
  text: string,
  now: number,
  reader: Reader,
): CodeProblem {
  const [what, todo] = timed(problem, text, now, reader) ?? (fixed[problem] ?? fixed.malformed!)();
  const isPast = problem === "display-moved-on" || problem === "pass-ended";
  return { code: problem, what, todo, ...(isPast ? { slip: text } : {}) };
}

function timed(
  problem: ProtocolErrorCode,
  text: string,
  now: number,
  reader: Reader,
): readonly [string, string] | null {
  if (problem !== "display-moved-on" && problem !== "not-yet" && problem !== "pass-ended") return null;
  const { kind, pass } = decodeAgain(text) ?? {};
  if (pass === undefined) return null;
  const start = intervalStart(pass.start);
  const end = intervalStart(pass.end);
  if (problem === "display-moved-on") {
    const age = Math.max(now - start - intervalSeconds, intervalSeconds);
    return [
      msg(str`This code is ${longDuration(age)} old.`),
      kind === "gathering"
        ? msg("Scan the one on the host's phone now.")
        : msg("Scan the one on the display now."),
    ];
  }
  if (problem === "not-yet") {
    return [
      calendarDaysBefore(start, now, reader) === 0
        ? msg(str`This code is for today, from ${clockTime(start, reader)}.`)
        : msg(str`This code is for ${fullDay(start, reader)}, from ${clockTime(start, reader)}.`),
      msg("Scan it again when it has begun. If it should be valid now, check your phone's clock."),
    ];
  }
  return [
    msg(str`This code ended ${dayPhrase(end, now, reader)} at ${clockTime(end, reader)}.`),
    msg("Look for today's code at the place."),
  ];
}

function decodeAgain(text: string) {
  try {
    return decodeCheckInCode(text);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/** For pictures without a code. */
export const noCodeInPicture = (): CodeProblem => ({
  code: "no-code-in-picture",
  what: msg("There is no code in this picture that can be read."),
  todo: msg("Choose one in which the whole code is sharp, with a little white around it."),
});

/** For an empty paste. */
export const nothingPasted = (): CodeProblem => ({
  code: "nothing-pasted",
  what: msg("There is nothing here yet."),
  todo: msg("Copy the code's text at the place's page, then paste it here. It begins with CELADON:"),
});

/** For a phone that never fetched its region's rules. */
export const notSynced = (): CodeProblem => ({
  code: "not-now",
  what: msg("This phone has not fetched its region's list yet, so it cannot judge codes."),
  todo: msg("Connect to the network once, then scan again. Afterwards checking in works without one."),
});

/**
 * What to say to a code of ours that is no visitor's to scan; `null` for every other text. Nothing of it may be kept: no screen's
 * state, no storage, no record has it.
 *
 * @param text - Untrusted.
 */
export function foreignCode(text: string): CodeProblem | null {
  if (text.startsWith("CELADON-SHEET:")) return recoverySheet();
  if (readReleaseRequest(text) !== null) return forPlace();
  const kind = frameKind(text);
  if (kind === "visits") return forAuthority();
  return kind === "display" ? forDisplay() : null;
}

/** For a place's recovery sheet, which is no visitor's to scan. */
function recoverySheet(): CodeProblem {
  return {
    code: "recovery-sheet",
    what: msg("This is the recovery sheet of a place, not its code."),
    todo: msg(
      "Whoever has it can make all codes of that place. Do not photograph it, and give it back to its owner. Nothing of it was stored here.",
    ),
  };
}

/** For the link by which the health authority asks a place for some hours. */
function forPlace(): CodeProblem {
  return {
    code: "for-place",
    what: msg("With this the health authority asks a place to warn its visitors."),
    todo: msg("The owner of the place opens it on the place's page. Nothing of it was stored here."),
  };
}

/** For visits that somebody hands to the health authority. */
function forAuthority(): CodeProblem {
  return {
    code: "for-authority",
    what: msg("These are somebody's visits, on their way to the health authority."),
    todo: msg("Only the health authority's page reads them. Nothing of them was stored here."),
  };
}

/** For what one display of a place shows to another. */
function forDisplay(): CodeProblem {
  return {
    code: "for-display",
    what: msg("This code is for a second display of this place, not for visitors."),
    todo: msg("Do not photograph it, and tell the people at the place. Nothing of it was stored here."),
  };
}
