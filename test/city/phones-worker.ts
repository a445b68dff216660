/** A share of the city's phones, in a thread of its own. */

import "fake-indexeddb/auto";
import { digestDirectly } from "../replay/direct-digest.ts";
import { serveCalls } from "../replay/remote-call.ts";
import { seededRandom } from "../replay/random.ts";
import { SharedCache } from "../replay/shared-cache.ts";
import { CityPhone, type PhoneMeasure, type Surroundings } from "./city-phone.ts";
import { dayOf } from "./day.ts";

/** What a thread of phones is told once. */
export interface PhonesSetup extends Omit<Surroundings, "cache"> {
  readonly phones: number;
  /** The first so many phones are cases. */
  readonly cases: number;
  readonly seed: number;
  /** This thread has the phones whose number, divided by `threads`, leaves `thread`. */
  readonly thread: number;
  readonly threads: number;
}

digestDirectly();

let now = 0;
let cache: SharedCache | null = null;
const phones: CityPhone[] = [];

const handlers = {
  setUp: async (given: PhonesSetup): Promise<void> => {
    now = given.midnight;
    cache = new SharedCache(() => now);
    for (let id = given.thread; id < given.phones; id += given.threads) {
      const random = seededRandom(given.seed * 1_000_003 + id);
      const day = dayOf(random, given.placeKeys.length, id < given.cases);
      const phone = new CityPhone(id, day, { ...given, cache }, random);
      await phone.open();
      phones.push(phone);
    }
  },
  /** One hour of the day. @param given.now - Its first second; objects in the cache age by it. */
  live: async (given: { now: number; until: number }): Promise<void> => {
    ({ now } = given);
    for (const phone of phones) await phone.live(given.until);
  },
  end: async (): Promise<{ measures: PhoneMeasure[]; requestsOverHttp: number }> => {
    const measures: PhoneMeasure[] = [];
    for (const phone of phones) measures.push(await phone.close());
    return { measures, requestsOverHttp: cache!.requestsOverHttp };
  },
};

/** What a thread of phones can be asked. */
export type CityPhonesHandlers = typeof handlers;

serveCalls(handlers);
