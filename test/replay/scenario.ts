/**
 * Lay out a replay from the rows and a seed: places, visitors and their phones, cases and their reports. Pure: the
 * same rows, options and seed give the same plan.
 */

import { lastSyncBefore, planDays, reportDayOf } from "./calendar.ts";
import { type Life, livesThrough, planLives } from "./lives.ts";
import { fitsOneClaim, planCases, reportsOf } from "./cases.ts";
import type { LeaveBy, Plan, PlannedPhone, PlannedReport, PlannedVisit, ReplayPolicy } from "./plan.ts";
import { type Random, seededRandom } from "./random.ts";
import { type Row, truncateUtf8 } from "./rows.ts";
import { planPlace, planStay, type Stay } from "./stays.ts";

/** What the command line may choose. */
export interface ScenarioOptions {
  /** Phones of visitors; those of cases come on top. */
  readonly phones: number;
  /** Only the rows of the first so many days on which anything was published; null for all. */
  readonly publicationDays: number | null;
  readonly seed: number;
  readonly policy: ReplayPolicy;
}

const nameBytesMax = 48;
/** Share of the cases for whom the authority reports, so that the evidence is "confirmed". */
const confirmShare = 0.2;
/** Share of the visitors who turn out to be cases too. */
const secondCaseShare = 1 / 400;
/** Share of the visits that are ended by scanning the next place, where a phone can be found for that. */
const nextScanShare = 0.12;
/** Few phones get few visits, so that most visits find a free phone. */
const visitorsPerRow = (phones: number): number => Math.min(4, Math.max(1, phones / 150));

function publicationDayOf(row: Row): string {
  return new Date(row.published * 1000).toISOString().slice(0, 10);
}

/** The rows of the first `count` publication days. */
function rowsOfFirstDays(rows: readonly Row[], count: number | null): Row[] {
  if (count === null) return [...rows];
  const kept = new Set([...new Set(rows.map(publicationDayOf))].toSorted().slice(0, count));
  return rows.filter((row) => kept.has(publicationDayOf(row)));
}

function planStays(
  rows: readonly Row[],
  plan: Pick<Plan, "places">,
  options: ScenarioOptions,
  random: Random,
): Stay[] {
  const perRow = visitorsPerRow(options.phones);
  return rows
    .flatMap((row, placeId) => {
      const count = Math.floor(perRow) + (random.chance(perRow % 1) ? 1 : 0);
      return Array.from({ length: count }, () =>
        planStay(row, plan.places[placeId]!, placeId, options.policy.lingerIntervals, random),
      );
    })
    .toSorted((one, other) => one.scanAt - other.scanAt);
}

interface DraftVisit extends Omit<PlannedVisit, "leaving" | "leaveBy"> {
  leaving: number;
  leaveBy: LeaveBy;
}

/** Gives every stay a phone that is free, or one whose open visit the scan ends. */
class PhoneShare {
  readonly visits: DraftVisit[] = [];
  readonly #last: (DraftVisit | null)[];
  readonly #lives: readonly Life[];
  readonly #days: Plan["days"];
  readonly #random: Random;

  constructor(lives: readonly Life[], days: Plan["days"], random: Random) {
    this.#last = lives.map(() => null);
    this.#lives = lives;
    this.#days = days;
    this.#random = random;
  }

