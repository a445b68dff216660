import { longDuration } from "../parts/time-words.ts";
import type { ClockCheck } from "./clock-check.ts";

const daySeconds = 86_400;

/** What to say about this device's clock; `null` when nothing is wrong with it as far as one knows. */
export function clockWarning(check: ClockCheck): string | null {
  if (check.kind !== "off") return null;
  const way = check.seconds > 0 ? "ahead" : "behind";
  return `This device’s clock is ${howMuch(Math.abs(check.seconds))} ${way}. Visitors’ phones may refuse the code. Set the clock by network time.`;
}

function howMuch(seconds: number): string {
  if (seconds < 2 * daySeconds) return longDuration(seconds);
  return `${Math.round(seconds / daySeconds)} days`;
}
