import { intervalOf, ProtocolError } from "../../protocol/index.ts";
import type { VenueAct } from "./act-event.ts";
import type { ClockCheck } from "./clock-check.ts";
import { VenueError } from "./errors.ts";
import { newPlace, type Place, placeFromSheet, puncture } from "./place.ts";
import type { RecoverySheet } from "./recovery-sheet.ts";
import { askForRegion, openRegion, type Region, type RegionRecord } from "./region.ts";
import {
  doubtedSince,
  next,
  opening,
  type Route,
  routeOf,
  type VenueEvent,
  type VenueState,
} from "./state.ts";
import type { VenueStore } from "./store.ts";

/** How long "Undo" is offered after a removal, in seconds; afterwards the passes leave the disk. */
export const undoSeconds = 30;

/** How often an open page asks for the newest manifest: rarely, for a display that asks tells that it is there. */
export const askSeconds = 86_400;

/** What a session works with; given from outside, so that it runs under Node as well. */
export interface SessionWorld {
  readonly store: VenueStore;
  readonly fetch: typeof fetch;
  /** `https://…` of the site, without a path. */
  readonly origin: string;
  /** This device's clock, Unix seconds, whole. */
  readonly now: () => number;
  /** Called after every change of {@link VenueSession.state}. */
  readonly changed: () => void;
}

/**
 * The venue page without its looks: reads and writes the store, asks the server, moves the state on.
 */
export class VenueSession {
  readonly #world: SessionWorld;
  #state: VenueState = opening;
  #interval: number | null = null;
  #trusted = false;
  #askAt = Number.POSITIVE_INFINITY;
  #asking: Promise<void> | null = null;
  #removedAt = 0;
  #wanted: Route = { at: "list" };
  #busy: Promise<void> = Promise.resolve();

  constructor(world: SessionWorld) {
    this.#world = world;
  }

  /** What the page shows. */
  get state(): VenueState {
    return this.#state;
  }

  /**
   * Read what is stored and show what was shown before. Call once, first; asking the server is another step,
   * {@link VenueSession.ask}, so that nothing waits for a network.
   *
   * @param fragment - Of the page's address; without one an open display goes on.
   */
  async open(fragment: string): Promise<void> {
    try {
      const stored = await this.#world.store.load();
      const region = stored.region === null ? null : readRegion(stored.region);
      const { places, darkAtNight, ended } = stored;
      this.#dispatch({ kind: "stored-read", places, region, darkAtNight, ended });
      const display: Route | null =
        stored.openDisplay === null ? null : { at: "display", placeId: stored.openDisplay };
      this.#wanted = fragment === "" ? (display ?? { at: "list" }) : routeOf(fragment);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.#dispatch({ kind: "storage-refused" });
      return;
    }
    await this.tick();
  }

  /** Once a second, and whenever the device wakes up: drops what is past, and notices the sunset. */
  tick(): Promise<void> {
    const run = this.#busy.then(() => this.#written(() => this.#tick()));
    this.#busy = run.catch(() => {});
    return run;
  }