  /** False when no phone was free. Stays come in the order of their scans. */
  place(stay: Stay): boolean {
    const endsVisit = stay.arrival === stay.scanAt && this.#random.chance(nextScanShare);
    const phone = (endsVisit ? this.#occupiedFor(stay) : null) ?? this.#freeFor(stay);
    if (phone === null) return false;
    const before = this.#last[phone]!;
    if (before !== null && before.leaving > stay.scanAt) {
      before.leaving = stay.scanAt;
      before.leaveBy = "next scan";
    }
    const visit = { ...stay, id: this.visits.length, phone };
    this.visits.push(visit);
    this.#last[phone] = visit;
    return true;
  }

  #find(stay: Stay, suits: (last: DraftVisit | null) => boolean): number | null {
    const from = this.#random.whole(0, this.#last.length - 1);
    for (let step = 0; step < this.#last.length; step++) {
      const phone = (from + step) % this.#last.length;
      if (suits(this.#last[phone]!) && livesThrough(this.#lives[phone]!, stay, this.#days)) return phone;
    }
    return null;
  }

  #freeFor(stay: Stay): number | null {
    return this.#find(stay, (last) => last === null || last.leaving <= stay.arrival);
  }

  #occupiedFor(stay: Stay): number | null {
    return this.#find(
      stay,
      (last) => last !== null && last.leaving > stay.scanAt && last.scanAt < stay.scanAt,
    );
  }
}

/** Visitors who turn out to be positive: each reports the chosen visit and perhaps up to two just before it. */
function planSecondCases(
  visits: readonly PlannedVisit[],
  phones: readonly PlannedPhone[],
  days: Plan["days"],
  policy: ReplayPolicy,
  random: Random,
): PlannedReport[] {
  const reports: PlannedReport[] = [];
  const done = new Set<number>();
  for (const visit of visits) {
    if (!random.chance(secondCaseShare) || done.has(visit.phone)) continue;
    const day = reportDayOf(days, visit.leaving) + random.whole(0, 8);
    const purpose = random.chance(confirmShare) ? 2 : 1;
    const earlier = visits
      .filter(({ phone, id }) => phone === visit.phone && id < visit.id)
      .slice(-2)
      .filter(() => random.chance(0.5));
    const reported = [...earlier, visit];
    const needed = reported.reduce((sum, one) => sum + reportsOf(one, policy.lingerIntervals), 0);
    if (day > phones[visit.phone]!.lastSync || !fitsOneClaim(needed)) continue;
    done.add(visit.phone);
    reports.push({ phone: visit.phone, day, purpose, visits: reported.map(({ id }) => id) });
  }
  return reports;
}

/** Lay out a replay. See the head of the file. */
export function planScenario(allRows: readonly Row[], options: ScenarioOptions): Plan {
  const { policy } = options;
  const random = seededRandom(options.seed);
  const rows = rowsOfFirstDays(allRows, options.publicationDays);
  if (rows.length === 0) throw new Error("no usable row");
  const places = rows.map((row) => planPlace(row, truncateUtf8(row.event, nameBytesMax), random));
  const stays = planStays(rows, { places }, options, random);
  const first = Math.min(stays[0]?.scanAt ?? Infinity, ...rows.map(({ start }) => start));
  const days = planDays(first, Math.max(...rows.map(({ published }) => published)));
  const lastDay = days.length - 1;

  const lives = planLives(options.phones, lastDay, random);
  const share = new PhoneShare(lives, days, random);
  const visitsLeftOut = stays.filter((stay) => !share.place(stay)).length;
  const visits: PlannedVisit[] = share.visits;
  const phones: PlannedPhone[] = lives.map((life, id) => ({ id, isCase: false, ...life }));
  const reports = planSecondCases(visits, phones, days, policy, random);

  for (const one of planCases(rows, places, days, policy.lingerIntervals, confirmShare, random)) {
    const phone = phones.length;
    const ids = one.stays.map((_, index) => visits.length + index);
    visits.push(...one.stays.map((stay, index) => ({ ...stay, id: ids[index]!, phone })));
    phones.push({
      id: phone,
      isCase: true,
      firstSync: lastSyncBefore(days, one.stays[0]!.scanAt - 1),
      lastSync: Math.min(lastDay, one.reportDay + policy.isolationDays + 1),
    });
    if (one.reportDay <= lastDay)
      reports.push({ phone, day: one.reportDay, purpose: one.purpose, visits: ids });
  }
  return { places, visits, phones, reports, days, renewalDay: Math.floor(days.length / 2), visitsLeftOut };
}
