import {
  decodeCheckInCode,
  intervalSeconds,
  intervalStart,
  ProtocolError,
  type ProtocolErrorCode,
} from "../../../protocol/index.ts";
import { clockTime, dayPhrase, longDuration, type Reader } from "../../parts/time-words.ts";

/** What to say when a code cannot be used: what happened, and what to do about it. */
export interface CodeProblem {
  readonly code: ProtocolErrorCode | "no-code-in-picture" | "nothing-pasted" | "not-now";
  readonly what: string;
  readonly todo: string;
}

const lookForPlate = "Look for the code with the place's name beside it.";
const scanAgain = "Hold the phone still, a little further away, and scan again.";

const fixed: Partial<Record<ProtocolErrorCode, readonly [what: string, todo: string]>> = {
  "not-a-code": ["This is not a Celadon code.", lookForPlate],
  "not-digits": [
    "This code is cut off or was changed on the way.",
    "Copy all of it, or scan the code itself.",
  ],
  "wrong-check": ["This code is damaged: a part of it was read wrongly.", scanAgain],
  "unsupported-version": [
    "This code was made for a newer Celadon than the one on this phone.",
    "Go back to the first page, load it anew when it offers an update, and scan again.",
  ],
  "unknown-kind": [
    "This code is of a kind that Celadon does not know.",
    "Ask at the place for another code.",
  ],
  "wrong-length": [
    "This code covers an impossible length of time.",
    "Tell the people at the place that their code is faulty.",
  ],
  "beyond-last-interval": [
    "This code reaches too far into the future.",
    "Tell the people at the place that their code is faulty.",
  ],
  "wrong-name-length": [
    "The place's name in this code is faulty.",
    "Tell the people at the place that their code is faulty.",
  ],
  "wrong-cover-length": [
    "This code is incomplete.",
    "Tell the people at the place that their code is faulty.",
  ],
  "not-utf-8": [
    "The place's name in this code cannot be read.",
    "Tell the people at the place that their code is faulty.",
  ],
  "unknown-region": [
    "This place belongs to another region, which this phone does not follow.",
    "Ask at the place for the address of their own page, and check in there.",
  ],
  "clock-behind": [
    "Your phone's clock is behind.",
    "Set date and time to automatic in the phone's settings, then scan again.",
  ],
  "past-sunset": [
    "This programme has ended.",
    "Nothing is recorded any more, and what was recorded is wiped.",
  ],
  malformed: ["This code cannot be read.", scanAgain],
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
  const [what, todo] = timed(problem, text, now, reader) ?? fixed[problem] ?? fixed.malformed!;
  return { code: problem, what, todo };
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
    const where = kind === "gathering" ? "the one on the host's phone" : "the one on the display";
    return [`This code is ${longDuration(age)} old.`, `Scan ${where} now.`];
  }
  if (problem === "not-yet") {
    return [
      `This code is for ${dayPhrase(start, now, reader).replace(/^on /, "")}, from ${clockTime(start, reader)}.`,
      "Scan it again when it has begun. If it should be valid now, check your phone's clock.",
    ];
  }
  return [
    `This code ended ${dayPhrase(end, now, reader)} at ${clockTime(end, reader)}.`,
    "Look for today's code at the place.",
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
export const noCodeInPicture: CodeProblem = {
  code: "no-code-in-picture",
  what: "There is no code in this picture that can be read.",
  todo: "Choose one in which the whole code is sharp, with a little white around it.",
};

/** For an empty paste. */
export const nothingPasted: CodeProblem = {
  code: "nothing-pasted",
  what: "There is nothing here yet.",
  todo: "Copy the code's text at the place's page, then paste it here. It begins with CELADON:",
};

/** For a phone that never fetched its region's rules. */
export const notSynced: CodeProblem = {
  code: "not-now",
  what: "This phone has not fetched its region's list yet, so it cannot judge codes.",
  todo: "Connect to the network once, then scan again. Afterwards checking in works without one.",
};
