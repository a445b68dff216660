import {
  colourOf,
  type ColourInput,
  colourOverRegions,
  defaultPolicy,
  type Exposure,
  intervalOf,
} from "../../protocol/index.ts";
import type { DeviceState, ScannedPlace, Visit } from "../../web/device/device.ts";
import type { Running } from "../../web/citizen/running.ts";
import { type CitizenState, next } from "../../web/citizen/state.ts";
import type { Act } from "../../web/citizen/act.ts";

/** Saturday 21 November 2026, 19:00 UTC. */
export const now = Date.UTC(2026, 10, 21, 19) / 1000;
export const hour = 3600;
export const day = 86_400;
export const reader = { language: "en", region: "en-GB", timeZone: "UTC" };

export function visit(id: string, change: Partial<Visit> = {}): Visit {
  const arrival = change.arrival ?? now - 4 * day;
  return {
    id,
    name: `Place ${id}`,
    kind: "display",
    regionId: "0011223344556677",
    arrival,
    leaving: arrival + hour,
    plannedLeaving: arrival + 2 * hour,
    earliestArrival: arrival,
    latestLeaving: arrival + 2 * hour,
    note: "",
    companions: [],
    isByHand: false,
    tokens: 8,
    reported: 0,
    ...change,
  };
}

/** Exposures of the first `intervals` intervals of a visit. */
export function exposuresOf(stay: Visit, intervals: number, change: Partial<Exposure> = {}) {
  return Array.from({ length: intervals }, (_, index) => ({
    visitId: stay.id,
    interval: intervalOf(stay.arrival) + index,
    evidence: 1 as const,
    coveredSeconds: 600,
    batch: 7,
    retractedIn: null,
    settled: false,
    visitName: stay.name,
    regionId: stay.regionId,
    logIndex: 9,
    ...change,
  }));
}

/** A device's state whose colour is worked out by the protocol itself. */
export function deviceState(
  change: Partial<
    Pick<DeviceState, "diary" | "openVisit" | "exposures" | "evidence" | "peers" | "report">
  > & {
    readonly colour?: Partial<ColourInput>;
    readonly sync?: Partial<DeviceState["sync"]>;
    readonly at?: number;
  } = {},
): DeviceState {
  const at = change.at ?? now;
  const diary = change.diary ?? [];
  const openVisit = change.openVisit ?? null;
  const exposures = change.exposures ?? [];
  const input: ColourInput = {
    now: at,
    policy: defaultPolicy,
    visitsEnd: [...diary.map(({ leaving }) => leaving ?? at), ...(openVisit === null ? [] : [at])],
    exposures,
    ownPositive: null,
    newestClosed: intervalOf(at),
    selfCheck: "passed",
    trouble: [],
    ...change.colour,
  };
  return {
    now: at,
    colour: colourOverRegions({ regionId: "0011223344556677", result: colourOf(input) }, []),
    exposures,
    openVisit,
    hosting: null,
    diary,
    region: {
      id: "0011223344556677",
      rootHash: "",
      name: { en: "Trial region" },
      purpose: { en: "To try it." },
      guidance: { yellow: { en: "Take a test." }, red: { en: "Stay at home." } },
      policy: defaultPolicy,
      announced: null,
      sequence: 1,
      sunset: at + 90 * day,
      quorum: 0,
      relays: [],
    },
    sync: {
      last: at - 240,
      attempted: at - 240,
      problem: null,
      due: false,
      newestBatch: 7,
      newestClosed: input.newestClosed,
      batchesKept: 8,
      entriesKept: 8192,
      paused: null,
      logSize: 10,
      checkpoint: null,
      selfCheck: input.selfCheck,
      ...change.sync,
    },
    evidence: change.evidence ?? [],
    peers: change.peers ?? [],
    ended: false,
    report: change.report ?? null,
    reported: [],
    atHome: [],
    takingBack: null,
    release: null,
    settings: {},
    lock: { is: "off" },
  };
}

export function place(change: Partial<ScannedPlace> = {}): ScannedPlace {
  return {
    name: "Central Library",
    kind: "printed",
    regionId: "0011223344556677",
    earliestArrival: now - 3 * hour,
    latestLeaving: now + 5 * hour,
    defaultStayMinutes: 120,
    isHere: false,
    code: {
      kind: "printed",
      regionId: new Uint8Array(8),
      name: "Central Library",
      pass: { start: 0, end: 1, nodes: [] },
    },
    ...change,
  };
}

/** The running state after some acts on a device that was opened before. */
export function after(device: DeviceState, ...acts: readonly Act[]): Running {
  let state: CitizenState = next(
    { phase: "starting" },
    { do: "opened", device, introduced: true, link: null },
  );
  for (const act of acts) state = next(state, act);
  if (state.phase !== "running") throw new Error(`the state is ${state.phase}`);
  return state;
}
