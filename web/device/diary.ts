import { coveredSeconds, intervalOf, sunsetOf } from "../../protocol/index.ts";
import { compareWaiting } from "./arrival.ts";
import { withBreak } from "./broken-log.ts";
import { compareLate, reportedTokens } from "./comparison.ts";
import { oldestDayKept } from "./day.ts";
import { DeviceError } from "./device-error.ts";
import { followed, keyOfRegion, policyForVisit } from "./followed.ts";
import { beginGathering, type GatheringRegion, punctureGathering } from "./gathering.ts";
import type { Handed } from "./handing.ts";
import type { Matcher } from "./matcher.ts";
import { policyOf, regionOf } from "./region.ts";
import { ageOut } from "./retention.ts";
import {
  exposureId,
  type OpenVisit,
  type Snapshot,
  type StoredExposure,
  type StoredVisit,
} from "./snapshot.ts";
import { beginVisit, changeEnded, changeOpen, type CheckInOptions, endVisit, upToNow } from "./stay.ts";
import { changeOf } from "./change.ts";
import type { Store } from "./store.ts";
import { withNote } from "./personal.ts";
import type { ScannedPlace, VisitChange } from "./visit.ts";
import { refuseLocked } from "./vault/lock-state.ts";
import { nothingWaits, waits, withVisit } from "./waiting.ts";

/** What happens to visits, each in one turn. None of it makes a request. Times in Unix seconds. */
export class Diary {
  readonly #store: Store;
  readonly #matcher: Matcher;
  readonly #now: () => number;

  /** @param now - Unix seconds. */
  constructor(store: Store, matcher: Matcher, now: () => number) {
    this.#store = store;
    this.#matcher = matcher;
    this.#now = now;
  }

