/** Load on real servers in other processes, in the protocol's own words: reports, decoys, claims, phones that sync, and worse. */

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import {
  decoyClaimCode,
  decoyReport,
  encodeReport,
  epochOf,
  type Group,
  prepareTicketClaim,
} from "../../protocol/index.ts";
import { openSodiumGroup } from "../../server/intake/sodium-group.ts";
import { type Device, openDevice } from "../../web/device/device.ts";
import type { Progress } from "../replay/progress.ts";
import { freePort } from "../server/free-port.ts";
import { post } from "../server/http-text.ts";
import { fetchBatch, fetchLog, freshTokens, mintTickets, tokensIn } from "../server/reporter.ts";
import { type ServerProcess, startServerProcess } from "../server/server-process.ts";
import { annoy } from "./annoyance.ts";
import { Tally } from "./tally.ts";

/** How much of what. */
export interface LoadOptions {
  readonly seconds: number;
  /** A second. */
  readonly reports: number;
  /** Each sends one report after another, as fast as they are answered. */
  readonly senders: number;
  /** A second. */
  readonly decoys: number;
  /** A second. */
  readonly claims: number;
  /** Each syncs over and over. */
  readonly phones: number;
  /** Kill the server so often, in seconds, and start it again; 0 never. */
  readonly killEvery: number;
  /** Clients that trickle, break off, send nonsense or too much. */
  readonly isAnnoyed: boolean;
  /** Length of a batch period, seconds. */
  readonly period: number;
  /** Of a PostgreSQL database that is empty; null for SQLite. */
  readonly database: string | null;
  /** Servers on it; one on SQLite. */
  readonly nodes: number;
  readonly progress: Progress;
}

/** What came of it. */
export interface LoadResult {
  /** How long it was loaded. */
  readonly seconds: number;
  readonly reports: Tally;
  readonly decoys: Tally;
  readonly claims: Tally;
  readonly syncs: Tally;
  /** What annoyed the server, by the status of its answer; 0 for none. */
  readonly annoyances: ReadonlyMap<number, number>;
  readonly kills: number;
  readonly batches: number;
  /** Tokens of reports that were acknowledged. */
  readonly tokens: number;
  readonly lost: number;
  readonly doubled: number;
  /** Of the first server's memory, bytes, in steps of 16 MiB: after a tenth of the time, at most, and at the end. */
  readonly memory: { readonly early: number; readonly most: number; readonly late: number };
}

const tokensPerReport = 4;
/** Without an answer the same bytes are sent again after so long, as phones do, only sooner. */
const againMilliseconds = 100;
/** After these too, see `fateOf` of the device: 408 when the machine is so busy that a request arrives late. */
const againStatuses: readonly number[] = [0, 408, 503];
const memoryEveryMilliseconds = 500;

class Load {
  readonly #options: LoadOptions;
  readonly #dataDirectory: string;
  readonly #operationsPort: number;
  readonly #start: (node: number) => Promise<ServerProcess>;
  readonly #nodes: Promise<ServerProcess>[] = [];
  /** Who is asked next. */
  #turn = 0;
  #end = 0;
  #kills = 0;
  #failure: unknown = null;
  #group: Group | undefined;
  readonly #acknowledged: Uint8Array[] = [];
  readonly #memory: number[] = [];
  readonly #tallies = { reports: new Tally(), decoys: new Tally(), claims: new Tally(), syncs: new Tally() };
  readonly #annoyances = new Map<number, number>();

  constructor(
    options: LoadOptions,
    dataDirectory: string,
    operationsPort: number,
    start: (node: number) => Promise<ServerProcess>,
  ) {
    this.#options = options;
    this.#dataDirectory = dataDirectory;
    this.#operationsPort = operationsPort;
    this.#start = start;
  }

