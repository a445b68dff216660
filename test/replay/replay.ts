/**
 * Acts a plan out: the real server in its own process, the real device code of all phones in threads, day by day on a virtual
 * clock, and holds every phone after every sync against the truth.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generatePlaceKey, openRegionRoot } from "../../protocol/index.ts";
import { Comparison, type Difference } from "./compare.ts";
import { type Spread, spreadOf } from "./measure.ts";
import type { PhonesHandlers, SyncedPhone, TypedClaim } from "./phones-worker.ts";
import type { Plan, PlannedDay, PlannedReport, ReplayPolicy } from "./plan.ts";
import type { Progress } from "./progress.ts";
import type { ServerHandlers } from "./server-process.ts";
import { expectReport, type Truth, type TrueColour } from "./truth.ts";
import { RemoteCaller } from "./remote-call.ts";

/** What to replay and what to hold it against. */
export interface ReplayOptions {
  readonly plan: Plan;
  readonly policy: ReplayPolicy;
  readonly truth: Truth;
  /** Threads that share the phones. */
  readonly threads: number;
  readonly progress: Progress;
}

/** What a replay came to. */
export interface ReplayResult {
  readonly days: number;
  readonly batches: number;
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
  /** Processor time of the server. */
  readonly serverSeconds: number;
  readonly requestsOverHttp: number;
  readonly coloursSeen: Readonly<Record<TrueColour, number>>;
  readonly missed: number;
  readonly false: number;
  readonly differences: readonly Difference[];
}

