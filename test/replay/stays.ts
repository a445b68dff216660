/**
 * Seeded stays of visitors around the stay of a case: inside it, over its edges, around it, just before and just
 * after it, and together with it for too short a time. The kinds only steer chance: what a stay means is for the
 * truth to work out from its times.
 */

import { intervalAt, intervalSeconds } from "./calendar.ts";
import type { LeaveBy, PlannedPlace } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Row } from "./rows.ts";

/** A stay that no phone has been chosen for yet. Unix seconds. */
export interface Stay {
  readonly place: number;
  readonly scanAt: number;
  readonly arrival: number;
  readonly leaving: number;
  readonly leaveBy: LeaveBy;
  readonly code: { readonly from: number; readonly to: number };
}

type Kind =
  | "inside"
  | "over the beginning"
  | "over the end"
  | "around"
  | "left just before"
  | "came just after"
  | "too short"
  | "in the air only";

const kinds: readonly (readonly [Kind, number])[] = [
  ["inside", 24],
  ["over the beginning", 10],
  ["over the end", 10],
  ["around", 6],
  ["left just before", 15],
  ["came just after", 15],
  ["too short", 10],
  ["in the air only", 10],
];

const longestDisplayIntervals = 72;
/** Half an hour to twelve hours, the stays a display's owner can choose. */
const displayStays = [3, 6, 12, 24, 48, longestDisplayIntervals];
const shortestStaySeconds = 60;
/** What a visitor can set the timer to, counted from the scan. @see DESIGN §4.3 */
const shortestTimerMinutes = 30;
const longestTimerMinutes = 720;

/** The place of a row: a display when the case stayed up to 12 hours, else a printed pass around the stay. */
export function planPlace(row: Row, name: string, random: Random): PlannedPlace {
  const first = intervalAt(row.start);
  const needed = intervalAt(row.end) - first + 2;
  if (row.end - row.start <= longestDisplayIntervals * intervalSeconds) {
    const roomy = displayStays.filter((intervals) => intervals >= needed);
    const stayIntervals = random.chance(0.7) ? roomy[0] : roomy.at(-1);
    return { name, kind: "display", stayIntervals: stayIntervals ?? longestDisplayIntervals, printed: null };
  }
  const printed = { from: first - random.whole(18, 36), to: first + needed + random.whole(18, 36) };
  return { name, kind: "printed", stayIntervals: 0, printed };
}

/** Intervals [from, to) of the code that somebody who scans at this moment gets. */
export function codeAt(place: PlannedPlace, scanAt: number): Stay["code"] {
  if (place.printed !== null) return place.printed;
  const from = intervalAt(scanAt);
  return { from, to: from + place.stayIntervals };
}

/** A moment in the given interval, at a whole second. */
function momentIn(interval: number, random: Random): number {
  return interval * intervalSeconds + random.whole(0, intervalSeconds - 1);
}

function timesOf(kind: Kind, row: Row, linger: number, random: Random): { arrival: number; leaving: number } {
  const first = intervalAt(row.start);
  const last = intervalAt(row.end) + linger;
  const minutes = (from: number, to: number) => 60 * random.whole(from, to);
  switch (kind) {
    case "inside": {
      const arrival = random.whole(row.start, row.end);
      return { arrival, leaving: Math.min(row.end, arrival + minutes(10, 150)) };
    }
    case "over the beginning":
      return { arrival: row.start - minutes(1, 90), leaving: row.start + minutes(5, 120) };
    case "over the end":
      return { arrival: Math.max(row.start, row.end - minutes(5, 120)), leaving: row.end + minutes(1, 90) };
    case "around":
      return { arrival: row.start - minutes(1, 60), leaving: row.end + minutes(1, 60) };
    case "left just before": {
      // With the visitor's own linger, the last interval is right before the case's first, or a little earlier.
      const leaving = momentIn(
        first - 1 - linger - random.weighted([[0, 3] as const, [1, 1], [4, 1]]),
        random,
      );
      return { arrival: leaving - minutes(5, 90), leaving };
    }
    case "came just after": {
      const arrival = momentIn(last + 1 + random.weighted([[0, 3] as const, [1, 1], [4, 1]]), random);
      return { arrival, leaving: arrival + minutes(5, 90) };
    }
    case "too short": {
      const arrival = random.whole(row.start, row.end);
      return { arrival, leaving: arrival + minutes(1, 14) };
    }
    case "in the air only": {
      // Either the visitor's own linger meets the case, or the visitor meets the case's.
      if (random.chance(0.5)) {
        const leaving = momentIn(first - 1, random);
        return { arrival: leaving - minutes(5, 60), leaving };
      }
      const arrival = momentIn(last, random);
      return { arrival, leaving: arrival + minutes(2, 60) };
    }
  }
}

/**
 * One visitor's stay at the place of a row.
 *
 * @param linger - `policy.lingerIntervals`, so that "just" is just.
 */
export function planStay(
  row: Row,
  place: PlannedPlace,
  placeId: number,
  linger: number,
  random: Random,
): Stay {
  const wanted = timesOf(random.weighted(kinds), row, linger, random);
  const opening = place.printed === null ? 0 : place.printed.from * intervalSeconds;
  const closing = place.printed === null ? Infinity : place.printed.to * intervalSeconds;
  const arrival = Math.min(Math.max(wanted.arrival, opening), closing - 2 * shortestStaySeconds);
  // People forget to scan: with a printed pass they can say so, as long as it still runs.
  const forgot = place.printed !== null && random.chance(0.5);
  const scanAt = forgot
    ? Math.min(arrival + 60 * random.whole(1, 60), closing - shortestStaySeconds)
    : arrival;
  const code = codeAt(place, scanAt);
  const codeEnd = code.to * intervalSeconds;
  const leaving = Math.max(wanted.leaving, scanAt + shortestStaySeconds);
  if (leaving >= codeEnd)
    return { place: placeId, scanAt, arrival, leaving: codeEnd, leaveBy: "pass end", code };
  if (random.chance(0.25)) {
    const minutes = Math.max(shortestTimerMinutes, Math.ceil((leaving - scanAt) / 60));
    const timer = scanAt + 60 * minutes;
    if (minutes <= longestTimerMinutes && timer < codeEnd) {
      return { place: placeId, scanAt, arrival, leaving: timer, leaveBy: "timer", code };
    }
  }
  return { place: placeId, scanAt, arrival, leaving, leaveBy: "hand", code };
}
