/**
 * What every phone must show, worked out from the times of the visits alone. This file shares nothing with the
 * product: no import from protocol, web or server, its own arithmetic, no tokens. It knows one fact about tokens:
 * two stays at one place share those of the intervals that both have, and no others.
 *
 * The rules are those of DESIGN §4.3 (which intervals a stay has), §4.6 (what a batch matches) and §4.8 (colour).
 */

import type { Plan, PlannedDay, PlannedReport, PlannedVisit, ReplayPolicy } from "./plan.ts";

export type TrueColour = "grey" | "green" | "yellow" | "red";

/** One interval of one visit that was published. */
export interface TrueMatch {
  readonly visit: number;
  readonly interval: number;
  /** 1 reported, 2 confirmed. */
  readonly evidence: 1 | 2;
  /** Seconds of the interval during which the visitor was there. */
  readonly seconds: number;
}

/** What a phone must show right after its sync of a day. */
export interface Expected {
  readonly colour: TrueColour;
  /** Those that still count, in no particular order. */
  readonly matches: readonly TrueMatch[];
  /** Weighted minutes over all evidence. */
  readonly minutes: number;
}

/** What a report must consist of. */
export interface ExpectedReport {
  /** Visits still in the diary, in the order of the plan. */
  readonly visits: readonly number[];
  /** Visits that have aged out of the diary before the report. */
  readonly agedOut: readonly number[];
  /** POSTs that carry tokens: one for every 16 of one visit. */
  readonly reports: number;
  readonly tokens: number;
}

/** Intervals [first, last] of one place, published with one batch. */
interface Publication {
  readonly day: number;
  readonly phone: number;
  readonly evidence: 1 | 2;
  readonly first: number;
  readonly last: number;
}

const intervalLength = 600;
const dayLength = 86_400;
const reportSize = 16;
/** Minutes are sums of sixtieths. */
const rounding = 1e-6;

/** The first and last interval whose token a phone has for a visit at a moment after the scan. */
export function intervalsOf(
  visit: PlannedVisit,
  now: number,
  linger: number,
): { first: number; last: number } {
  const first = Math.floor(visit.arrival / intervalLength);
  const open = now < visit.leaving;
  // While it lasts there is nothing beyond the present; once it is over the air lingers.
  const last = open ? Math.floor(now / intervalLength) : Math.floor(visit.leaving / intervalLength) + linger;
  return { first, last: Math.min(last, visit.code.to - 1) };
}

/** Seconds of an interval during which somebody was there up to now. */
export function presentSeconds(visit: PlannedVisit, interval: number, now: number): number {
  const begin = Math.max(visit.arrival, interval * intervalLength);
  const end = Math.min(visit.leaving, now, (interval + 1) * intervalLength);
  return Math.max(0, end - begin);
}

/**
 * Whether a visit is still in the diary. A diary lets go of whole UTC days, by the day of the arrival, once all of the day
 * is over `retentionDays` old.
 */
export function inDiary(visit: PlannedVisit, now: number, retentionDays: number): boolean {
  return Math.floor(visit.arrival / dayLength) + retentionDays >= Math.floor(now / dayLength);
}

/** What must come of a planned report, given when the claim code is typed. */
export function expectReport(plan: Plan, report: PlannedReport, policy: ReplayPolicy): ExpectedReport {
  const now = plan.days[report.day]!.report;
  const visits: number[] = [];
  const agedOut: number[] = [];
  let reports = 0;
  let tokens = 0;
  for (const id of report.visits) {
    const visit = plan.visits[id]!;
    if (!inDiary(visit, now, policy.retentionDays)) {
      agedOut.push(id);
      continue;
    }
    visits.push(id);
    const { first, last } = intervalsOf(visit, now, policy.lingerIntervals);
    tokens += last - first + 1;
    reports += Math.ceil((last - first + 1) / reportSize);
  }
  return { visits, agedOut, reports, tokens };
}

/** The colour of §4.8 from what counts. Times in Unix seconds. */
export function expectColour(
  now: number,
  policy: ReplayPolicy,
  state: { matches: readonly TrueMatch[]; lastLeaving: number | null; ownReport: number | null },
): { colour: TrueColour; minutes: number } {
  const strongest = new Map<number, TrueMatch>();
  for (const match of state.matches) {
    const known = strongest.get(match.interval);
    const stronger = known === undefined || match.evidence > known.evidence;
    const longer = known?.evidence === match.evidence && match.seconds > known.seconds;
    if (stronger || longer) strongest.set(match.interval, match);
  }
  let minutes = 0;
  let minutesTowardsRed = 0;
  for (const { evidence, seconds } of strongest.values()) {
    const name = evidence === 2 ? "confirmed" : "reported";
    const weighted = (seconds * policy.weight[name]) / 60;
    minutes += weighted;
    if (policy.ceiling[name] === "red") minutesTowardsRed += weighted;
  }
  const enough = strongest.size >= 2;
  let colour: TrueColour = "grey";
  if (isWithin(now, state.ownReport, policy.isolationDays)) colour = "red";
  else if (enough && minutesTowardsRed + rounding >= policy.red) colour = "red";
  else if (enough && minutes + rounding >= policy.yellow) colour = "yellow";
  else if (isWithin(now, state.lastLeaving, policy.quarantineDays)) colour = "green";
  return { colour, minutes };
}

