import { acceptCheckInCode, decodeCheckInCode, intervalOf } from "../../../protocol/index.ts";
import {
  type Device,
  DeviceError,
  type DeviceState,
  type Settings,
  type Visit,
} from "../../device/device.ts";
import { placeOf } from "../../device/stay.ts";
import { colourOfStory, type RehearsalWish, storyOf } from "./story.ts";

/** What may be done in a rehearsal. */
type Rehearsed = Pick<
  Device,
  | "state"
  | "readCode"
  | "checkIn"
  | "checkOut"
  | "writeDown"
  | "stayedHome"
  | "tick"
  | "editVisit"
  | "deleteVisit"
  | "settle"
  | "sync"
  | "endIfOver"
  | "runOutbox"
  | "isDecoyDue"
  | "report"
  | "changeSettings"
  | "subscribe"
  | "close"
>;

/**
 * A device that is only played: a made-up diary in memory, on which time passes and everything a bystander could ask for works.
 * It has no storage and no network to touch. What it does not know of it refuses.
 *
 * @param real - This phone's, when the rehearsal began.
 * @param clock - Unix seconds.
 * @param random - 0 ≤ x < 1.
 */
export function rehearsedDevice(
  wish: RehearsalWish,
  real: DeviceState,
  clock: () => number,
  random: () => number,
): Device {
  let story = storyOf(wish, real, clock(), random);
  let settings: Settings = real.settings;
  let atHome: DeviceState["atHome"] = [];
  let begun = 0;
  const listeners = new Set<() => void>();
  const change = (next: Partial<typeof story>): void => {
    story = { ...story, ...next };
    for (const listener of listeners) listener();
  };
  const end = (at: number): Visit => {
    if (story.open === null) throw new DeviceError("no-visit", "no visit is open");
    const visit = { ...story.open, leaving: Math.min(at, story.open.plannedLeaving) };
    change({ open: null, visits: [visit, ...story.visits] });
    return visit;
  };
  const visitOf = (id: string): Visit => {
    const visit = [story.open, ...story.visits].find((each) => each?.id === id) ?? null;
    if (visit === null) throw new DeviceError("no-visit", `there is no visit ${id}`);
    return visit;
  };

  const rehearsed: Rehearsed = {
    async state() {
      const now = clock();
      const { open, visits, exposures, sync } = story;
      return {
        ...real,
        now,
        colour: colourOfStory(story, real, now),
        exposures,
        openVisit: open === null ? null : { ...open, tokens: intervalOf(now) - intervalOf(open.arrival) + 1 },
        hosting: null,
        diary: visits,
        atHome,
        ended: false,
        sync: { ...sync, due: false },
        evidence: [],
        report: null,
        reported: [],
        takingBack: null,
        settings,
        lock: real.lock.is === "locked" ? { ...real.lock, is: "unlocked" } : real.lock,
      };
    },
    async readCode(text) {
      const code = decodeCheckInCode(text.trim());
      const now = clock();
      acceptCheckInCode(code, { knownRegion: () => true, now, newestClosed: null, sunset: null });
      // A made-up visit has no code to compare; its place is known by its name.
      return { ...placeOf(code, now), isHere: story.open?.name === code.name };
    },
    async checkIn(
      { name, kind, regionId, earliestArrival, latestLeaving, defaultStayMinutes },
      options = {},
    ) {
      const now = clock();
      if (story.open !== null) end(now);
      const arrival = options.arrival ?? now;
      const stay = (options.stayMinutes ?? defaultStayMinutes) * 60;
      const open: Visit = {
        id: `rehearsed-again-${++begun}`,
        name,
        kind,
        regionId,
        arrival,
        leaving: null,
        plannedLeaving: Math.min(now + stay, latestLeaving),
        earliestArrival: Math.min(arrival, earliestArrival),
        latestLeaving,
        note: "",
        companions: options.companions ?? [],
        isByHand: false,
        tokens: 1,
        reported: 0,
      };
      change({ open });
      return open;
    },
    checkOut: async (at = clock()) => end(at),
    async tick() {
      if (story.open !== null && story.open.plannedLeaving <= clock()) end(clock());
    },
    async editVisit(id, { leaving, ...rest }) {
      const known = visitOf(id);
      const isOpen = known.leaving === null;
      const times = leaving === undefined ? {} : isOpen ? { plannedLeaving: leaving } : { leaving };
      const visit: Visit = { ...known, ...rest, ...times };
      const edited = (each: Visit) => (each.id === id ? visit : each);
      change({ open: story.open && edited(story.open), visits: story.visits.map(edited) });
      return { visit, droppedIntervals: 0, uncoveredIntervals: 0 };
    },
    async writeDown({ name, arrival, leaving, note, companions }) {
      const visit: Visit = {
        id: `rehearsed-again-${++begun}`,
        name,
        kind: "printed",
        regionId: real.region?.id ?? "",
        arrival,
        leaving,
        plannedLeaving: leaving,
        earliestArrival: arrival,
        latestLeaving: leaving,
        note,
        companions,
        isByHand: true,
        tokens: 0,
        reported: 0,
      };
      change({ visits: [...story.visits, visit].toSorted((one, other) => other.arrival - one.arrival) });
      return visit;
    },
    async stayedHome(at) {
      const id = `rehearsed-again-${++begun}`;
      atHome = [...atHome, { id, at }].toSorted((one, other) => other.at - one.at);
      change({});
      return id;
    },
    async deleteVisit(id) {
      if (atHome.some((each) => each.id === id)) {
        const days = atHome;
        atHome = atHome.filter((each) => each.id !== id);
        change({});
        return async () => {
          atHome = days;
          change({});
        };
      }
      visitOf(id);
      const before = story;
      change({
        open: story.open?.id === id ? null : story.open,
        visits: story.visits.filter((visit) => visit.id !== id),
        exposures: story.exposures.filter(({ visitId }) => visitId !== id),
      });
      return async () => change(before);
    },
    async settle(visitId, settled) {
      const settle = (each: (typeof story.exposures)[number]) =>
        each.visitId === visitId ? { ...each, settled } : each;
      change({ exposures: story.exposures.map(settle) });
    },
    async sync() {
      if (story.sync.problem !== null) throw new DeviceError("offline", "no network in a rehearsal");
      change({ sync: { ...story.sync, last: clock(), attempted: clock() } });
      return { synced: true, batches: 0, exposures: 0, retracted: 0 };
    },
    endIfOver: async () => false,
    runOutbox: async () => ({ nextDue: null, problem: null, report: null }),
    isDecoyDue: async () => false,
    report: async () => null,
    async changeSettings(changed) {
      settings = { ...settings, ...changed };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
    },
  };
  const refuse = () => Promise.reject(new DeviceError("offline", "not done in a rehearsal"));
  return new Proxy(rehearsed as Device, {
    // A device is no promise, whoever asks.
    get: (target, name) => Reflect.get(target, name) ?? (name === "then" ? undefined : refuse),
  });
}