/** One replay under way. */
class Replay {
  readonly #options: ReplayOptions;
  readonly #server = RemoteCaller.process<ServerHandlers>(new URL("./server-process.ts", import.meta.url));
  readonly #phones: readonly RemoteCaller<PhonesHandlers>[];
  readonly #comparison: Comparison;
  readonly #seconds: number[] = [];
  readonly #bytes: number[] = [];
  readonly #counts = { batches: 0, claims: 0, reports: 0, tokens: 0, agedOut: 0 };

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#comparison = new Comparison(options.plan, options.policy.quarantineDays);
    this.#phones = Array.from({ length: options.threads }, () =>
      RemoteCaller.thread<PhonesHandlers>(new URL("./phones-worker.ts", import.meta.url)),
    );
  }

  async run(dataDirectory: string): Promise<ReplayResult> {
    const { plan, policy, progress } = this.#options;
    progress("starting the server", 0, 1);
    const origin = await this.#server.call("start", { dataDirectory, policy, now: plan.days[0]!.close });
    progress("starting the server", 1, 1);
    await this.#setUpPhones(origin);
    for (const day of plan.days) {
      const phase = `replaying ${new Date((day.close - 1) * 1000).toISOString().slice(0, 10)}, day`;
      progress(phase, day.number, plan.days.length - 1);
      if (day.number > 0) await this.#liveThrough(day);
      await this.#syncAll(day);
    }
    const overHttp = await this.#onAllPhones((thread) => thread.call("end", undefined));
    const serverSeconds = await this.#server.call("close", undefined);
    const { coloursSeen, differences, matches, missed } = this.#comparison;
    return {
      days: plan.days.length - 1,
      ...this.#counts,
      matches,
      syncs: this.#seconds.length,
      bytesPerPhoneAndDay: spreadOf(this.#bytes),
      secondsPerSync: spreadOf(this.#seconds),
      serverSeconds,
      requestsOverHttp: overHttp.reduce((sum, requests) => sum + requests, 0),
      coloursSeen,
      missed,
      false: this.#comparison.false,
      differences,
    };
  }

  async end(): Promise<void> {
    await Promise.all([this.#server.end(), ...this.#phones.map((thread) => thread.end())]);
  }

  #onAllPhones<Answer>(
    ask: (thread: RemoteCaller<PhonesHandlers>, index: number) => Promise<Answer>,
  ): Promise<Answer[]> {
    return Promise.all(this.#phones.map((thread, index) => ask(thread, index)));
  }

  /** Every thread is told the plan; displays and printers get their keys. */
  async #setUpPhones(origin: string): Promise<void> {
    const { plan, threads } = this.#options;
    const root = await fetch(`${origin}/v1/root`);
    const regionId = openRegionRoot(await root.text()).id;
    const placeKeys = plan.places.map(() => generatePlaceKey());
    await this.#onAllPhones((phones, thread) =>
      phones.call("setUp", { plan, origin, regionId, placeKeys, thread, threads }),
    );
  }

  /** From the last sync up to the closing of the day's batch. */
  async #liveThrough(day: PlannedDay): Promise<void> {
    await this.#onAllPhones((thread) => thread.call("advance", day.report));
    const reports = this.#options.plan.reports.filter((report) => report.day === day.number);
    if (reports.length > 0) await this.#report(day, reports);
    await this.#onAllPhones((thread) => thread.call("advance", day.close));
    const batch = await this.#server.call("publish", day.close);
    if (batch === null) throw new Error(`the server closed no batch on day ${day.number}`);
    this.#counts.batches += 1;
    if (day.number === this.#options.plan.renewalDay) await this.#server.call("renew", undefined);
  }

  async #report(day: PlannedDay, reports: readonly PlannedReport[]): Promise<void> {
    const { plan, policy } = this.#options;
    await this.#server.call("clock", day.report);
    const claimCodes = await this.#server.call(
      "claimCodes",
      reports.map(({ purpose }) => purpose),
    );
    const typed = reports.map(({ phone, purpose, visits }, index): TypedClaim => {
      return { phone, visits, purpose, claimCode: claimCodes[index]! };
    });
    const outcomes = (await this.#onAllPhones((thread) => thread.call("report", typed))).flat();
    await this.#server.call("clock", day.sent);
    await this.#onAllPhones((thread) => thread.call("advance", day.sent));
    const reporting = outcomes.filter(({ chosen }) => chosen.length > 0).map(({ phone }) => phone);
    const unsent = await this.#onAllPhones((thread) => thread.call("send", reporting));
    for (const { phone, problem } of unsent.flat()) {
      this.#comparison.note("missed", day, phone, `the outbox: ${problem}`);
    }
    for (const report of reports) {
      const expected = expectReport(plan, report, policy);
      const outcome = outcomes.find(({ phone }) => phone === report.phone);
      this.#counts.agedOut += expected.agedOut.length;
      if (outcome === undefined) throw new Error(`phone ${report.phone} was not there to report`);
      this.#counts.claims += outcome.chosen.length > 0 ? 1 : 0;
      this.#counts.reports += outcome.reports;
      this.#counts.tokens += outcome.tokens;
      const wanted = [expected.visits.toSorted().join(" "), expected.reports, expected.tokens].join(", ");
      const got = [outcome.chosen.toSorted().join(" "), outcome.reports, outcome.tokens].join(", ");
      if (outcome.problem !== null) this.#comparison.note("missed", day, report.phone, outcome.problem);
      if (got !== wanted) {
        const what = `reports (visits, reports, tokens) ${got}, must report ${wanted}`;
        this.#comparison.note(outcome.tokens > expected.tokens ? "false" : "missed", day, report.phone, what);
      }
    }
  }

  async #syncAll(day: PlannedDay): Promise<void> {
    await this.#server.call("clock", day.sync);
    const synced = await this.#onAllPhones((thread) => thread.call("sync", day.number));
    for (const phone of synced.flat()) this.#judge(day, phone);
  }

  #judge(day: PlannedDay, { observed, measure, unpublished, problem }: SyncedPhone): void {
    this.#seconds.push(measure.seconds);
    this.#bytes.push(measure.bytes);
    if (problem !== null) this.#comparison.note("missed", day, observed.phone, `the sync failed: ${problem}`);
    for (const visit of unpublished) {
      this.#comparison.note(
        "missed",
        day,
        observed.phone,
        `visit ${visit} was reported and not found published`,
      );
    }
    this.#comparison.compare(day, this.#options.truth.expect(observed.phone, day), observed);
  }
}

/** Act a plan out. @throws Error when something goes so wrong that nothing can be compared. */
export async function runReplay(options: ReplayOptions): Promise<ReplayResult> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "celadon-replay-"));
  const replay = new Replay(options);
  try {
    return await replay.run(dataDirectory);
  } finally {
    await replay.end();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
