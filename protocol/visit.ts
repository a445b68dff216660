import type { CheckInCode } from "./check-in-code.ts";
import { intervalOf, intervalSeconds, intervalStart } from "./interval.ts";
import { deriveToken } from "./pass.ts";
import { placeInfo } from "./place.ts";

/** A place in one interval. The token is secret until its owner reports it. */
export interface IntervalToken {
  readonly interval: number;
  /** 16 bytes. */
  readonly token: Uint8Array;
}

/**
 * The earliest arrival that a visitor may give at check-in. (Visitor.)
 *
 * @param now - Unix seconds.
 * @returns Unix seconds: with a printed pass its start ("I came earlier"), otherwise now, or the start of a code
 *   that was scanned just before it began.
 * @see SPEC.md §4.3
 */
export function earliestArrival(code: Pick<CheckInCode, "kind" | "pass">, now: number): number {
  const start = intervalStart(code.pass.start);
  return code.kind === "printed" ? start : Math.max(start, now);
}

/**
 * The tokens of a stay. (Visitor, at check-out; afterwards the pass is destroyed.)
 *
 * @param arrival - Unix seconds.
 * @param leaving - Unix seconds, at or after the arrival; its own interval counts.
 * @param lingerIntervals - `policy.lingerIntervals`: the air outlasts the guest.
 * @returns Ascending, one an interval of [arrival, leaving + linger], as far as the pass reaches.
 * @see SPEC.md §4.3
 */
export function visitTokens(
  code: Pick<CheckInCode, "pass" | "regionId" | "name">,
  arrival: number,
  leaving: number,
  lingerIntervals: number,
): IntervalToken[] {
  if (leaving < arrival)
    throw new RangeError(`a visit cannot end at ${leaving} before it began at ${arrival}`);
  const info = placeInfo(code.regionId, code.name);
  const first = Math.max(code.pass.start, intervalOf(arrival));
  const last = Math.min(code.pass.end - 1, intervalOf(leaving) + lingerIntervals);
  const tokens: IntervalToken[] = [];
  for (let interval = first; interval <= last; interval++) {
    tokens.push({ interval, token: deriveToken(code.pass, info, interval)! });
  }
  return tokens;
}

/** The part of an interval that a stay covers, in seconds, 0 to 600. Times in Unix seconds. @see SPEC.md §4.8 */
export function coveredSeconds(interval: number, arrival: number, leaving: number): number {
  const start = intervalStart(interval);
  return Math.max(0, Math.min(leaving, start + intervalSeconds) - Math.max(arrival, start));
}