  /** Begin a visit; an open one ends. See `Device.checkIn`. */
  checkIn(place: ScannedPlace, options: CheckInOptions): Promise<OpenVisit> {
    return this.#store.exclusive(async (snapshot) => {
      const now = this.#now();
      const open = beginVisit(place, now, options);
      if (open.companions !== undefined) refuseLocked(snapshot);
      if (snapshot.open !== null) await this.#end(snapshot, snapshot.open, now);
      await this.#store.putOpen(open);
      return open;
    });
  }

  /** Begin a gathering; an open visit ends. See `Hosting.host`. */
  host(name: string, until: number): Promise<OpenVisit> {
    return this.#store.exclusive(async (snapshot) => {
      const now = this.#now();
      const gathering = beginGathering(gatheringRegion(snapshot, now), name, until, now);
      if (snapshot.open !== null) await this.#end(snapshot, snapshot.open, now);
      await this.#store.putOpen(gathering);
      return gathering;
    });
  }

  /**
   * Take a visit that another phone handed over: an open one ends what is open here.
   *
   * @param read - The visit, judged in this very turn.
   * @returns It, or the one that is here already.
   */
  take(read: (snapshot: Snapshot) => Handed): Promise<StoredVisit | OpenVisit> {
    return this.#store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      const { isOpen, visit } = read(snapshot);
      const known = snapshot.open?.id === visit.id ? snapshot.open : snapshot.visits.get(visit.id);
      if (known !== undefined) return known;
      if (!isOpen) {
        await this.#replaceExposures(snapshot, visit.id, await this.#late(snapshot, visit));
        await this.#store.putVisit(visit);
        return visit;
      }
      const now = this.#now();
      if (snapshot.open !== null) await this.#end(snapshot, snapshot.open, now);
      await this.#replaceExposures(snapshot, visit.id, await this.#late(snapshot, upToNow(visit, now)));
      await this.#store.putOpen(visit);
      return visit;
    });
  }

  /** End the open visit. See `Device.checkOut`. */
  checkOut(at: number): Promise<StoredVisit> {
    return this.#store.exclusive(async (snapshot) => {
      if (snapshot.open === null) throw new DeviceError("no-visit", "no visit is open");
      return this.#end(snapshot, snapshot.open, Math.min(at, this.#now()));
    });
  }

  /** End the open visit if it is over, drop what is past from a gathering, look at the clock, and let go what has aged out, unless the clock is in doubt. */
  tick(): Promise<void> {
    return this.#store.exclusive(async (snapshot) => {
      const now = this.#now();
      // Another tab is locked, and syncs.
      if (!snapshot.locked && waits(snapshot.waiting)) await this.catchUp(snapshot);
      if (snapshot.open !== null && snapshot.open.plannedLeaving <= now) {
        await this.#end(snapshot, snapshot.open, now);
      } else if (snapshot.open !== null) {
        const open = punctureGathering(snapshot.open, now);
        if (open !== snapshot.open) await this.#store.putOpen(open);
      }
      await ageOut(this.#store, snapshot, now);
    });
  }

  /** Change a visit. See `Device.editVisit`. */
  edit(
    id: string,
    change: VisitChange,
  ): Promise<{ visit: StoredVisit | OpenVisit; droppedIntervals: number; uncoveredIntervals: number }> {
    return this.#store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      const now = this.#now();
      if (snapshot.open?.id === id) {
        const visit = changeOpen(snapshot.open, change, now);
        await this.#store.putOpen(visit);
        return { visit, droppedIntervals: 0, uncoveredIntervals: 0 };
      }
      const known = snapshot.visits.get(id);
      if (known === undefined) throw new DeviceError("no-visit", `there is no visit ${id}`);
      const changed = changeEnded(known, change, lingerFor(snapshot, known, now), now);
      const exposures = await this.#late(snapshot, changed.visit);
      await this.#store.putVisit(changed.visit);
      await this.#replaceExposures(snapshot, id, exposures);
      return changed;
    });
  }

  /** Write down what has no code. @param written - Made in this very turn. */
  writeDown(written: (snapshot: Snapshot, now: number) => StoredVisit): Promise<StoredVisit> {
    return this.#store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      const visit = written(snapshot, this.#now());
      await this.#store.putVisit(visit);
      return visit;
    });
  }

  /** Delete a visit with its matches. @returns Puts both back. */
  delete(id: string): Promise<() => Promise<void>> {
    return this.#store.exclusive(async (snapshot) => {
      const open = snapshot.open?.id === id ? snapshot.open : null;
      if (open === null) refuseLocked(snapshot);
      else if (snapshot.locked) await this.#store.commit({ waiting: withVisit(snapshot.waiting, id) });
      const visit = snapshot.visits.get(id);
      const exposures = exposuresOf(snapshot, id);
      if (open !== null) await this.#store.dropOpen();
      else if (visit !== undefined) await this.#store.deleteVisit(visit);
      else throw new DeviceError("no-visit", `there is no visit ${id}`);
      await this.#replaceExposures(snapshot, id, []);
      return () => this.#restore(open ?? visit!, exposures);
    });
  }

  /** Compare visits once more with the lists that are here: what was this device's own report is so no longer. */
  compareAgain(ids: Iterable<string>): Promise<void> {
    return this.#store.exclusive(async (snapshot) => {
      for (const id of ids) {
        const visit = snapshot.visits.get(id);
        if (visit !== undefined)
          await this.#replaceExposures(snapshot, id, await this.#late(snapshot, visit));
      }
    });
  }

  /** Mark the matches of one visit as settled, or as standing again. */
  settle(visitId: string, settled: boolean): Promise<void> {
    return this.#store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      const exposures = exposuresOf(snapshot, visitId);
      if (exposures.length === 0) throw new DeviceError("no-visit", `no match of a visit ${visitId}`);
      await this.#store.commit({ putExposures: exposures.map((exposure) => ({ ...exposure, settled })) });
    });
  }

  /** A visit ends at a moment, or before it by its timer: matches, then the visit, and the pass goes last. */
  async #end(snapshot: Snapshot, open: OpenVisit, at: number): Promise<StoredVisit> {
    const linger = lingerFor(snapshot, open, this.#now());
    const visit = endVisit(open, Math.min(at, open.plannedLeaving), linger);
    if (snapshot.locked) await this.#store.commit({ waiting: withVisit(snapshot.waiting, visit.id) });
    else await this.#replaceExposures(snapshot, visit.id, await this.#late(snapshot, visit));
    await this.#store.putVisit(visit);
    await this.#store.dropOpen();
    return visit;
  }

  /** Compare what came while the diary was locked. In a turn of the store only, unlocked. Can be cut off and called again. */
  async catchUp(snapshot: Snapshot): Promise<void> {
    for (const [key, from] of Object.entries(snapshot.waiting.lists)) {
      await compareWaiting(this.#store, snapshot, key, this.#matcher, from, this.#now());
    }
    for (const id of snapshot.waiting.visits) {
      if (snapshot.open?.id === id) continue;
      const visit = snapshot.visits.get(id);
      await this.#replaceExposures(
        snapshot,
        id,
        visit === undefined ? [] : await this.#late(snapshot, visit),
      );
      const { openNote } = snapshot;
      if (visit !== undefined && openNote?.visitId === id) {
        await this.#store.putVisit(withNote(visit, openNote));
      }
    }
    if (waits(snapshot.waiting)) await this.#store.commit({ waiting: nothingWaits });
  }

  /** Undo a deletion. */
  #restore(visit: StoredVisit | OpenVisit, exposures: readonly StoredExposure[]): Promise<void> {
    return this.#store.exclusive(async (snapshot) => {
      refuseLocked(snapshot);
      const now = this.#now();
      const { retentionDays } = policyOf(snapshot, now);
      const isThere = snapshot.open?.id === visit.id || snapshot.visits.has(visit.id);
      if (isThere || visit.day < oldestDayKept(now, retentionDays)) return;
      if ("code" in visit && snapshot.open === null) {
        await this.#replaceExposures(snapshot, visit.id, exposures);
        await this.#store.putOpen(visit);
        return;
      }
      // Another visit has begun meanwhile: then this one ended.
      const end = Math.min(snapshot.open?.arrival ?? now, now);
      const ended =
        "code" in visit
          ? endVisit(visit, Math.min(end, visit.plannedLeaving), lingerFor(snapshot, visit, now))
          : visit;
      await this.#replaceExposures(snapshot, ended.id, await this.#late(snapshot, ended, exposures));
      await this.#store.putVisit(ended);
    });
  }

  /** The matches of a visit as it is now, with the batches of its region that are here already. */
  async #late(
    snapshot: Snapshot,
    visit: StoredVisit,
    known: readonly StoredExposure[] = exposuresOf(snapshot, visit.id),
  ): Promise<readonly StoredExposure[]> {
    const key = keyOfRegion(snapshot, visit.regionId);
    const newestClosed = key === null ? null : followed(snapshot, key).sync.newestClosed;
    const isNewer = key === null || newestClosed === null || newestClosed < visit.recordedIn;
    const batches = isNewer ? [] : await this.#store.batchesSince(key, visit.recordedIn);
    const kept = new Set(batches.map((batch) => batch.number));
    const intervals = new Set(visit.tokens.map(({ interval }) => interval));
    // Lists can have been lost; what was once found in them stands.
    const older = known.filter(({ batch, interval }) => !kept.has(batch) && intervals.has(interval));
    const covering = older.map((exposure) => ({
      ...exposure,
      coveredSeconds: coveredSeconds(exposure.interval, visit.arrival, visit.leaving),
    }));
    const settled = new Set(known.filter((exposure) => exposure.settled).map(({ interval }) => interval));
    const reported = reportedTokens(snapshot.reports.values());
    const late = await compareLate(this.#matcher, batches, [visit], reported);
    if (late.broken !== null && key !== null) {
      const object = { name: `/v1/batch/${late.broken}`, wanted: null, got: null };
      const detail = `batch ${late.broken} was logged and is broken`;
      const found = { reason: "forbidden", detail, served: null, object } as const;
      const broken = withBreak(followed(snapshot, key), null, found, this.#now());
      await this.#store.commit(changeOf(key, { evidence: broken }));
    }
    const again = late.exposures.map((exposure) => ({
      ...exposure,
      settled: settled.has(exposure.interval),
    }));
    return [...covering, ...again];
  }

  async #replaceExposures(
    snapshot: Snapshot,
    visitId: string,
    exposures: readonly StoredExposure[],
  ): Promise<void> {
    const ids = new Set(exposures.map(exposureId));
    const gone = exposuresOf(snapshot, visitId)
      .map(exposureId)
      .filter((id) => !ids.has(id));
    if (gone.length === 0 && ids.size === 0) return;
    await this.#store.commit({ deleteExposures: gone, putExposures: exposures });
  }
}

/** What a gathering needs of the region that this phone follows. */
function gatheringRegion({ region, sync }: Snapshot, now: number): GatheringRegion {
  if (region === null) throw new DeviceError("no-region", "nothing was synced yet");
  const { root, newest } = regionOf(region);
  const sunset = sunsetOf(newest);
  if (intervalOf(now) >= intervalOf(sunset)) throw new DeviceError("ended", `the sunset was at ${sunset}`);
  if (sync.newestClosed !== null && intervalOf(now) < sync.newestClosed - 1) {
    throw new DeviceError(
      "clock-behind",
      `a batch closed in ${sync.newestClosed}, now is ${intervalOf(now)}`,
    );
  }
  return { id: root.id, sunset };
}

function exposuresOf({ exposures }: Snapshot, visitId: string): StoredExposure[] {
  return [...exposures.values()].filter((exposure) => exposure.visitId === visitId);
}

/** For how many intervals after leaving a visit goes on, by the rules of its region. */
function lingerFor(snapshot: Snapshot, { regionId }: StoredVisit | OpenVisit, now: number): number {
  return policyForVisit(snapshot, regionId, now).lingerIntervals;
}