function isWithin(now: number, moment: number | null, days: number): boolean {
  return moment !== null && now < moment + days * dayLength;
}

/** The expectations of a whole replay, asked for day by day. */
export class Truth {
  readonly #plan: Plan;
  readonly #policy: ReplayPolicy;
  readonly #visitsOf = new Map<number, PlannedVisit[]>();
  readonly #reportOf = new Map<number, PlannedReport>();
  readonly #published = new Map<number, Publication[]>();

  constructor(plan: Plan, policy: ReplayPolicy) {
    this.#plan = plan;
    this.#policy = policy;
    for (const visit of plan.visits) {
      const visits = this.#visitsOf.get(visit.phone) ?? [];
      visits.push(visit);
      this.#visitsOf.set(visit.phone, visits);
    }
    for (const report of plan.reports) this.#publish(report);
  }

  #publish(report: PlannedReport): void {
    const now = this.#plan.days[report.day]!.report;
    const { visits } = expectReport(this.#plan, report, this.#policy);
    if (visits.length === 0) return;
    this.#reportOf.set(report.phone, report);
    for (const id of visits) {
      const visit = this.#plan.visits[id]!;
      const published = this.#published.get(visit.place) ?? [];
      const { first, last } = intervalsOf(visit, now, this.#policy.lingerIntervals);
      published.push({ day: report.day, phone: report.phone, evidence: report.purpose, first, last });
      this.#published.set(visit.place, published);
    }
  }

  /** What a phone must show after its sync of a day. */
  expect(phone: number, day: PlannedDay): Expected {
    const now = day.sync;
    const visits = (this.#visitsOf.get(phone) ?? []).filter(({ scanAt }) => scanAt <= now);
    const report = this.#reportOf.get(phone);
    const reported = report !== undefined && report.day <= day.number;
    const matches = visits.flatMap((visit) => this.#matchesOf(visit, day));
    const leavings = visits
      .filter((visit) => inDiary(visit, now, this.#policy.retentionDays))
      .map(({ leaving }) => Math.min(leaving, now));
    const told = expectColour(now, this.#policy, {
      matches,
      lastLeaving: leavings.length > 0 ? Math.max(...leavings) : null,
      ownReport: reported ? this.#plan.days[report.day]!.report : null,
    });
    return { ...told, matches };
  }

  #matchesOf(visit: PlannedVisit, day: PlannedDay): TrueMatch[] {
    const now = day.sync;
    const oldest = visit.leaving + (this.#policy.lingerIntervals + 1) * intervalLength;
    if (oldest + this.#policy.quarantineDays * dayLength <= now) return [];
    const published = this.#published.get(visit.place) ?? [];
    const arrived = published.filter((one) => one.day <= day.number);
    const own = arrived.filter((one) => one.phone === visit.phone);
    const matches = new Map<string, TrueMatch>();
    for (const one of arrived) {
      const closing = this.#plan.days[one.day]!;
      // A visit recorded after the batch was closed never matches it, nor one that had aged out when it came.
      if (Math.floor(visit.scanAt / intervalLength) > Math.floor(closing.close / intervalLength)) continue;
      if (!inDiary(visit, closing.sync, this.#policy.retentionDays)) continue;
      const mine = intervalsOf(visit, now, this.#policy.lingerIntervals);
      const last = Math.min(one.last, mine.last);
      for (let interval = Math.max(one.first, mine.first); interval <= last; interval++) {
        if (interval * intervalLength + this.#policy.quarantineDays * dayLength <= now) continue;
        // What a phone itself reported warns others, not its owner. A batch closed before that can only tell of another case.
        if (
          own.some(
            ({ day: since, first, last: end }) => one.day >= since && first <= interval && interval <= end,
          )
        ) {
          continue;
        }
        const seconds = presentSeconds(visit, interval, now);
        matches.set(`${interval}/${one.evidence}`, {
          visit: visit.id,
          interval,
          evidence: one.evidence,
          seconds,
        });
      }
    }
    return [...matches.values()];
  }
}
