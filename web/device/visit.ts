import type { CheckInCode, PlaceKind } from "../../protocol/index.ts";

/** Longest stay a visitor can choose, in minutes. @see SPEC.md §4.3 */
export const stayMinutesMax = 720;

/** Shortest stay a visitor can choose, in minutes. @see SPEC.md §4.3 */
export const stayMinutesMin = 30;

/** One stay, as pages see it. Its tokens stay inside the device. Times in Unix seconds. @see SPEC.md §4.3 */
export interface Visit {
  /** 32 hex digits, random, known to this device only. */
  readonly id: string;
  /** The place's own name at first; the person may change what is shown. Untrusted text. */
  readonly name: string;
  readonly kind: PlaceKind;
  /** 16 hex digits. */
  readonly regionId: string;
  readonly arrival: number;
  /** `null` while the visit is open. */
  readonly leaving: number | null;
  /** When the timer ends an open visit; afterwards of no meaning. At most the end of the pass. */
  readonly plannedLeaving: number;
  /** How far back the arrival of an open visit can be moved (printed passes: to the pass's start). */
  readonly earliestArrival: number;
  /** How far an open visit can be prolonged: the end of the pass. */
  readonly latestLeaving: number;
  /** The person's own words, empty at first. */
  readonly note: string;
  /** Who was there, too, without a phone: names that never leave this person's phones. At most {@link companionsMax}. */
  readonly companions: readonly string[];
  /** It was written down without a code: it has no tokens, is not compared, and nobody is warned of it. */
  readonly isByHand: boolean;
  /** How many intervals of it can be compared and reported: for an open visit up to now. */
  readonly tokens: number;
  /** How many of these were reported from this device. */
  readonly reported: number;
}

/** A code that was read and accepted, waiting for the person's yes. Times in Unix seconds. */
export interface ScannedPlace {
  readonly name: string;
  readonly kind: PlaceKind;
  /** 16 hex digits. */
  readonly regionId: string;
  /** How early the visitor may say to have come: before now with printed passes only. */
  readonly earliestArrival: number;
  /** When the pass ends, and with it the visit. */
  readonly latestLeaving: number;
  /** The place's choice, or two hours; never beyond the pass. Whole minutes, at least 1. */
  readonly defaultStayMinutes: number;
  /** It is the place of the visit that is open. */
  readonly isHere: boolean;
  /** The code itself, for `checkIn`. */
  readonly code: CheckInCode;
}

/** What can be changed about a visit afterwards. */
export interface VisitChange {
  /** Unix seconds. */
  readonly arrival?: number;
  /** Unix seconds; for an open visit the planned leaving. */
  readonly leaving?: number;
  readonly name?: string;
  readonly note?: string;
  readonly companions?: readonly string[];
}

/** What a change did. @see SPEC.md §4.3 */
export interface EditResult {
  readonly visit: Visit;
  /** Intervals that no longer belong to the visit: they will not be compared or reported, for good. */
  readonly droppedIntervals: number;
  /** Intervals that the new times cover but no token can be made for: the pass is gone. Say so. */
  readonly uncoveredIntervals: number;
}
