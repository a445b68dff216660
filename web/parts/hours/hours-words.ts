import { msg } from "@lit/localize";
import { intervalSeconds } from "../../../protocol/index.ts";
import { plural } from "../plural.ts";
import { clockRange, fullDay, longDuration, type Reader } from "../time-words.ts";
import { daysOf, type ReleaseWindow, windowIntervalsMax, type WindowProblem } from "./release-window.ts";

/** A window as lines, one for each day of the calendar that it touches: the day, and from when to when. */
export function hoursLines(
  window: ReleaseWindow,
  reader: Reader,
): { readonly day: string; readonly hours: string }[] {
  return daysOf(window).map(({ from, to }) => ({
    day: fullDay(from, reader),
    hours: clockRange(from, to, reader),
  }));
}

/** "3 hours: 18 steps of ten minutes". */
export function lengthWords({ first, end }: ReleaseWindow): string {
  return plural(
    end - first,
    msg("one: {duration}: # step of ten minutes | other: {duration}: # steps of ten minutes"),
    { duration: longDuration((end - first) * intervalSeconds) },
  );
}

/** Why some hours cannot be released, and what to do. */
export function windowProblemWords(problem: WindowProblem, retentionDays: number): string {
  switch (problem) {
    case "incomplete":
      return msg("Say from which day and time to which.");
    case "skipped":
      return msg("This time did not exist: the clocks were set forward over it. Choose one before or after.");
    case "wrong-order":
      return msg("The end is not after the beginning. Choose it anew.");
    case "future":
      return msg("These hours are not over yet. Choose an end up to now.");
    case "too-long":
      return plural(
        windowIntervalsMax / 6,
        msg(
          "one: At most # hour at once. Choose fewer, or ask for another claim code for the rest. | other: At most # hours at once. Choose fewer, or ask for another claim code for the rest.",
        ),
      );
    case "too-old":
      return plural(
        retentionDays,
        msg(
          "one: This is over # day ago. No phone keeps visits that long, so nobody could be warned. | other: This is over # days ago. No phone keeps visits that long, so nobody could be warned.",
        ),
      );
  }
}
