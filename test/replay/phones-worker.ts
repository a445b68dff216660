/** A share of the phones, in a thread of its own. */

import "fake-indexeddb/auto";
import type { Observed } from "./compare.ts";
import { digestDirectly } from "./direct-digest.ts";
import { ReplayPhone, type ReportOutcome, type Surroundings, type SyncMeasure } from "./phone.ts";
import type { Plan, PlannedDay, PlannedVisit } from "./plan.ts";
import { SharedCache } from "./shared-cache.ts";
import { serveCalls } from "./remote-call.ts";

/** What a thread of phones is told once. */
export interface PhonesSetup extends Omit<Surroundings, "cache" | "places"> {
  readonly plan: Plan;
  /** This thread has the phones whose number, divided by `threads`, leaves `thread`. */
  readonly thread: number;
  readonly threads: number;
}

/** What one phone did and shows after a sync. */
export interface SyncedPhone {
  readonly observed: Observed;
  readonly measure: SyncMeasure;
  /** The plan's visits that were reported and not found in a batch. */
  readonly unpublished: readonly number[];
}

/** A claim code for a phone. */
export interface TypedClaim {
  readonly phone: number;
  readonly claimCode: string;
  readonly purpose: 1 | 2;
  readonly visits: readonly number[];
}

digestDirectly();

/** How many phones of a thread report at the same time. */
const phonesAtOnce = 3;

let now = 0;
let setup: PhonesSetup | null = null;
let around: Surroundings | null = null;
const phones = new Map<number, ReplayPhone>();
const visitsOf = new Map<number, PlannedVisit[]>();

async function advance(until: number): Promise<void> {
  for (const phone of phones.values()) await phone.advance(until);
  now = until;
}

/** A claim code is typed, and when its minute is over the outbox has sent everything. */
async function report(
  { phone, claimCode, purpose, visits }: TypedClaim,
  day: PlannedDay,
): Promise<ReportOutcome> {
  const reporting = phones.get(phone)!;
  const outcome = await reporting.report(claimCode, purpose, visits);
  await reporting.advance(day.sent);
  if (outcome.chosen.length === 0 || outcome.problem !== null) return outcome;
  return { ...outcome, problem: await reporting.send() };
}

/** While one phone waits for the server, another works. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = [...items.entries()];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      results[next[0]] = await task(next[1]);
  };
  await Promise.all(Array.from({ length: phonesAtOnce }, work));
  return results;
}

const handlers = {
  setUp: (given: PhonesSetup): void => {
    setup = given;
    around = { ...given, places: given.plan.places, cache: new SharedCache(() => now) };
    for (const visit of given.plan.visits) {
      const visits = visitsOf.get(visit.phone) ?? [];
      visits.push(visit);
      visitsOf.set(visit.phone, visits);
    }
  },

  /** Up to the closing of the day's batch. Claim codes are typed shortly before. */
  live: async (given: { day: number; claims: readonly TypedClaim[] }): Promise<ReportOutcome[]> => {
    const day = setup!.plan.days[given.day]!;
    await advance(day.report);
    const typed = given.claims.filter(({ phone }) => phones.has(phone));
    const outcomes = await inParallel(typed, (claim) => report(claim, day));
    await advance(day.close);
    return outcomes;
  },

  /** All phones of the day sync: those that begin with it are opened before, those that end with it closed after. */
  sync: async (dayNumber: number): Promise<SyncedPhone[]> => {
    const { plan, thread, threads } = setup!;
    const day = plan.days[dayNumber]!;
    await advance(day.sync);
    for (const { id, firstSync } of plan.phones) {
      if (firstSync !== dayNumber || id % threads !== thread) continue;
      phones.set(id, await ReplayPhone.open(id, visitsOf.get(id) ?? [], day.sync, around!));
    }
    const synced: SyncedPhone[] = [];
    for (const phone of phones.values()) {
      const measure = await phone.sync();
      synced.push({ ...(await phone.observe()), measure });
      if (plan.phones[phone.id]!.lastSync === dayNumber) {
        phone.close();
        phones.delete(phone.id);
      }
    }
    return synced;
  },

  /** @returns How many requests went over HTTP. */
  end: (): number => {
    for (const phone of phones.values()) phone.close();
    return around!.cache.requestsOverHttp;
  },
};

/** What a thread of phones can be asked. */
export type PhonesHandlers = typeof handlers;

serveCalls(handlers);
