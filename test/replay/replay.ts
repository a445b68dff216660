/**
 * Acts a plan out: the real server in its own process, the real device code of all phones in threads, day by day on a virtual
 * clock, and holds every phone after every sync against the truth.
 */

import { access, constants, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generatePlaceKey, openRegionRoot } from "../../protocol/index.ts";
import { timeText } from "./compare.ts";
import { Judge, type Judgement } from "./judge.ts";
import type { PhonesHandlers, TypedClaim } from "./phones-worker.ts";
import type { Plan, PlannedDay, PlannedReport, ReplayPolicy } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { RemoteCaller } from "./remote-call.ts";
import type { ServerHandlers } from "./server-process.ts";
import type { Truth } from "./truth.ts";

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
export interface ReplayResult extends Judgement {
  readonly days: number;
  readonly batches: number;
  /** Processor time of the server. */
  readonly serverSeconds: number;
  readonly requestsOverHttp: number;
}

/** Bytes; a whole outbreak takes a tenth. */
const roomWanted = 200_000_000;

/** One replay under way. */
class Replay {
  readonly #options: ReplayOptions;
  readonly #server = RemoteCaller.process<ServerHandlers>(new URL("./server-process.ts", import.meta.url));
  readonly #phones: readonly RemoteCaller<PhonesHandlers>[];
  readonly #judge: Judge;
  /** What the phones showed last: judged while they go on. */
  #judgeLater: () => void = () => {};

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#judge = new Judge(options.plan, options.policy, options.truth);
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
    let batches = 0;
    for (const day of plan.days) {
      progress("replaying days", day.number, plan.days.length - 1, timeText(day.close - 1).slice(0, 10));
      if (day.number > 0) {
        await this.#live(day);
        await this.#publish(day);
        batches += 1;
      }
      await this.#sync(day);
    }
    this.#judgeLater();
    const overHttp = await this.#onAllPhones((thread) => thread.call("end", undefined));
    return {
      ...this.#judge.judgement(),
      days: plan.days.length - 1,
      batches,
      serverSeconds: await this.#server.call("close", undefined),
      requestsOverHttp: overHttp.reduce((sum, requests) => sum + requests, 0),
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
  async #live(day: PlannedDay): Promise<void> {
    const reports = this.#options.plan.reports.filter((report) => report.day === day.number);
    await this.#server.call("clock", day.report);
    const claims = await this.#claimsFor(reports);
    const living = this.#onAllPhones((thread) => thread.call("live", { day: day.number, claims }));
    this.#judgeLater();
    this.#judge.reported(day, reports, (await living).flat());
  }

  async #claimsFor(reports: readonly PlannedReport[]): Promise<TypedClaim[]> {
    const claimCodes = await this.#server.call(
      "claimCodes",
      reports.map(({ purpose }) => purpose),
    );
    return reports.map(({ phone, purpose, visits }, index) => {
      return { phone, visits, purpose, claimCode: claimCodes[index]! };
    });
  }

  async #publish(day: PlannedDay): Promise<void> {
    const batch = await this.#server.call("publish", day.close);
    if (batch !== day.number) throw new Error(`the server closed batch ${batch} on day ${day.number}`);
    if (day.number === this.#options.plan.renewalDay) await this.#server.call("renew", undefined);
  }

  async #sync(day: PlannedDay): Promise<void> {
    await this.#server.call("clock", day.sync);
    const synced = await this.#onAllPhones((thread) => thread.call("sync", day.number));
    this.#judgeLater = () => this.#judge.synced(day, synced.flat());
  }
}

/** A folder in memory where there is one with room: that the server waits for the disk is measured elsewhere. */
async function temporaryFolder(): Promise<string> {
  const memory = "/dev/shm";
  try {
    await access(memory, constants.W_OK);
    const { bavail, bsize } = await statfs(memory);
    if (bavail * bsize > roomWanted) return memory;
  } catch {
    // No such folder on this system.
  }
  return tmpdir();
}

/** Act a plan out. @throws Error when something goes so wrong that nothing can be compared. */
export async function runReplay(options: ReplayOptions): Promise<ReplayResult> {
  const dataDirectory = await mkdtemp(join(await temporaryFolder(), "celadon-replay-"));
  const replay = new Replay(options);
  try {
    return await replay.run(dataDirectory);
  } finally {
    await replay.end();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
