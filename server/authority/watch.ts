import {
  cosignatureVerifier,
  intervalStart,
  type LocalisedText,
  parseUtc,
  policyFields,
  ticketPurpose,
  type TicketPurpose,
} from "../../protocol/index.ts";
import { hourOf, secondsPerHour } from "../clock.ts";
import { servedHead } from "../cosigning/served-checkpoint.ts";
import { peersOf } from "../mirror/aging.ts";
import { pausedFor } from "../publishing/pause.ts";
import { type CountedEvent, claimEvents, type HourlyCount, noPurpose } from "../store/hourly-count-table.ts";
import { nowOf, type World } from "../world.ts";
import { type Alarm, alarmsOf } from "./alarm.ts";
import { usualClaims } from "./unusual.ts";

/** Of how many hours, up to the last one that is over, staff see the counts. */
const shownHours = 48;

/** How many lists staff see the size of. */
const shownBatches = 48;

/** How the region is, for staff. Times in Unix seconds, hours in Unix hours. Nothing in it is of one person. */
export interface Watch {
  readonly now: number;
  readonly alarms: readonly Alarm[];
  readonly list: ListState;
  readonly record: RecordState;
  readonly counts: Counts;
  /** Rules that were announced and do not apply yet. */
  readonly rules: { readonly effective: number; readonly changes: readonly RuleChange[] } | null;
  readonly sunset: number;
  readonly peers: readonly PeerFreshness[];
}

/** The public list. */
export interface ListState {
  /** Why no list is published at present, in the log's words. */
  readonly paused: string | null;
  readonly periodSeconds: number;
  /** When the period of the newest list began. */
  readonly newestPeriod: number;
  /** The latest, the newest last. Their sizes tell no number of reports: lists are filled up to steps. */
  readonly batches: readonly { readonly number: number; readonly closed: number; readonly bytes: number }[];
  /** When phones call the newest list old, and show grey instead of green. */
  readonly staleAt: number;
}

/** The public log, and who watches it. */
export interface RecordState {
  readonly entries: number;
  /** As far as phones see it. */
  readonly shown: number;
  readonly quorum: number;
  readonly witnesses: readonly { readonly name: string; readonly entries: number }[];
}

/**
 * What became of claim codes in each of the last hours, up to the last one that is over. The hour under way is not told: looked
 * at from minute to minute, it would say when somebody used a code.
 */
export interface Counts {
  /** The first. */
  readonly firstHour: number;
  /** A number for each hour; of what did not happen at all there is none. */
  readonly perHour: readonly {
    readonly event: CountedEvent;
    readonly purpose: TicketPurpose | typeof noPurpose;
    readonly counts: readonly number[];
  }[];
  /** How many codes to report are usually claimed in each of these hours; null where too few days are known. */
  readonly usualClaims: readonly (number | null)[];
}

/** A number or word of the rules that changes. */
export interface RuleChange {
  /** As `policyFields` has it. */
  readonly key: string;
  readonly from: number | string;
  readonly to: number | string;
}

/** Another region's lists, as they are mirrored here. */
export interface PeerFreshness {
  readonly name: LocalisedText;
  /** When its newest list was closed; null while there is none. */
  readonly closed: number | null;
}

/** Look at everything. */
export async function watch(world: World): Promise<Watch> {
  const now = nowOf(world);
  await world.wrongCodeCounts.write();
  const counted = await world.store.hourlyCounts.since(0);
  const state = {
    now,
    list: await listState(world, now),
    record: await recordState(world),
    sunset: parseUtc((await world.region.newestManifest()).sunset),
    peers: await peerStates(world),
  };
  return {
    ...state,
    alarms: alarmsOf(state, counted),
    counts: countsShown(counted, hourOf(now) - shownHours),
    rules: await announcedRules(world, now),
  };
}

async function listState({ store, region, periodSeconds }: World, now: number): Promise<ListState> {
  const { periodStart: newestPeriod } = (await store.batches.newest())!;
  const batches = (await store.batches.latest(shownBatches)).map(({ closed, ...batch }) => {
    return { ...batch, closed: intervalStart(closed) };
  });
  const staleAt = batches.at(-1)!.closed + (await region.policy(now)).staleHours * secondsPerHour;
  return { paused: await pausedFor(store.log), periodSeconds, newestPeriod, batches, staleAt };
}

async function recordState({ store, region }: World): Promise<RecordState> {
  const manifest = await region.newestManifest();
  const cosigned = await store.log.cosignatures();
  return {
    entries: (await store.log.head())?.size ?? 0,
    shown: (await servedHead(store.log, manifest)).size,
    quorum: manifest.quorum,
    witnesses: manifest.witnesses.map((vkey) => ({
      name: cosignatureVerifier(vkey).name,
      // The largest size first.
      entries: cosigned.find(({ witness }) => witness === vkey)?.size ?? 0,
    })),
  };
}

async function peerStates(world: World): Promise<PeerFreshness[]> {
  const { mirror } = world.store;
  return Promise.all(
    (await peersOf(world)).map(async ({ root, name }) => {
      const head = await mirror.head(root);
      const closed = head === null ? undefined : (await mirror.closings(root)).get(head.batches - 1);
      return { name, closed: closed === undefined ? null : intervalStart(closed) };
    }),
  );
}

function countsShown(counted: readonly HourlyCount[], firstHour: number): Counts {
  const hours = Array.from({ length: shownHours }, (_, index) => firstHour + index);
  const series = [
    ...claimEvents.flatMap((event) => Object.values(ticketPurpose).map((purpose) => ({ event, purpose }))),
    { event: "wrong", purpose: noPurpose } as const,
  ];
  const perHour = series.map(({ event, purpose }) => {
    const own = counted.filter((each) => each.event === event && each.purpose === purpose);
    const byHour = new Map(own.map(({ hour, count }) => [hour, count]));
    return { event, purpose, counts: hours.map((hour) => byHour.get(hour) ?? 0) };
  });
  return {
    firstHour,
    perHour: perHour.filter(({ counts }) => counts.some((count) => count > 0)),
    usualClaims: hours.map((hour) => usualClaims(counted, ticketPurpose.report, hour)),
  };
}

async function announcedRules({ region }: World, now: number): Promise<Watch["rules"]> {
  const newest = await region.newestManifest();
  const inForce = await region.policy(now);
  const changes = policyFields.flatMap(({ key, value }) => {
    const [from, to] = [value(inForce), value(newest.policy)];
    return from === to ? [] : [{ key, from, to }];
  });
  return changes.length === 0 ? null : { effective: parseUtc(newest.effective), changes };
}
