/** One phone of a replay: the real device code, doing what the plan says at the times the plan says. */

import { IDBFactory } from "fake-indexeddb";
import { encodeCheckInCode, passFromPlaceKey } from "../../protocol/index.ts";
import { type Device, openDevice } from "../../web/device/device.ts";
import type { Observed } from "./compare.ts";
import type { PlannedPlace, PlannedVisit } from "./plan.ts";
import type { SharedCache, Traffic } from "./shared-cache.ts";

/** What all phones share. */
export interface Surroundings {
  readonly origin: string;
  readonly cache: SharedCache;
  readonly regionId: Uint8Array;
  readonly places: readonly PlannedPlace[];
  /** 32 bytes a place: what its display or printer holds. */
  readonly placeKeys: readonly Uint8Array[];
}

/** What came of a claim code. */
export interface ReportOutcome {
  readonly phone: number;
  /** The plan's visits that were still in the diary, so that they could be chosen. */
  readonly chosen: readonly number[];
  /** POSTs that carry tokens. */
  readonly reports: number;
  readonly tokens: number;
  /** Why it is not on its way as it should be. */
  readonly problem: string | null;
}

/** What one sync took. */
export interface SyncMeasure {
  readonly seconds: number;
  readonly bytes: number;
  readonly requests: number;
  /** What the device refused to do since the sync before, this one included. Empty when all went as planned. */
  readonly refusals: readonly string[];
}

interface PhoneEvent {
  readonly at: number;
  readonly act: "leave" | "scan";
  readonly visit: PlannedVisit;
}

/** Longest time a visitor can set the timer to at check-in. */
const longestTimerMinutes = 720;

function eventsOf(visits: readonly PlannedVisit[]): PhoneEvent[] {
  return visits
    .flatMap((visit): PhoneEvent[] => [
      { at: visit.scanAt, act: "scan", visit },
      ...(visit.leaveBy === "hand" ? [{ at: visit.leaving, act: "leave", visit } as const] : []),
    ])
    .toSorted((one, other) => one.at - other.at || one.act.localeCompare(other.act));
}

/** See the head of the file. */
export class ReplayPhone {
  readonly id: number;
  readonly #around: Surroundings;
  readonly #device: Device;
  readonly #clock: { now: number };
  readonly #traffic: Traffic;
  readonly #events: PhoneEvent[];
  #nextEvent = 0;
  readonly #planned = new Map<string, number>();
  /** What the device refused to do since the last sync. */
  #refusals: string[] = [];

  private constructor(
    id: number,
    visits: readonly PlannedVisit[],
    around: Surroundings,
    device: Device,
    clock: { now: number },
    traffic: Traffic,
  ) {
    this.id = id;
    this.#around = around;
    this.#device = device;
    this.#clock = clock;
    this.#traffic = traffic;
    this.#events = eventsOf(visits);
  }

  /** A new phone with nothing on it. */
  static async open(
    id: number,
    visits: readonly PlannedVisit[],
    now: number,
    around: Surroundings,
  ): Promise<ReplayPhone> {
    const clock = { now };
    const traffic: Traffic = { requests: 0, bytes: 0 };
    const device = await openDevice({
      fetch: around.cache.fetchFor(traffic),
      origin: around.origin,
      now: () => clock.now,
      indexedDB: new IDBFactory(),
      locks: null,
    });
    return new ReplayPhone(id, visits, around, device, clock, traffic);
  }

  /** Scan and leave whatever is due up to, not including, `until`. */
  async advance(until: number): Promise<void> {
    for (;;) {
      const event = this.#events[this.#nextEvent];
      if (event === undefined || event.at >= until) break;
      this.#nextEvent += 1;
      this.#clock.now = event.at;
      try {
        if (event.act === "scan") await this.#scan(event.visit);
        else await this.#device.checkOut();
      } catch (error) {
        this.#refusals.push(`cannot ${event.act} visit ${event.visit.id}: ${String(error)}`);
      }
    }
    this.#clock.now = until;
  }

