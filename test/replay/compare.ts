/** Holds what a phone shows against what it must show, and says in words where they part. */

import type { Plan, PlannedDay } from "./plan.ts";
import type { Expected, TrueColour } from "./truth.ts";

/** What one phone shows after its sync of a day. */
export interface Observed {
  readonly phone: number;
  readonly colour: TrueColour;
  /** Weighted minutes over all evidence. */
  readonly minutes: number;
  /** Matches on record that were not taken back; `visit` is the plan's number. */
  readonly matches: readonly {
    readonly visit: number;
    readonly interval: number;
    readonly evidence: number;
  }[];
}

/** `missed`: the phone is calmer than the truth. `false`: it alarms, or greys, without ground. */
export interface Difference {
  readonly kind: "missed" | "false";
  readonly day: number;
  readonly phone: number;
  readonly what: string;
}

/** From calm to alarm: showing something to the left of the truth misses it. Green where nothing is known is a false calm. */
const colours: readonly TrueColour[] = ["green", "grey", "yellow", "red"];
const rounding = 1e-6;

/** All differences found so far. A match that differs is counted once, a colour once a phone and day. */
export class Comparison {
  readonly #plan: Plan;
  readonly #quarantineSeconds: number;
  readonly #seen = new Set<string>();
  readonly differences: Difference[] = [];
  /** How often each colour was seen, right or wrong, over phones and days. */
  readonly coloursSeen: Record<TrueColour, number> = { grey: 0, green: 0, yellow: 0, red: 0 };
  /** Distinct matches that were expected and seen. */
  readonly #agreed = new Set<string>();

  constructor(plan: Plan, quarantineDays: number) {
    this.#plan = plan;
    this.#quarantineSeconds = quarantineDays * 86_400;
  }

  get missed(): number {
    return this.differences.filter(({ kind }) => kind === "missed").length;
  }

  get false(): number {
    return this.differences.filter(({ kind }) => kind === "false").length;
  }

  /** Distinct matches that phone and truth agreed on. */
  get matches(): number {
    return this.#agreed.size;
  }

  /** Compare one phone after its sync of a day. */
  compare(day: PlannedDay, expected: Expected, observed: Observed): void {
    this.coloursSeen[observed.colour] += 1;
    const counts = observed.matches.filter(
      ({ interval }) => interval * 600 + this.#quarantineSeconds > day.sync,
    );
    const shown = new Map(counts.map((match) => [keyOf(match), match]));
    const wanted = new Map(expected.matches.map((match) => [keyOf(match), match]));
    for (const [key, match] of wanted) {
      if (shown.has(key)) this.#agreed.add(key);
      else this.#add("missed", day, observed.phone, `match not found: ${this.#describe(match)}`, key);
    }
    for (const [key, match] of shown) {
      if (!wanted.has(key)) {
        this.#add("false", day, observed.phone, `match without ground: ${this.#describe(match)}`, key);
      }
    }
    if (observed.colour !== expected.colour) {
      const calmer = colours.indexOf(observed.colour) < colours.indexOf(expected.colour);
      const what = `shows ${observed.colour}, must be ${expected.colour} (${minutesText(expected.minutes)})`;
      this.#add(calmer ? "missed" : "false", day, observed.phone, what);
    } else if (Math.abs(observed.minutes - expected.minutes) > rounding) {
      const what = `counts ${minutesText(observed.minutes)}, must be ${minutesText(expected.minutes)}`;
      this.#add(observed.minutes < expected.minutes ? "missed" : "false", day, observed.phone, what);
    }
  }

  /** Something else that went another way than planned: a report of other visits, a phone that could not sync. */
  note(kind: Difference["kind"], day: PlannedDay, phone: number, what: string): void {
    this.#add(kind, day, phone, what);
  }

  #add(kind: Difference["kind"], day: PlannedDay, phone: number, what: string, key?: string): void {
    if (key !== undefined) {
      if (this.#seen.has(`${kind}/${key}`)) return;
      this.#seen.add(`${kind}/${key}`);
    }
    this.differences.push({ kind, day: day.number, phone, what });
  }

  #describe(match: { visit: number; interval: number; evidence: number }): string {
    const visit = this.#plan.visits[match.visit];
    const evidence = match.evidence === 2 ? "confirmed" : "reported";
    if (visit === undefined)
      return `interval ${timeText(match.interval * 600)}, ${evidence}, of no planned visit`;
    const place = this.#plan.places[visit.place]!;
    return (
      `${timeText(match.interval * 600)}, ${evidence}, visit ${match.visit} at place ${visit.place} ` +
      `"${place.name}" ${timeText(visit.arrival)} to ${timeText(visit.leaving)}, ended by ${visit.leaveBy}`
    );
  }
}

function keyOf(match: { visit: number; interval: number; evidence: number }): string {
  return `${match.visit}/${match.interval}/${match.evidence}`;
}

function minutesText(minutes: number): string {
  return `${Math.round(minutes * 100) / 100} minutes`;
}

/** A moment as people read it, UTC. @param seconds - Unix seconds. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