  /** Show another screen. */
  async go(route: Route): Promise<void> {
    if (this.#state.screen.at === "opening" || this.#state.screen.at === "no-storage") return;
    this.#wanted = route;
    if (this.#state.screen.at === "clock-question") return;
    if (this.#state.removed !== null) await this.#written(() => this.#endRemoval());
    this.#dispatch({ kind: "went", route });
    const { screen } = this.#state;
    const openDisplay = screen.at === "display" ? screen.placeId : null;
    await this.#written(() => this.#world.store.setOpenDisplay(openDisplay));
  }

  /** Do what a person asked for. */
  async act(act: VenueAct): Promise<void> {
    switch (act.kind) {
      case "go":
        return this.go(act.route);
      case "make": {
        const region = this.#region();
        if (region === null) return;
        const sheet = newPlace(act.name, act.stayMinutes, region.id);
        return this.#dispatch({ kind: "sheet-made", sheet, replaces: act.replaces });
      }
      case "read-sheet":
        return this.#dispatch({ kind: "sheet-read", sheet: act.sheet });
      case "open-place":
        return this.#openPlace(act.sheet);
      case "join":
        return this.#openStored(act.place, null);
      case "archive":
        return this.#written(() => this.#archive(act.placeId, act.archived));
      case "dark-at-night":
        this.#dispatch({ kind: "night-chosen", darkAtNight: act.dark });
        return this.#written(() => this.#world.store.setDarkAtNight(act.dark));
      case "remove":
        return this.#written(() => this.#remove(act.placeId));
      case "undo-remove":
        return this.#written(() => this.#bringBack());
      case "ask-region":
        return this.ask();
      case "change-region":
        return this.#ask(true);
      case "trust-clock":
        this.#trusted = true;
        this.#interval = null;
        return this.tick();
    }
  }

  /** Ask the server for the newest manifest, and compare clocks. Without network nothing changes. */
  ask(): Promise<void> {
    this.#asking ??= this.#ask(false).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Ask again if this device's clock was found wrong: it may have been set right just now. */
  async askAboutClock(): Promise<void> {
    if (this.#state.clock.kind === "off") await this.ask();
  }

  async #ask(forget: boolean): Promise<void> {
    const { fetch, now, origin, store } = this.#world;
    const known = this.#region();
    this.#askAt = now() + askSeconds;
    const onClock = (check: ClockCheck): void => this.#dispatch({ kind: "clock-checked", check });
    try {
      const region = await askForRegion(
        { fetch, origin, now, onClock },
        forget ? null : (known?.record ?? null),
      );
      await store.setRegion(region.record);
      this.#dispatch({ kind: "region-came", region });
    } catch (error) {
      if (!(error instanceof VenueError)) throw error;
      const trouble =
        error.code === "other-region" || error.code === "no-network" ? error.code : "bad-answer";
      this.#dispatch({ kind: "region-failed", trouble });
    }
    this.#interval = null;
    if (this.#state.screen.at !== "opening") await this.tick();
  }

  async #tick(): Promise<void> {
    const now = this.#world.now();
    const interval = intervalOf(now);
    const region = this.#region();
    if (this.#state.removed !== null && now >= this.#removedAt + undoSeconds) await this.#endRemoval();
    if (now >= this.#askAt) void this.ask();
    const over = region !== null && now >= region.sunset;
    if (interval === this.#interval && !over) return;
    this.#interval = interval;
    if (this.#doubtsClock(now)) return;
    if (over) return this.#end(region);
    await this.#puncture(interval, region);
    if (this.#state.screen.at === "opening" || this.#state.screen.at === "clock-question") {
      this.#dispatch({ kind: "went", route: this.#wanted });
    }
  }

  /** Nothing is dropped while the clock may be far ahead, unless the server or a person says that it is right. */
  #doubtsClock(now: number): boolean {
    const { clock, places } = this.#state;
    const lastUsed = doubtedSince(places, now);
    const confirmed = clock.kind === "right" && now - clock.at < askSeconds;
    if (lastUsed === null || this.#trusted || confirmed) return false;
    // Looked at again every second: the clock may be set right meanwhile.
    this.#interval = null;
    if (this.#state.screen.at !== "clock-question") this.#dispatch({ kind: "clock-doubted", lastUsed });
    return true;
  }

  async #puncture(interval: number, region: Region | null): Promise<void> {
    try {
      this.#dispatch({ kind: "places-changed", places: await this.#world.store.puncture(interval, region) });
    } catch (error) {
      // The display goes on from memory.
      const places = this.#state.places.map((place) => puncture(place, interval, region));
      this.#dispatch({ kind: "places-changed", places });
      throw error;
    }
  }

  /** A full or failing disk stops nothing; the page says that it could not be written. */
  async #written(change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.#dispatch({ kind: "write-failed" });
    }
  }

  async #end(region: Region): Promise<void> {
    const places = await this.#world.store.end(region);
    this.#dispatch({ kind: "sunset-came", at: region.sunset, places });
  }

  async #openPlace(sheet: RecoverySheet): Promise<void> {
    const { now } = this.#world;
    const region = this.#region();
    if (region === null || intervalOf(region.sunset) <= intervalOf(now())) return;
    const { screen } = this.#state;
    const replaces = screen.at === "sheet" ? screen.replaces : null;
    await this.#openStored(placeFromSheet(sheet, now(), region.sunset), replaces);
  }

  /** Store a place and open its display. @param replaces - Id of the place that goes to the archive. */
  async #openStored(made: Place, replaces: string | null): Promise<void> {
    await this.#written(async () => {
      const place = await this.#world.store.add(made);
      const others = this.#state.places.filter(({ id }) => id !== place.id);
      this.#dispatch({ kind: "places-changed", places: [...others, place] });
      if (replaces !== null) await this.#archive(replaces, true);
      await this.go({ at: "display", placeId: place.id });
    });
  }

  async #archive(placeId: string, archived: boolean): Promise<void> {
    if (this.#state.removed !== null) await this.#endRemoval();
    this.#dispatch({
      kind: "places-changed",
      places: await this.#world.store.setArchived(placeId, archived),
    });
  }

  async #remove(placeId: string): Promise<void> {
    if (this.#state.removed !== null) await this.#endRemoval();
    const place = this.#state.places.find(({ id }) => id === placeId);
    if (place === undefined) return;
    this.#removedAt = this.#world.now();
    const places = await this.#world.store.remove(placeId);
    this.#dispatch({ kind: "place-removed", place, places });
  }

  async #bringBack(): Promise<void> {
    const { removed } = this.#state;
    if (removed === null) return;
    this.#dispatch({ kind: "removal-over", places: await this.#world.store.bringBack(removed.id) });
  }

  async #endRemoval(): Promise<void> {
    this.#dispatch({ kind: "removal-over", places: await this.#world.store.purge() });
  }

  #region(): Region | null {
    return this.#state.region.kind === "known" ? this.#state.region.region : null;
  }

  #dispatch(event: VenueEvent): void {
    this.#state = next(this.#state, event);
    this.#world.changed();
  }
}

/** What an older page stored may not be a region for this one: then it is asked for again. */
function readRegion(record: RegionRecord): Region | null {
  try {
    return openRegion(record);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
