import {
  type Colour,
  colourOf,
  colourOverRegions,
  coveredSeconds,
  defaultPolicy,
  intervalOf,
  intervalStart,
} from "../../../protocol/index.ts";
import type { DeviceState, ExposureState, SyncState, Visit } from "../../device/device.ts";

/** What a person wants to be shown. */
export interface RehearsalWish {
  readonly colour: Colour;
  /** Where one is checked in; `null` for nowhere. */
  readonly checkedInAt: string | null;
  /** What the made-up visits of the diary are called, the one that a warning comes from first. */
  readonly places: readonly [string, string];
}

/** A made-up diary, with what a colour follows from. */
export interface Story {
  readonly open: Visit | null;
  /** Latest first. */
  readonly visits: readonly Visit[];
  readonly exposures: readonly ExposureState[];
  /** As of a person who reported a positive test; `null` where visits alone make the colour. */
  readonly ownPositive: number | null;
  readonly sync: SyncState;
}

const hour = 3_600;
/** Of a phone that has never fetched a list. */
const unknownRegion = "0000000000000000";
/** How much of each ten minutes may be covered, tried in this order. */
const coverage = [600, 300, 60];

/**
 * Make up a diary in which the region's own rule gives the colour that is wished for. Pure.
 *
 * @param real - This phone's: its region, rules and lists are shown as they are, and nothing else of it.
 * @param now - Unix seconds.
 * @param random - 0 ≤ x < 1: no two made-up diaries shall be known by their times.
 */
export function storyOf(wish: RehearsalWish, real: DeviceState, now: number, random: () => number): Story {
  const regionId = real.region?.id ?? unknownRegion;
  const [first, second] = wish.places;
  const about = (moment: number, minutes: number) =>
    intervalStart(intervalOf(moment)) + Math.floor(random() * minutes * 60);
  const stay = (seconds: number) => seconds + Math.floor(random() * 20 * 60);
  const warned = ended("1", first, regionId, about(now - 26 * hour, 60), stay(4 * hour), real);
  const other = ended("2", second, regionId, about(now - 50 * hour, 120), stay(hour), real);
  const story: Story = {
    open: wish.checkedInAt === null ? null : begun(wish.checkedInAt, regionId, now),
    visits: [warned, other],
    exposures: [],
    ownPositive: null,
    sync: wish.colour === "grey" ? staleSync(real, now) : freshSync(real, now),
  };
  if (wish.colour === "green" || wish.colour === "grey") return story;
  return warnedStory(story, wish.colour, warned, real, now);
}

/** The colour of a story, by the region's own rule. @param now - Unix seconds. */
export function colourOfStory(
  { open, visits, exposures, ownPositive, sync }: Story,
  { region }: DeviceState,
  now: number,
) {
  const result = colourOf({
    now,
    policy: region?.policy ?? defaultPolicy,
    visitsEnd: [...visits.map(({ leaving }) => leaving ?? now), ...(open === null ? [] : [now])],
    exposures,
    ownPositive,
    newestClosed: sync.newestClosed,
    selfCheck: sync.selfCheck,
    trouble: [],
  });
  return colourOverRegions({ regionId: region?.id ?? unknownRegion, result }, []);
}

/** The first minutes of a visit, as many as the rule asks for; where no minutes do, the person's own report. */
function warnedStory(
  story: Story,
  colour: "yellow" | "red",
  warned: Visit,
  real: DeviceState,
  now: number,
): Story {
  const intervals = intervalOf(warned.leaving ?? now) - intervalOf(warned.arrival) + 1;
  for (const evidence of [1, 2] as const) {
    for (const seconds of coverage) {
      for (let count = 2; count <= intervals; count++) {
        const exposures = exposuresOf(warned, count, { evidence, coveredSeconds: seconds }, story.sync);
        const candidate = { ...story, exposures };
        if (colourOfStory(candidate, real, now).colour === colour) return candidate;
      }
    }
  }
  return { ...story, ownPositive: now - 30 * hour };
}

function exposuresOf(
  visit: Visit,
  count: number,
  how: { readonly evidence: 1 | 2; readonly coveredSeconds: number },
  { newestBatch, logSize }: SyncState,
): ExposureState[] {
  return Array.from({ length: count }, (_, index) => ({
    visitId: visit.id,
    visitName: visit.name,
    interval: intervalOf(visit.arrival) + count - 1 - index,
    evidence: how.evidence,
    coveredSeconds: Math.min(
      how.coveredSeconds,
      coveredSeconds(intervalOf(visit.arrival) + count - 1 - index, visit.arrival, visit.leaving ?? 0),
    ),
    regionId: visit.regionId,
    batch: newestBatch ?? 0,
    logIndex: Math.max(0, logSize - 1),
    retractedIn: null,
    settled: false,
  }));
}

/** As at a display whose codes reach two hours. */
function begun(name: string, regionId: string, now: number): Visit {
  const latest = intervalStart(intervalOf(now) + 12);
  const end = now + Math.floor((latest - now) / 60) * 60;
  const common = {
    kind: "display",
    regionId,
    note: "",
    companions: [],
    isByHand: false,
    tokens: 1,
    reported: 0,
  } as const;
  return {
    ...common,
    id: "rehearsed-0",
    name,
    arrival: now,
    leaving: null,
    plannedLeaving: end,
    earliestArrival: now,
    latestLeaving: latest,
  };
}

function ended(
  number: string,
  name: string,
  regionId: string,
  arrival: number,
  seconds: number,
  { region }: DeviceState,
): Visit {
  const leaving = arrival + seconds;
  const linger = (region?.policy ?? defaultPolicy).lingerIntervals;
  return {
    id: `rehearsed-${number}`,
    name,
    kind: "display",
    regionId,
    arrival,
    leaving,
    plannedLeaving: leaving,
    earliestArrival: arrival,
    latestLeaving: leaving + hour,
    note: "",
    companions: [],
    isByHand: false,
    tokens: intervalOf(leaving) - intervalOf(arrival) + 1 + linger,
    reported: 0,
  };
}

/** This phone's own lists, where they are fresh; else lists as they would be. */
function freshSync({ sync, region }: DeviceState, now: number): SyncState {
  const stale = (region?.policy ?? defaultPolicy).staleHours * hour;
  const isFresh =
    sync.selfCheck === "passed" &&
    sync.problem === null &&
    sync.newestClosed !== null &&
    intervalStart(sync.newestClosed) > now - stale / 2;
  if (isFresh) return sync;
  const batches = Math.max(24, sync.batchesKept);
  return {
    ...sync,
    last: now - 4 * 60,
    attempted: now - 4 * 60,
    problem: null,
    due: false,
    newestBatch: Math.max(24, sync.newestBatch ?? 0),
    newestClosed: intervalOf(now - hour / 2),
    batchesKept: batches,
    entriesKept: Math.max(batches * 1_024, sync.entriesKept),
    logSize: Math.max(batches + 2, sync.logSize),
    selfCheck: "passed",
  };
}

/** Lists that have grown too old, for want of a network. */
function staleSync(real: DeviceState, now: number): SyncState {
  const fresh = freshSync(real, now);
  const last = now - (real.region?.policy ?? defaultPolicy).staleHours * hour - 3 * hour;
  return { ...fresh, last, attempted: now - 60, problem: "offline", newestClosed: intervalOf(last) };
}
