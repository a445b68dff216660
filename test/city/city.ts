/** Twenty-four hours of a city: the real server, the real device code of some phones, and lists as long as all its people make them. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generatePlaceKey, openRegionRoot } from "../../protocol/index.ts";
import type { Progress } from "../replay/progress.ts";
import { RemoteCaller } from "../replay/remote-call.ts";
import { freshTokens, mintTickets, sendReport } from "../server/reporter.ts";
import type { PhoneMeasure } from "./city-phone.ts";
import type { CityServerHandlers } from "./city-server.ts";
import type { CityPhonesHandlers } from "./phones-worker.ts";

/** How large a city. */
export interface CityOptions {
  /** Simulated. */
  readonly phones: number;
  /** Of the whole city, by arithmetic. */
  readonly people: number;
  readonly seed: number;
  readonly threads: number;
  readonly progress: Progress;
}

/** What the day came to. */
export interface CityResult {
  readonly measures: readonly PhoneMeasure[];
  /** Of the simulated phones. */
  readonly cases: number;
  /** Of the whole city. */
  readonly tokens: number;
  readonly requestsOverHttp: number;
  /** Of the server's processor: for reports of 16 tokens that others sent, and for what the phones asked and sent. */
  readonly server: {
    readonly foreignReports: number;
    readonly foreignSeconds: number;
    readonly phonesSeconds: number;
  };
}

/** One case a day reports for so many people, and so many tokens each: as `docs/operate.md` reckons. */
export const peoplePerCase = 1_000;
export const tokensPerCase = 113;

const peoplePerPlace = 50;
/** As many as fit. */
const tokensPerReport = 16;
const hour = 3_600;
const hours = 24;
/** A Tuesday. */
const midnight = Date.UTC(2026, 10, 24) / 1000;

/** Reports of cases that nobody simulates, with tickets by the server's own keys: their exchange is measured with the phones. */
async function sendForeignReports(
  origin: string,
  dataDirectory: string,
  count: number,
  now: number,
): Promise<void> {
  for (const ticket of mintTickets({ dataDirectory, clock: { now } }, count)) {
    await sendReport(origin, ticket, freshTokens(tokensPerReport));
  }
}

class City {
  readonly #options: CityOptions;
  readonly #server = RemoteCaller.process<CityServerHandlers>(new URL("./city-server.ts", import.meta.url));
  readonly #phones: readonly RemoteCaller<CityPhonesHandlers>[];

  constructor(options: CityOptions) {
    this.#options = options;
    this.#phones = Array.from({ length: options.threads }, () =>
      RemoteCaller.thread<CityPhonesHandlers>(new URL("./phones-worker.ts", import.meta.url)),
    );
  }

  async run(dataDirectory: string): Promise<CityResult> {
    const { phones, people, progress } = this.#options;
    const cases = Math.max(1, Math.round(phones / peoplePerCase));
    const foreignCases = Math.max(0, people / peoplePerCase - cases);
    const foreignReports = Math.ceil((foreignCases * tokensPerCase) / tokensPerReport / hours);
    progress("waking the phones", 0, 1);
    const origin = await this.#server.call("start", { dataDirectory, now: midnight - 2 * hour });
    await this.#server.call("publish", midnight - hour);
    await this.#setUp(origin, cases);
    let foreignSeconds = 0;
    let phonesSeconds = 0;
    for (let now = 0; now < hours; now++) {
      progress("living", now, hours, `${now}:00`);
      await this.#server.call("clock", midnight + now * hour);
      foreignSeconds += await this.#timed(() =>
        sendForeignReports(origin, dataDirectory, foreignReports, midnight + now * hour),
      );
      phonesSeconds += await this.#timed(() =>
        this.#onAll((thread) => thread.call("live", { now: midnight + now * hour, until: (now + 1) * hour })),
      );
      await this.#server.call("publish", midnight + (now + 1) * hour);
    }
    progress("living", hours, hours);
    const ended = await this.#onAll((thread) => thread.call("end", undefined));
    await this.#server.call("close", undefined);
    return {
      measures: ended.flatMap(({ measures }) => measures),
      cases,
      tokens: foreignReports * hours * tokensPerReport,
      requestsOverHttp: ended.reduce((sum, { requestsOverHttp }) => sum + requestsOverHttp, 0),
      server: { foreignReports: foreignReports * hours, foreignSeconds, phonesSeconds },
    };
  }

  async end(): Promise<void> {
    await Promise.all([this.#server.end(), ...this.#phones.map((thread) => thread.end())]);
  }

  async #setUp(origin: string, cases: number): Promise<void> {
    const { phones, seed, threads } = this.#options;
    const regionId = openRegionRoot(await (await fetch(`${origin}/v1/root`)).text()).id;
    const placeKeys = Array.from({ length: Math.ceil(phones / peoplePerPlace) }, generatePlaceKey);
    const claimCodes = new Map<number, string>();
    for (let id = 0; id < cases; id++) claimCodes.set(id, await this.#server.call("claimCode", undefined));
    const shared = { origin, regionId, placeKeys, midnight, claimCodes, phones, cases, seed, threads };
    await this.#onAll((thread, index) => thread.call("setUp", { ...shared, thread: index }));
  }

  #onAll<Answer>(
    ask: (thread: RemoteCaller<CityPhonesHandlers>, index: number) => Promise<Answer>,
  ): Promise<Answer[]> {
    return Promise.all(this.#phones.map(ask));
  }

  /** Seconds of the server's processor that something took. */
  async #timed(work: () => Promise<unknown>): Promise<number> {
    const before = await this.#server.call("seconds", undefined);
    await work();
    return (await this.#server.call("seconds", undefined)) - before;
  }
}

/** Live through the day. */
export async function runCity(options: CityOptions): Promise<CityResult> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "celadon-city-"));
  const city = new City(options);
  try {
    return await city.run(dataDirectory);
  } finally {
    await city.end();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}
