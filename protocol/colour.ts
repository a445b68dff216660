import { intervalStart } from "./interval.ts";
import type { Policy } from "./policy.ts";

const daySeconds = 86_400;
const hourSeconds = 3_600;
/** A weighted minute: policy weights have steps of a hundredth. */
const weightedMinute = 60 * 100;

/** Grey means "not known". Derived on the device, never sent, never provable. */
export type Colour = "grey" | "green" | "yellow" | "red";

/** One interval of one visit that a batch holds. The record outlives its visit. @see SPEC.md §4.8 */
export interface Exposure {
  /** The visit it was matched with. */
  readonly visitId: string;
  readonly interval: number;
  /** 1 reported, 2 confirmed. */
  readonly evidence: 1 | 2;
  /** The part of the interval that the visit covers, in seconds, 0 to 600. */
  readonly coveredSeconds: number;
  /** Number of the batch. */
  readonly batch: number;
  /** Number of the batch that took it back; `null` while it stands. */
  readonly retractedIn: number | null;
  /** The person marked this warning as settled after a negative test. */
  readonly settled: boolean;
}

/** Why a calm answer is not given. In this order on the page. */
export type GreyReason =
  | "never-synced"
  /** The diary is locked, or not all that came meanwhile was compared with it. */
  | "locked"
  | "broken-log"
  | "lost-storage"
  | "self-check-failed"
  | "stale"
  /** The device does not follow the region (any more): nothing of it is up to date, for good or until it does. */
  | "not-followed"
  | "nothing-to-compare";

/** Everything a colour follows from, and nothing else. Times in Unix seconds. */
export interface ColourInput {
  readonly now: number;
  readonly policy: Policy;
  /** When each visit of the diary ended; now for an open one. */
  readonly visitsEnd: readonly number[];
  readonly exposures: readonly Exposure[];
  /** When the person's own positive test was reported from this device, or `null`. */
  readonly ownPositive: number | null;
  /** Closing interval of the newest verified batch, or `null` before the first. */
  readonly newestClosed: number | null;
  /** Whether the drill token was found in the newest batch. */
  readonly selfCheck: "passed" | "failed" | "unknown";
  /** `locked`: the diary cannot be read now, or not all of it was compared since. */
  readonly trouble: readonly ("locked" | "broken-log" | "lost-storage" | "not-followed")[];
}

/** An interval that counts, once, by its strongest evidence. */
export interface CountedInterval {
  readonly exposure: Exposure;
  /** Seconds covered, times the weight of its evidence in hundredths; 0 when settled. Whole, so that sums are exact. */
  readonly weighted: number;
}

/** The colour and everything the page needs to explain it. */
export interface ColourResult {
  readonly colour: Colour;
  /** When the colour began: the exposure that reached the rule, or the own report. `null` for green and grey. */
  readonly since: number | null;
  /** When it ends by itself if nothing new comes. `null` for green and grey. */
  readonly until: number | null;
  /** A standing warning that cannot be kept up to date at present. */
  readonly outOfDate: boolean;
  /** What turned green to grey, or makes a warning out of date. Empty when all is well. */
  readonly reasons: readonly GreyReason[];
  /** Weighted minutes over all evidence: compared with `policy.yellow`. */
  readonly minutes: number;
  /** Weighted minutes over the evidence whose ceiling is red: compared with `policy.red`. */
  readonly minutesTowardsRed: number;
  /** Ascending by time. */
  readonly intervals: readonly CountedInterval[];
  /** Red because of the person's own report. */
  readonly ownPositive: boolean;
}

/**
 * Derive the colour. (Device; pure.)
 *
 * An interval counts once, by its strongest evidence; fewer than two matched intervals change nothing; only
 * exposures of the last `quarantineDays` count; grey replaces green only.
 *
 * @see SPEC.md §4.8
 */
