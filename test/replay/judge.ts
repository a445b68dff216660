/** Counts what happened in a replay and holds it against the truth. */

import { Comparison, type Difference } from "./compare.ts";
import { type Spread, spreadOf } from "./measure.ts";
import type { ReportOutcome } from "./phone.ts";
import type { SyncedPhone } from "./phones-worker.ts";
import type { Plan, PlannedDay, PlannedReport, ReplayPolicy } from "./plan.ts";
import { type ExpectedReport, expectReport, type Truth, type TrueColour } from "./truth.ts";

/** What was counted, and how often phones and truth parted. */
export interface Judgement {
  /** Claim codes that bought tickets. */
  readonly claims: number;
  /** POSTs that carried tokens; the rest of each claim's 32 are decoys. */
  readonly reports: number;
  readonly tokens: number;
  /** Visits of cases that had aged out of the diary when they were to be reported. */
  readonly agedOut: number;
  /** Distinct matches on which phones and truth agreed. */
  readonly matches: number;
  readonly syncs: number;
  readonly bytesPerPhoneAndDay: Spread;
  readonly secondsPerSync: Spread;
  readonly coloursSeen: Readonly<Record<TrueColour, number>>;
  readonly missed: number;
  readonly false: number;
  readonly differences: readonly Difference[];
}

function inWords(
  visits: readonly number[],
  { reports, tokens }: { reports: number; tokens: number },
): string {
  const ids = visits.toSorted((one, other) => one - other).join(" ");
  return `visits ${ids === "" ? "none" : ids} with ${tokens} tokens in ${reports} reports`;
}

/** See the head of the file. */
export class Judge {
  readonly #plan: Plan;
  readonly #policy: ReplayPolicy;
  readonly #truth: Truth;
  readonly #comparison: Comparison;
  readonly #seconds: number[] = [];
  readonly #bytes: number[] = [];
  readonly #counts = { claims: 0, reports: 0, tokens: 0, agedOut: 0 };

  constructor(plan: Plan, policy: ReplayPolicy, truth: Truth) {
    this.#plan = plan;
    this.#policy = policy;
    this.#truth = truth;
    this.#comparison = new Comparison(plan, policy.quarantineDays);
  }

  /** What became of a day's claim codes. */
  reported(day: PlannedDay, reports: readonly PlannedReport[], outcomes: readonly ReportOutcome[]): void {
    for (const report of reports) {
      const outcome = outcomes.find(({ phone }) => phone === report.phone);
      if (outcome === undefined) throw new Error(`phone ${report.phone} was not there to report`);
      this.#reportedOne(day, outcome, expectReport(this.#plan, report, this.#policy));
    }
  }

  #reportedOne(day: PlannedDay, outcome: ReportOutcome, expected: ExpectedReport): void {
    this.#counts.agedOut += expected.agedOut.length;
    this.#counts.claims += outcome.chosen.length > 0 ? 1 : 0;
    this.#counts.reports += outcome.reports;
    this.#counts.tokens += outcome.tokens;
    const { phone, problem } = outcome;
    if (problem !== null) this.#comparison.note("missed", day, phone, `the report failed: ${problem}`);
    const wanted = inWords(expected.visits, expected);
    const got = inWords(outcome.chosen, outcome);
    if (got !== wanted) {
      const kind = outcome.tokens > expected.tokens ? "false" : "missed";
      this.#comparison.note(kind, day, phone, `reports ${got}, must report ${wanted}`);
    }
  }

  /** What the phones show after the sync of a day. */
  synced(day: PlannedDay, phones: readonly SyncedPhone[]): void {
    for (const { observed, measure, unpublished } of phones) {
      const { phone } = observed;
      this.#seconds.push(measure.seconds);
      this.#bytes.push(measure.bytes);
      for (const refusal of measure.refusals) this.#comparison.note("missed", day, phone, refusal);
      for (const visit of unpublished) {
        this.#comparison.note("missed", day, phone, `visit ${visit} was reported and is in no batch`);
      }
      this.#comparison.compare(day, this.#truth.expect(phone, day), observed);
    }
  }

  /** The whole so far. */
  judgement(): Judgement {
    const { matches, coloursSeen, missed, differences } = this.#comparison;
    return {
      ...this.#counts,
      matches,
      syncs: this.#seconds.length,
      bytesPerPhoneAndDay: spreadOf(this.#bytes),
      secondsPerSync: spreadOf(this.#seconds),
      coloursSeen,
      missed,
      false: this.#comparison.false,
      differences,
    };
  }
}
