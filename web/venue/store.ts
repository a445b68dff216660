import { intervalStart } from "../../protocol/index.ts";
import { deleteDatabase } from "../device/brief-database.ts";
import { GenerationStore, noGenerations } from "../device/generations.ts";
import { isOfRegion, isSamePlace, type Place, type PlaceRegion, puncture } from "./place.ts";
import type { RegionRecord } from "./region.ts";
import type { ReleaseRecord } from "./release/release-record.ts";
import { ReleaseStore } from "./release/release-store.ts";
import { SettingsFile } from "./settings.ts";

/** What the page finds when it opens. */
export interface Stored {
  readonly places: readonly Place[];
  readonly region: RegionRecord | null;
  /** Id of the place whose display was open. */
  readonly openDisplay: string | null;
  readonly darkAtNight: boolean;
  /** The sunset that wiped this device, Unix seconds. */
  readonly ended: number | null;
}

/** Begins the names of what the page's sender of reports keeps. */
export const senderName = "venue";

/**
 * All that the venue page keeps on its device. Never a place key, never a token of the past once
 * {@link VenueStore.puncture} has run.
 *
 * Changes run one at a time, across tabs too where the browser has locks.
 */
export class VenueStore {
  readonly #settings: SettingsFile;
  readonly #vault: GenerationStore<Place>;
  readonly #releases: ReleaseStore;
  readonly #factory: IDBFactory;
  readonly #locks: LockManager | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param factory - The browser's `indexedDB`, or a test's.
   * @param locks - `navigator.locks`, which only exists on HTTPS and localhost.
   */
  constructor(factory: IDBFactory, locks?: LockManager) {
    this.#factory = factory;
    this.#settings = new SettingsFile(factory);
    this.#releases = new ReleaseStore(factory, this.#settings);
    this.#vault = new GenerationStore(factory, "celadon-venue-places", {
      get: async () => (await this.#settings.get("generations")) ?? noGenerations,
      set: (generations) => this.#settings.set("generations", generations),
    });
    this.#locks = locks;
  }

  /** Read everything, after finishing what a crash or a closed page left unfinished. */
  load(): Promise<Stored> {
    return this.#alone(async () => {
      await this.#vault.sweep();
      await this.#purge();
      return {
        places: await this.#vault.read(),
        region: await this.#settings.get("region"),
        openDisplay: await this.#settings.get("openDisplay"),
        darkAtNight: (await this.#settings.get("darkAtNight")) ?? true,
        ended: await this.#settings.get("ended"),
      };
    });
  }

  /**
   * Add a place. One that is the same already (a sheet typed in again) is replaced, under its old id.
   *
   * @returns The place as stored.
   */
  add(place: Place): Promise<Place> {
    return this.#alone(async () => {
      const places = await this.#shown();
      const former = places.find((other) => isSamePlace(other, place));
      const stored = former === undefined ? place : { ...place, id: former.id };
      await this.#keep(
        former === undefined
          ? [...places, stored]
          : places.map((other) => (other === former ? stored : other)),
      );
      await this.#settings.set("ended", null);
      return stored;
    });
  }

  /**
   * Drop from the disk every token before this interval, and releases that have aged out. (Display, every interval and at every
   * opening.)
   *
   * @param region - With the newest sunset; `null` when none is known.
   * @returns The places as they are now.
   * @see SPEC.md §4.1
   */
  puncture(interval: number, region: PlaceRegion | null): Promise<readonly Place[]> {
    return this.#alone(async () => {
      const places = await this.#vault.read();
      const punctured = places.map((place) => puncture(place, interval, region));
      if (punctured.some((place, index) => place !== places[index])) await this.#vault.replace(punctured);
      if (!(await this.#releases.isEmpty())) await this.#releases.expire(intervalStart(interval));
      return this.#shown();
    });
  }

  /** Put a place into the archive, or bring it back from there. @returns All places. */
  setArchived(id: string, archived: boolean): Promise<readonly Place[]> {
    return this.#alone(async () => {
      const places = await this.#shown();
      await this.#keep(places.map((place) => (place.id === id ? { ...place, archived } : place)));
      return this.#shown();
    });
  }

  /** Take a place away; until {@link VenueStore.purge} it can be brought back. @returns What is left. */
  remove(id: string): Promise<readonly Place[]> {
    return this.#alone(async () => {
      await this.#settings.set("removed", [...(await this.#removed()), id]);
      return this.#shown();
    });
  }

  /** Bring a removed place back. @returns All places. */
  bringBack(id: string): Promise<readonly Place[]> {
    return this.#alone(async () => {
      const removed = await this.#removed();
      await this.#settings.set(
        "removed",
        removed.filter((other) => other !== id),
      );
      return this.#shown();
    });
  }

  /** Make removals final: the passes leave the disk. @returns What is left. */
  purge(): Promise<readonly Place[]> {
    return this.#alone(async () => {
      await this.#purge();
      return this.#shown();
    });
  }

  /** What was released from this device, newest first. */
  releases(): Promise<readonly ReleaseRecord[]> {
    return this.#alone(() => this.#releases.read());
  }

  /** Change what is remembered of releases, as it is now. @returns All of it. */
  changeReleases(
    change: (records: readonly ReleaseRecord[]) => readonly ReleaseRecord[],
  ): Promise<readonly ReleaseRecord[]> {
    return this.#alone(async () => {
      const changed = change(await this.#releases.read());
      await this.#releases.replace(changed);
      return changed;
    });
  }

  /** Remember the region, as it was signed. */
  setRegion(region: RegionRecord): Promise<void> {
    return this.#alone(() => this.#settings.set("region", region));
  }

  /** Remember which display is open; `null` for none. */
  setOpenDisplay(id: string | null): Promise<void> {
    return this.#alone(() => this.#settings.set("openDisplay", id));
  }

  /** Remember whether displays go dark at night. */
  setDarkAtNight(dark: boolean): Promise<void> {
    return this.#alone(() => this.#settings.set("darkAtNight", dark));
  }

  /**
   * The sunset: wipe the region, all its places and all that was released, and remember only that, and when, it came.
   *
   * @returns What is left: places of another region.
   */
  end(region: PlaceRegion): Promise<readonly Place[]> {
    return this.#alone(async () => {
      const left = (await this.#shown()).filter((place) => !isOfRegion(place, region));
      await this.#keep(left);
      await this.#releases.replace([]);
      await this.#dropSender();
      await this.#settings.set("region", null);
      await this.#settings.set("openDisplay", null);
      await this.#settings.set("ended", region.sunset);
      return left;
    });
  }

  /** Delete all that the sender keeps: the public record of the region, and what had not left. */
  async #dropSender(): Promise<void> {
    const names = "databases" in this.#factory ? await this.#factory.databases() : [];
    for (const { name = "" } of names) {
      if (name.startsWith(`${senderName}-`)) await deleteDatabase(this.#factory, name);
    }
  }

  async #shown(): Promise<Place[]> {
    const removed = await this.#removed();
    return (await this.#vault.read()).filter((place) => !removed.includes(place.id));
  }

  async #removed(): Promise<readonly string[]> {
    return (await this.#settings.get("removed")) ?? [];
  }

  /** Write these places and no others: removed ones go with it. */
  async #keep(places: readonly Place[]): Promise<void> {
    await this.#vault.replace(places);
    await this.#settings.set("removed", null);
  }

  async #purge(): Promise<void> {
    if ((await this.#removed()).length > 0) await this.#keep(await this.#shown());
  }

  #alone<Result>(change: () => Promise<Result>): Promise<Result> {
    if (this.#locks !== undefined) return this.#locks.request("celadon-venue", change);
    const result = this.#last.then(change);
    this.#last = result.catch(() => {});
    return result;
  }
}
