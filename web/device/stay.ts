import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import {
  type CheckInCode,
  coveredSeconds,
  earliestArrival,
  intervalOf,
  intervalStart,
  ProtocolError,
  visitTokens,
} from "../../protocol/index.ts";
import { dayOf } from "./day.ts";
import type { OpenVisit, StoredVisit } from "./snapshot.ts";
import { companionsNamed } from "./companions.ts";
import { type ScannedPlace, stayMinutesMax, stayMinutesMin, type VisitChange } from "./visit.ts";

/** Minutes after which a printed pass checks out by itself, unless the visitor chose otherwise. @see SPEC.md §4.3 */
const printedStayMinutes = 120;

/** What a code that was accepted offers. @param now - Unix seconds. */
export function placeOf(code: CheckInCode, now: number): Omit<ScannedPlace, "isHere"> {
  const latestLeaving = intervalStart(code.pass.end);
  const minutesLeft = Math.max(1, Math.floor((latestLeaving - now) / 60));
  return {
    name: code.name,
    kind: code.kind,
    regionId: bytesToHex(code.regionId),
    earliestArrival: earliestArrival(code, now),
    latestLeaving,
    // A display or a host chose the length of the pass; a printed one covers the whole day.
    defaultStayMinutes: Math.min(code.kind === "printed" ? printedStayMinutes : stayMinutesMax, minutesLeft),
    code,
  };
}

/** What the visitor says when checking in. See `Device.checkIn`. */
export interface CheckInOptions {
  readonly arrival?: number;
  readonly stayMinutes?: number;
  readonly companions?: readonly string[];
}

/**
 * Begin a visit.
 *
 * @param now - Unix seconds.
 * @throws ProtocolError `pass-ended` when the pass ended since it was read.
 * @throws RangeError when arrival or stay is out of range.
 */
export function beginVisit({ code }: ScannedPlace, now: number, options: CheckInOptions): OpenVisit {
  const place = placeOf(code, now);
  if (now >= place.latestLeaving) {
    throw new ProtocolError("pass-ended", `code: ended at ${code.pass.end}, now is ${intervalOf(now)}`);
  }
  const arrival = options.arrival ?? Math.max(now, intervalStart(code.pass.start));
  const isEarlier = arrival >= place.earliestArrival && arrival <= now;
  if (options.arrival !== undefined && !isEarlier) {
    throw new RangeError(`arrival ${arrival} is not from ${place.earliestArrival} to ${now}`);
  }
  const stayMinutes = options.stayMinutes ?? place.defaultStayMinutes;
  const isPossible = stayMinutes >= stayMinutesMin && stayMinutes <= stayMinutesMax;
  if (options.stayMinutes !== undefined && !isPossible) {
    throw new RangeError(`a stay of ${stayMinutes} minutes, wanted ${stayMinutesMin} to ${stayMinutesMax}`);
  }
  const companions = companionsNamed(options.companions ?? []);
  return {
    id: bytesToHex(randomBytes(16)),
    name: code.name,
    kind: code.kind,
    regionId: place.regionId,
    day: dayOf(arrival),
    arrival,
    recordedIn: intervalOf(now),
    plannedLeaving: Math.min(now + stayMinutes * 60, place.latestLeaving),
    earliestArrival: Math.min(arrival, place.earliestArrival),
    note: "",
    ...(companions.length === 0 ? {} : { companions }),
    code,
  };
}

/**
 * End a visit: its tokens are derived, and with them nothing of the pass is needed any more.
 *
 * @param leaving - Unix seconds; a moment before the arrival counts as the arrival.
 * @param lingerIntervals - The policy's; 0 for a visit that goes on.
 * @see SPEC.md §4.3
 */
export function endVisit(open: OpenVisit, leaving: number, lingerIntervals: number): StoredVisit {
  const { plannedLeaving: _planned, earliestArrival: _earliest, code, hostedTokens = [], ...visit } = open;
  const end = Math.max(leaving, visit.arrival);
  const first = intervalOf(visit.arrival);
  const last = intervalOf(end) + lingerIntervals;
  const past = hostedTokens.filter(({ interval }) => interval >= first && interval <= last);
  return {
    ...visit,
    leaving: end,
    pass: { start: hostedTokens[0]?.interval ?? code.pass.start, end: code.pass.end },
    tokens: [...past, ...visitTokens(code, visit.arrival, end, lingerIntervals)],
  };
}

/**
 * An open visit as if it ended now: how far it can be compared and reported. Its pass stays.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.6
 */
export function upToNow(open: OpenVisit, now: number): StoredVisit {
  return endVisit(open, Math.min(now, open.plannedLeaving), 0);
}

/**
 * Change an open visit.
 *
 * @param now - Unix seconds.
 * @throws RangeError when the times are out of range.
 */
export function changeOpen(open: OpenVisit, change: VisitChange, now: number): OpenVisit {
  const arrival = change.arrival ?? open.arrival;
  const plannedLeaving = change.leaving ?? open.plannedLeaving;
  const latestLeaving = intervalStart(open.code.pass.end);
  if (arrival < open.earliestArrival || arrival > Math.max(now, open.arrival)) {
    throw new RangeError(`arrival ${arrival} is not from ${open.earliestArrival} to ${now}`);
  }
  if (plannedLeaving < arrival || plannedLeaving > latestLeaving) {
    throw new RangeError(`leaving ${plannedLeaving} is not from ${arrival} to ${latestLeaving}`);
  }
  return { ...open, arrival, plannedLeaving, ...wordsAfter(open, change) };
}

/** What the person calls a visit and wrote to it. @throws RangeError when a name is too long, or there are too many. */
function wordsAfter(visit: StoredVisit | OpenVisit, { name, note, companions }: VisitChange) {
  return {
    name: name ?? visit.name,
    note: note ?? visit.note,
    ...(companions === undefined ? {} : { companions: companionsNamed(companions) }),
  };
}

/** What a change makes of an ended visit. */
export interface ChangedVisit {
  readonly visit: StoredVisit;
  readonly droppedIntervals: number;
  readonly uncoveredIntervals: number;
}

/**
 * Change an ended visit. Tokens outside of the new times are dropped; none can be made.
 *
 * @param lingerIntervals - The policy's.
 * @param now - Unix seconds.
 * @throws RangeError when it would end before it began, or after now.
 * @see SPEC.md §4.3
 */
export function changeEnded(
  visit: StoredVisit,
  change: VisitChange,
  lingerIntervals: number,
  now: number,
): ChangedVisit {
  const arrival = change.arrival ?? visit.arrival;
  const leaving = change.leaving ?? visit.leaving;
  if (leaving < arrival || leaving > Math.max(now, visit.leaving)) {
    throw new RangeError(`a visit from ${arrival} to ${leaving} is none at ${now}`);
  }
  const isMoved = arrival !== visit.arrival || leaving !== visit.leaving;
  const first = intervalOf(arrival);
  const last = intervalOf(leaving) + lingerIntervals;
  const tokens = visit.tokens.filter(({ interval }) => !isMoved || (interval >= first && interval <= last));
  const kept = new Set(tokens.map(({ interval }) => interval));
  let uncoveredIntervals = 0;
  for (let interval = first; visit.byHand === undefined && interval <= intervalOf(leaving); interval++) {
    if (!kept.has(interval) && coveredSeconds(interval, arrival, leaving) > 0) uncoveredIntervals++;
  }
  return {
    visit: {
      ...visit,
      arrival,
      leaving,
      tokens,
      ...wordsAfter(visit, change),
    },
    droppedIntervals: visit.tokens.length - tokens.length,
    uncoveredIntervals,
  };
}