export function colourOf(input: ColourInput): ColourResult {
  const { policy } = input;
  const quarantine = policy.quarantineDays * daySeconds;
  const intervals = countedIntervals(input, quarantine);
  const towardsRed = (counted: CountedInterval) =>
    policy.ceiling[evidenceName(counted.exposure)] === "red" ? counted.weighted : 0;
  const redSpan = spanOf(intervals, towardsRed, policy.red * weightedMinute, quarantine);
  const yellowSpan = spanOf(intervals, towardsYellow, policy.yellow * weightedMinute, quarantine);
  const ownSpan = ownPositiveSpan(input);
  const reasons = greyReasons(input, quarantine);

  const facts = {
    reasons,
    minutes: sum(intervals, towardsYellow) / weightedMinute,
    minutesTowardsRed: sum(intervals, towardsRed) / weightedMinute,
    intervals,
    ownPositive: ownSpan !== null,
  };
  const warning = (colour: "yellow" | "red", spans: readonly (Span | null)[]): ColourResult => {
    const present = spans.filter((span) => span !== null);
    return {
      ...facts,
      colour,
      since: Math.min(...present.map((span) => span.since)),
      until: Math.max(...present.map((span) => span.until)),
      outOfDate: reasons.some((reason) => reason !== "nothing-to-compare"),
    };
  };
  if (ownSpan !== null || redSpan !== null) return warning("red", [ownSpan, redSpan]);
  if (yellowSpan !== null) return warning("yellow", [yellowSpan]);
  return {
    ...facts,
    colour: reasons.length > 0 ? "grey" : "green",
    since: null,
    until: null,
    outOfDate: false,
  };
}

function towardsYellow(counted: CountedInterval): number {
  return counted.weighted;
}

interface Span {
  readonly since: number;
  readonly until: number;
}

function countedIntervals({ now, policy, exposures }: ColourInput, quarantine: number): CountedInterval[] {
  const strongest = new Map<number, Exposure>();
  for (const exposure of exposures) {
    if (exposure.retractedIn !== null || intervalStart(exposure.interval) + quarantine <= now) continue;
    const known = strongest.get(exposure.interval);
    if (known === undefined || outweighs(exposure, known)) strongest.set(exposure.interval, exposure);
  }
  return Array.from(strongest.values(), (exposure) => ({
    exposure,
    weighted: exposure.settled
      ? 0
      : exposure.coveredSeconds * Math.round(policy.weight[evidenceName(exposure)] * 100),
  })).toSorted((one, other) => one.exposure.interval - other.exposure.interval);
}

/** Within one interval: what is not settled, then the stronger evidence, then the longer part. */
function outweighs(exposure: Exposure, known: Exposure): boolean {
  if (exposure.settled !== known.settled) return known.settled;
  if (exposure.evidence !== known.evidence) return exposure.evidence > known.evidence;
  return exposure.coveredSeconds > known.coveredSeconds;
}

/** From when to when the weighted minutes of the intervals reach a threshold, as the oldest fall out; `null` if they do not. */
function spanOf(
  intervals: readonly CountedInterval[],
  weightedOf: (counted: CountedInterval) => number,
  threshold: number,
  quarantine: number,
): Span | null {
  let left = sum(intervals, weightedOf);
  if (intervals.length < 2 || left < threshold) return null;
  let reached = 0;
  const first = intervals.find((counted) => (reached += weightedOf(counted)) >= threshold)!;
  for (const [index, counted] of intervals.entries()) {
    left -= weightedOf(counted);
    const remaining = intervals.length - index - 1;
    if (left < threshold || remaining < 2) {
      return {
        since: intervalStart(first.exposure.interval),
        until: intervalStart(counted.exposure.interval) + quarantine,
      };
    }
  }
  return null;
}

function ownPositiveSpan({ now, policy, ownPositive }: ColourInput): Span | null {
  if (ownPositive === null) return null;
  const until = ownPositive + policy.isolationDays * daySeconds;
  return now < until ? { since: ownPositive, until } : null;
}

function greyReasons(input: ColourInput, quarantine: number): GreyReason[] {
  const { now, newestClosed, policy, trouble, selfCheck, visitsEnd } = input;
  const reasons: GreyReason[] = [...trouble];
  // Without a following there is no list that could be missing, wrong or old.
  if (!trouble.includes("not-followed")) {
    if (newestClosed === null) reasons.unshift("never-synced");
    if (selfCheck === "failed") reasons.push("self-check-failed");
    if (newestClosed !== null && now - intervalStart(newestClosed) > policy.staleHours * hourSeconds) {
      reasons.push("stale");
    }
  }
  if (!visitsEnd.some((end) => end + quarantine > now)) reasons.push("nothing-to-compare");
  return reasons;
}

function evidenceName(exposure: Exposure): "reported" | "confirmed" {
  return exposure.evidence === 2 ? "confirmed" : "reported";
}

function sum(
  intervals: readonly CountedInterval[],
  weightedOf: (counted: CountedInterval) => number,
): number {
  return intervals.reduce((total, counted) => total + weightedOf(counted), 0);
}