  async #scan(visit: PlannedVisit): Promise<void> {
    const { name, kind } = this.#around.places[visit.place]!;
    const pass = passFromPlaceKey(this.#around.placeKeys[visit.place]!, visit.code.from, visit.code.to);
    const text = encodeCheckInCode({ kind, regionId: this.#around.regionId, name, pass });
    const place = await this.#device.readCode(text);
    const stayMinutes = visit.leaveBy === "timer" ? (visit.leaving - visit.scanAt) / 60 : longestTimerMinutes;
    const { id } = await this.#device.checkIn(place, { arrival: visit.arrival, stayMinutes });
    this.#planned.set(id, visit.id);
    // The timer ends every visit; who stays longer than it can be set to prolongs the visit, up to the pass's end.
    if (visit.leaving > visit.scanAt + stayMinutes * 60) {
      await this.#device.editVisit(id, { leaving: place.latestLeaving });
    }
  }

  /** Type a claim code and choose these visits, as far as the diary still has them; nothing happens if it has none. */
  async report(claimCode: string, purpose: 1 | 2, visits: readonly number[]): Promise<ReportOutcome> {
    await this.#device.tick();
    const { diary, openVisit } = await this.#device.state();
    const kept = (openVisit === null ? diary : [openVisit, ...diary]).filter(({ id }) =>
      visits.includes(this.#planned.get(id)!),
    );
    const chosen = kept.map(({ id }) => this.#planned.get(id)!);
    const tokens = kept.reduce((sum, visit) => sum + visit.tokens, 0);
    if (kept.length === 0) return { phone: this.id, chosen, reports: 0, tokens, problem: null };
    try {
      const ids = kept.map(({ id }) => id);
      const { visits: parts, leftOver } = await this.#device.startReport(claimCode, ids, { purpose });
      const reports = parts.reduce((sum, visit) => sum + visit.reports, 0);
      const { problem, report } = await this.#device.runOutbox();
      const refused = report?.step === "refused" ? `claim code refused: ${report.reason}` : null;
      const left = leftOver > 0 ? `${leftOver} visits left over` : null;
      return { phone: this.id, chosen, reports, tokens, problem: problem ?? refused ?? left };
    } catch (error) {
      return { phone: this.id, chosen, reports: 0, tokens: 0, problem: String(error) };
    }
  }

  /** Send what is left of a report. @returns What is wrong when it is not all sent then, else null. */
  async send(): Promise<string | null> {
    const { report, problem } = await this.#device.runOutbox();
    if (report === null || report.step === "sent") return null;
    return problem ?? `still ${report.step}`;
  }

  /** Open the app and sync, which first ends what has ended. */
  async sync(): Promise<SyncMeasure> {
    this.#traffic.bytes = 0;
    this.#traffic.requests = 0;
    const refusals = this.#refusals;
    this.#refusals = [];
    const begin = performance.now();
    try {
      await this.#device.sync();
    } catch (error) {
      refusals.push(`cannot sync: ${String(error)}`);
    }
    return { seconds: (performance.now() - begin) / 1000, ...this.#traffic, refusals };
  }

  /** What the phone shows. */
  async observe(): Promise<{ observed: Observed; unpublished: readonly number[] }> {
    const { colour, exposures, report } = await this.#device.state();
    const unpublished = (report?.visits ?? [])
      .filter(({ status }) => status !== "published")
      .map(({ visitId }) => this.#planned.get(visitId)!);
    const matches = exposures
      .filter(({ retractedIn }) => retractedIn === null)
      .map(({ visitId, interval, evidence }) => ({
        visit: this.#planned.get(visitId) ?? -1,
        interval,
        evidence,
      }));
    return {
      observed: { phone: this.id, colour: colour.colour, minutes: colour.minutes, matches },
      unpublished,
    };
  }

  /** The phone is no longer needed. */
  close(): void {
    this.#device.close();
  }
}
