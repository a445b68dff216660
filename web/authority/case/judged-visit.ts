import { bytesToHex } from "@noble/hashes/utils.js";
import {
  type HandoverContext,
  handoverProblems,
  type HandoverProblem,
  type HandoverVisit,
  intervalStart,
} from "../../../protocol/index.ts";
import type { TokenRun } from "../../device/sender.ts";

const intervalMinutes = 10;
const daySeconds = 86_400;

/**
 * What makes a visit doubtful, though it may be right.
 *
 * - `overlaps`: with another one of the file, by ten minutes or more: nobody is at two places.
 * - `recorded-elsewhen`: a device recorded it over a day before or after the stay.
 */
export type VisitDoubt = "overlaps" | "recorded-elsewhen";

/** A visit of a case's file, looked at. */
export interface JudgedVisit extends HandoverVisit {
  /** Its number in the file; says nothing. */
  readonly id: string;
  /** Why it cannot be right: then it is never sent. */
  readonly problems: readonly HandoverProblem[];
  /** Why it may be wrong: then it is sent only when somebody chooses it. */
  readonly doubts: readonly VisitDoubt[];
}

/**
 * Look at the visits of a file. (Authority.) A visit that stands twice in it is there once.
 *
 * @param visits - From `decodeHandover`.
 * @returns Latest arrival first.
 */
export function judgeVisits(
  visits: readonly HandoverVisit[],
  context: HandoverContext,
): readonly JudgedVisit[] {
  const distinct = new Map(visits.map((visit) => [bytesToHex(visit.tokens[0]!.token), visit]));
  const judged = [...distinct.values()].map((visit, index) => ({
    ...visit,
    id: String(index),
    problems: handoverProblems(visit, context),
  }));
  const possible = judged.filter(({ problems }) => problems.length === 0);
  return judged
    .map((visit) => ({ ...visit, doubts: visit.problems.length > 0 ? [] : doubtsOf(visit, possible) }))
    .toSorted((one, other) => other.arrivalMinute - one.arrivalMinute);
}

/** Whether a visit may be sent at all. */
export function isPossible({ problems }: JudgedVisit): boolean {
  return problems.length === 0;
}

/** The tokens of visits, as they are sent and looked up. */
export function runsOf(visits: readonly JudgedVisit[]): TokenRun[] {
  return visits.map(({ id, tokens }) => ({ id, tokens }));
}

function doubtsOf(visit: HandoverVisit, others: readonly HandoverVisit[]): VisitDoubt[] {
  const overlaps = others.some(
    (other) => !isSame(other, visit) && sharedMinutes(other, visit) >= intervalMinutes,
  );
  const recorded = intervalStart(visit.recordedIn);
  const isFar =
    recorded < visit.arrivalMinute * 60 - daySeconds || recorded > visit.leavingMinute * 60 + daySeconds;
  return [...(overlaps ? (["overlaps"] as const) : []), ...(isFar ? (["recorded-elsewhen"] as const) : [])];
}

function isSame(one: HandoverVisit, other: HandoverVisit): boolean {
  return one.tokens === other.tokens;
}

function sharedMinutes(one: HandoverVisit, other: HandoverVisit): number {
  return Math.min(one.leavingMinute, other.leavingMinute) - Math.max(one.arrivalMinute, other.arrivalMinute);
}
