/** One phone of the city: the real device code through one day. */

import { IDBFactory } from "fake-indexeddb";
import { encodeCheckInCode, intervalOf, passFromPlaceKey } from "../../protocol/index.ts";
import { type Device, openDevice } from "../../web/device/device.ts";
import type { Random } from "../replay/random.ts";
import type { SharedCache, Traffic } from "../replay/shared-cache.ts";
import type { PhoneDay } from "./day.ts";

/** What all phones share. */
export interface Surroundings {
  readonly origin: string;
  readonly cache: SharedCache;
  readonly regionId: Uint8Array;
  /** 32 bytes a place. */
  readonly placeKeys: readonly Uint8Array[];
  /** The day's first second. */
  readonly midnight: number;
  readonly claimCodes: ReadonlyMap<number, string>;
}

/** What one phone's day took. */
export interface PhoneMeasure {
  readonly requests: number;
  readonly received: number;
  readonly sent: number;
  /** Of this machine's processor. */
  readonly seconds: number;
  /** Sessions that look like a report's: of cases and decoys. */
  readonly sessions: number;
  readonly colour: string;
}

type Event = { readonly at: number } & (
  { readonly act: "scan"; readonly place: number } | { readonly act: "leave" | "look" | "last look" }
);

const hour = 3_600;
const decoyWaitSeconds = { least: 20, most: 120 } as const;

function eventsOf({ visits, looks }: PhoneDay): Event[] {
  const last = Math.max(...looks);
  return [
    ...visits.flatMap(({ place, arrival, leaving }): Event[] => [
      { at: arrival, act: "scan", place },
      { at: leaving, act: "leave" },
    ]),
    ...looks.map((at): Event => ({ at, act: at === last ? "last look" : "look" })),
  ].toSorted((one, other) => one.at - other.at);
}

/** See the head of the file. */
export class CityPhone {
  readonly #id: number;
  readonly #day: PhoneDay;
  readonly #around: Surroundings;
  readonly #random: Random;
  readonly #events: Event[];
  readonly #traffic: Traffic = { requests: 0, bytes: 0 };
  #device!: Device;
  #now: number;
  #sent = 0;
  #seconds = 0;
  #sessions = 0;

  constructor(id: number, day: PhoneDay, around: Surroundings, random: Random) {
    this.#id = id;
    this.#day = day;
    this.#around = around;
    this.#random = random;
    this.#events = eventsOf(day);
    this.#now = around.midnight;
  }

  /** In use since before the day: it knows the region. Nothing of this is measured. */
  async open(): Promise<void> {
    const { origin, cache } = this.#around;
    const ask = cache.fetchFor(this.#traffic);
    this.#device = await openDevice({
      fetch: (input, init) => {
        if (init?.body instanceof Uint8Array) this.#sent += init.body.length;
        return ask(input, init);
      },
      origin,
      now: () => this.#now,
      indexedDB: new IDBFactory(),
      locks: null,
      random: () => this.#random.next(),
    });
    await this.#device.sync();
    await this.#device.isDecoyDue();
    this.#traffic.requests = 0;
    this.#traffic.bytes = 0;
  }

  /** Do what is due before `until`, seconds from midnight. */
  async live(until: number): Promise<void> {
    const before = process.threadCpuUsage();
    for (let next = this.#events[0]; next !== undefined && next.at < until; next = this.#events[0]) {
      this.#events.shift();
      this.#now = this.#around.midnight + next.at;
      if (next.act === "scan") await this.#scan(next.place);
      else if (next.act === "leave") await this.#device.checkOut();
      else await this.#look(next.act === "last look" && this.#day.isCase);
    }
    const { user, system } = process.threadCpuUsage(before);
    this.#seconds += (user + system) / 1e6;
  }

  async close(): Promise<PhoneMeasure> {
    const { colour } = await this.#device.state();
    this.#device.close();
    return {
      requests: this.#traffic.requests,
      received: this.#traffic.bytes,
      sent: this.#sent,
      seconds: this.#seconds,
      sessions: this.#sessions,
      colour: colour.colour,
    };
  }

  async #scan(place: number): Promise<void> {
    const { regionId, placeKeys } = this.#around;
    const pass = passFromPlaceKey(
      placeKeys[place]!,
      intervalOf(this.#now),
      intervalOf(this.#now + 12 * hour),
    );
    const text = encodeCheckInCode({ kind: "display", regionId, name: `Place ${place}`, pass });
    await this.#device.checkIn(await this.#device.readCode(text));
  }

  /** What the page does while it is open. */
  async #look(reports: boolean): Promise<void> {
    const device = this.#device;
    await device.tick();
    if ((await device.state()).sync.due) await device.sync();
    if (reports) {
      const { diary } = await device.state();
      const visits = diary.map(({ id }) => id);
      await device.startReport(this.#around.claimCodes.get(this.#id)!, visits);
      await this.#sendAll();
    }
    if (await device.isDecoyDue()) {
      this.#now += this.#random.whole(decoyWaitSeconds.least, decoyWaitSeconds.most);
      await device.beginDecoy();
      await this.#sendAll();
    }
  }

  /** In the open page, and where that is closed in the background. */
  async #sendAll(): Promise<void> {
    this.#sessions++;
    for (;;) {
      const { nextDue, problem } = await this.#device.runOutbox();
      if (problem !== null) throw new Error(`phone ${this.#id} cannot send: ${problem}`);
      if (nextDue === null) return;
      this.#now = Math.max(this.#now, nextDue);
    }
  }
}