  async run(): Promise<LoadResult> {
    const { reports, senders, decoys, claims, phones, seconds, isAnnoyed, nodes } = this.#options;
    // One after the other: the first makes the region.
    for (let node = 0; node < nodes; node++) {
      this.#nodes.push(this.#start(node));
      await this.#nodes[node];
    }
    this.#group = await openSodiumGroup();
    this.#end = Date.now() + seconds * 1000;
    const { request: claim } = prepareTicketClaim(decoyClaimCode);
    const epoch = epochOf(Date.now() / 1000);
    const work = [
      this.#atRate(reports, () => this.#report()),
      ...Array.from({ length: senders }, async () => {
        while (!this.#isOver) await this.#report();
      }),
      this.#atRate(decoys, () => this.#until(this.#tallies.decoys, "/v1/reports", decoyReport(epoch), 204)),
      this.#atRate(claims, () => this.#until(this.#tallies.claims, "/v1/tickets", claim, 200)),
      ...Array.from({ length: phones }, () => this.#phone()),
      ...(isAnnoyed ? [this.#annoy()] : []),
      this.#kill(),
      this.#watch(),
    ];
    await Promise.all(work.map(async (each) => each.catch(this.#fail)));
    if (this.#failure !== null) throw this.#failure;
    return this.#result();
  }

  async close(): Promise<void> {
    for (const node of this.#nodes) await (await node).end("SIGTERM");
  }

  /** One of the servers: each in turn. */
  async #server(): Promise<ServerProcess> {
    return this.#nodes[this.#turn++ % this.#nodes.length]!;
  }

  get #isOver(): boolean {
    return Date.now() >= this.#end;
  }

  /** Everything ends, and nothing that is under way is pulled from under the others. */
  readonly #fail = (error: unknown): void => {
    this.#failure ??= error;
    this.#end = 0;
  };

  /** Begin so many a second, whether or not the ones before have ended. */
  async #atRate(perSecond: number, begin: () => Promise<void>): Promise<void> {
    const start = Date.now();
    const begun: Promise<void>[] = [];
    if (perSecond === 0) return;
    while (!this.#isOver) {
      const wait = start + (begun.length / perSecond) * 1000 - Date.now();
      if (wait > 0) await sleep(wait);
      begun.push(begin().catch(this.#fail));
    }
    await Promise.all(begun);
  }

  async #report(): Promise<void> {
    const source = { dataDirectory: this.#dataDirectory, clock: { now: Date.now() / 1000 } };
    const tokens = freshTokens(tokensPerReport);
    const body = encodeReport(mintTickets(source, 1, 1, this.#group)[0]!, tokens);
    await this.#until(this.#tallies.reports, "/v1/reports", body, 204);
    this.#acknowledged.push(...tokens);
  }

  /** Send the same bytes until they are answered as they should be. */
  async #until(tally: Tally, path: string, body: Uint8Array, wanted: number): Promise<void> {
    for (;;) {
      const { url } = await this.#server();
      const from = performance.now();
      const status = await post(url, path, body).then(
        (answer) => answer.status,
        () => 0,
      );
      tally.add(status, performance.now() - from);
      if (status === wanted) return;
      if (!againStatuses.includes(status)) throw new Error(`${path} was answered ${status}`);
      await sleep(againMilliseconds);
    }
  }

  /** The real device code, from nothing, then again and again. */
  async #phone(): Promise<void> {
    const { url } = await this.#server();
    const device: Device = await openDevice({
      fetch: async (input, init) => fetch(input, init),
      origin: url,
      now: () => Date.now() / 1000,
      indexedDB: new IDBFactory(),
      locks: null,
    });
    while (!this.#isOver) {
      const from = performance.now();
      const isWell = await device.sync().then(
        () => true,
        () => false,
      );
      this.#tallies.syncs.add(isWell ? 200 : 0, performance.now() - from);
      await sleep(againMilliseconds);
    }
    device.close();
  }

  async #annoy(): Promise<void> {
    while (!this.#isOver) {
      const { url } = await this.#server();
      for (const status of await annoy(url)) {
        this.#annoyances.set(status, (this.#annoyances.get(status) ?? 0) + 1);
      }
    }
  }

  async #kill(): Promise<void> {
    const every = this.#options.killEvery * 1000;
    if (every === 0) return;
    while (Date.now() + every < this.#end) {
      await sleep(every);
      const index = this.#kills++ % this.#nodes.length;
      const node = await this.#nodes[index]!;
      this.#nodes[index] = node.end("SIGKILL").then(() => this.#start(index));
      await this.#nodes[index];
    }
  }

  async #watch(): Promise<void> {
    const { seconds, progress } = this.#options;
    while (!this.#isOver) {
      const text = await fetch(`http://localhost:${this.#operationsPort}/metrics`).then(
        (answer) => answer.text(),
        () => "",
      );
      const bytes = Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1] ?? 0);
      if (bytes > 0) this.#memory.push(bytes);
      const left = Math.max(0, Math.ceil((this.#end - Date.now()) / 1000));
      progress("loading", seconds - left, seconds, `${this.#tallies.reports.answered} reports`);
      await sleep(memoryEveryMilliseconds);
    }
  }

  /** After two more lists: how often each token that was acknowledged is in them. */
  async #result(): Promise<LoadResult> {
    const { url } = await this.#server();
    const listed = async () => (await fetchLog(url)).filter(({ kind }) => kind === "batch").length;
    const before = await listed();
    while ((await listed()) < before + 2) await sleep(againMilliseconds);
    const times = this.#acknowledged.map(() => 0);
    const batches = (await fetchLog(url)).flatMap((entry) => (entry.kind === "batch" ? [entry.number] : []));
    for (const number of batches) {
      const found = tokensIn(await fetchBatch(url, number), this.#acknowledged);
      for (const [index, isThere] of found.entries()) times[index]! += isThere ? 1 : 0;
    }
    return {
      seconds: this.#options.seconds,
      ...this.#tallies,
      annoyances: this.#annoyances,
      kills: this.#kills,
      batches: batches.length,
      tokens: times.length,
      lost: times.filter((count) => count === 0).length,
      doubled: times.filter((count) => count > 1).length,
      memory: {
        early: this.#memory[Math.floor(this.#memory.length / 10)] ?? 0,
        most: Math.max(0, ...this.#memory),
        late: this.#memory.at(-1) ?? 0,
      },
    };
  }
}

/** Start servers of their own, load them, and look at what they published. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), "celadon-load-"));
  const ends: (() => unknown)[] = [];
  const nodes = await Promise.all(
    Array.from({ length: options.nodes }, async (_, node) => ({
      dataDirectory: join(folder, String(node)),
      port: await freePort(),
      operationsPort: await freePort(),
    })),
  );
  const start = async (node: number): Promise<ServerProcess> => {
    const { dataDirectory, port, operationsPort } = nodes[node]!;
    if (node > 0) {
      await cp(join(nodes[0]!.dataDirectory, "keys"), join(dataDirectory, "keys"), { recursive: true });
    }
    return startServerProcess({ after: (end) => ends.push(end as () => unknown) }, dataDirectory, {
      PORT: String(port),
      CELADON_PERIOD_SECONDS: String(options.period),
      CELADON_OPERATIONS_PORT: String(operationsPort),
      CELADON_DATABASE_URL: options.database ?? "",
    });
  };
  const load = new Load(options, nodes[0]!.dataDirectory, nodes[0]!.operationsPort, start);
  try {
    return await load.run();
  } finally {
    await load.close();
    for (const end of ends) end();
    await rm(folder, { recursive: true, force: true });
  }
}
