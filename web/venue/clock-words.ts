import { msg, str } from "@lit/localize";
import { longDuration } from "../parts/time-words.ts";
import type { ClockCheck } from "./clock-check.ts";
import { plural } from "../parts/plural.ts";

const daySeconds = 86_400;

/** What to say about this device's clock; `null` when nothing is wrong with it as far as one knows. */
export function clockWarning(check: ClockCheck): string | null {
  if (check.kind !== "off") return null;
  const amount = howMuch(Math.abs(check.seconds));
  return check.seconds > 0
    ? msg(
        str`This device’s clock is ${amount} ahead. Visitors’ phones may refuse the code. Set the clock by network time.`,
      )
    : msg(
        str`This device’s clock is ${amount} behind. Visitors’ phones may refuse the code. Set the clock by network time.`,
      );
}

function howMuch(seconds: number): string {
  if (seconds < 2 * daySeconds) return longDuration(seconds);
  return plural(Math.round(seconds / daySeconds), msg("one: # day | other: # days"));
}
