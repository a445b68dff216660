import type { DBSchema } from "idb";
import {
  type CheckInCode,
  emptyFrontier,
  type Exposure,
  type Frontier,
  type IntervalToken,
  type LogEntry,
  type PlaceKind,
  type Ticket,
  type TicketClaim,
} from "../../protocol/index.ts";
import type { Evidence } from "./broken-log.ts";
import type { DecoyClock } from "./decoys.ts";
import type { StoredDecoy } from "./decoy-session.ts";
import type { DeviceErrorCode } from "./device-error.ts";
import { type Generations, noGenerations } from "./generations.ts";
import type { ClaimRefusal } from "./report-state.ts";
import type { Personal } from "./personal.ts";
import type { Settings } from "./state.ts";
import type { VaultRecord } from "./vault/vault.ts";
import { nothingWaits, type Waiting } from "./waiting.ts";

/** A visit as it is stored. Times in Unix seconds. @see SPEC.md §4.3 */
export interface StoredVisit {
  readonly id: string;
  readonly name: string;
  readonly kind: PlaceKind;
  /** 16 hex digits. */
  readonly regionId: string;
  /** UTC day of the first arrival, whatever is edited later: which database holds it, and when it ages out. */
  readonly day: string;
  readonly arrival: number;
  readonly leaving: number;
  /** The interval in which it was recorded on a device: older batches do not concern it. Never edited. */
  readonly recordedIn: number;
  /** What the pass reached, [start, end) in intervals. */
  readonly pass: { readonly start: number; readonly end: number };
  readonly note: string;
  readonly companions?: readonly string[];
  /** Written down without a code, with no tokens: a place, or a day at home (then without a name). Never changes. */
  readonly byHand?: "place" | "home";
  /** One an interval, ascending without gap. */
  readonly tokens: readonly IntervalToken[];
}

/** The open visit as it is stored, in a database of its own that every change replaces. */
export interface OpenVisit extends Omit<StoredVisit, "leaving" | "pass" | "tokens" | "byHand"> {
  readonly plannedLeaving: number;
  readonly earliestArrival: number;
  /** Holds the pass: gone from the disk at check-out. Of a gathering only what is left of it from now on. */
  readonly code: CheckInCode;
  /** Only of a gathering that this phone hosts: the tokens of its past, ascending without gap up to the pass. */
  readonly hostedTokens?: readonly IntervalToken[];
}

/** A match as it is stored: with all that explains it and can take it back, for it may outlive its visit. */
export interface StoredExposure extends Exposure {
  readonly visitName: string;
  /** Whose batch it is, 16 hex digits: numbers of batches and rules are that region's. */
  readonly regionId: string;
  /** Where the log records the batch. */
  readonly logIndex: number;
  /** Of the batch, 16 bytes: a retraction is made from it and the token. */
  readonly salt: Uint8Array;
  readonly token: Uint8Array;
}

/** What tells one match from another. */
export function exposureId({ visitId, interval, evidence, batch }: Exposure): string {
  return `${visitId} ${interval} ${evidence} ${batch}`;
}

/** A batch as it is kept, for tokens that are derived late. */
export interface StoredBatch {
  readonly number: number;
  /** Closing interval. */
  readonly closed: number;
  readonly logIndex: number;
  readonly bytes: Uint8Array;
}

/** The region as it was pinned, and the manifests that matter: the one in force and those that follow it. */
export interface RegionRecord {
  /** What `GET /v1/root` answered at the first sync. */
  readonly root: string;
  /** Notes as they were logged, ascending by sequence; at least one. */
  readonly manifests: readonly string[];
}

/** What was seen of a region's log. */
export interface LogRecord {
  readonly frontier: Frontier;
  /** The checkpoint note that the frontier was compared with; `null` before the first. */
  readonly checkpoint: string | null;
  /** What the entries seen so far promise for the next batch. */
  readonly nextBatch: number;
  /** The newest entry that says of which files the region's pages are made; `null` as long as there is none. */
  readonly release: LoggedRelease | null;
  /** Why the region has paused its lists, in the log's words; `null`, or missing as it was stored once, while it has not. */
  readonly paused?: string | null;
}

/** Which pages the region shows, as the log says. @see SPEC.md §4.9 */
export interface LoggedRelease {
  readonly version: string;
  /** Of the list of files, 64 hex digits. */
  readonly sha256: string;
  readonly logIndex: number;
}

/** A logged object that this device has yet to look at. */
export interface PendingObject {
  readonly logIndex: number;
  readonly entry: Extract<LogEntry, { kind: "batch" | "manifest" }>;
}

/** How syncs went, and how far. Times in Unix seconds. */
export interface SyncRecord {
  readonly last: number | null;
  readonly attempted: number | null;
  readonly problem: DeviceErrorCode | null;
  /** Everything logged before this index has been looked at. */
  readonly cursor: number;
  readonly newestBatch: number | null;
  readonly newestClosed: number | null;
  /** Closing intervals of the last few batches, ascending: the length of a period is learned from them. */
  readonly closings: readonly number[];
  readonly selfCheck: "passed" | "failed" | "unknown";
}

/** What is known of this device's clock. Times in Unix seconds, by that clock. @see SPEC.md §4.10 */
export interface ClockRecord {
  /** What it said when it was last looked at; `null` before the first time. */
  readonly last: number | null;
  /** It was seen to have leapt ahead, at this moment of its own, and nothing signed agrees yet; `null` when it is believed. */
  readonly doubtedSince: number | null;
  /** Once, a sync's newest signed time agreed with it. */
  readonly wasRight: boolean;
}

/** Which databases there are, so that none must be searched for. */
export interface DaysRecord {
  /** UTC days that have a database of visits. */
  readonly visits: readonly string[];
  /** Names of databases that were found empty: something else than this program deleted them. */
  readonly lost: readonly string[];
  /** Names of databases that are to be deleted, whatever happens in between. */
  readonly doomed: readonly string[];
  /** What comes from another phone is written down, and is to be taken whatever happens in between. */
  readonly arriving?: true;
}

/** Up to 16 tokens of one visit, that travel in one report. Times in Unix seconds. */
export interface ReportPart {
  readonly visitId: string;
  readonly name: string;
  readonly arrival: number;
  readonly leaving: number;
  /** Of a part that takes another back: made when that one's batch is known, none before. */
  readonly tokens: readonly IntervalToken[];
  /** Only in a report of purpose 3: the part that it takes back. */
  readonly takesBack?: { readonly report: string; readonly part: number };
  readonly fate:
    | { readonly kind: "chosen" }
    /** `misses`: batches that came since and do not hold it. */
    | { readonly kind: "sent"; readonly at: number; readonly misses: number }
    /** `salt`: of that batch, 16 bytes; a retraction is made from it. */
    | { readonly kind: "published"; readonly at: number; readonly batch: number; readonly salt: Uint8Array }
    | { readonly kind: "refused" }
    | { readonly kind: "withdrawn" };
}

/** One of the 32 requests of a report, made once: whatever happens, only these very bytes are sent. */
export interface OutgoingRequest {
  readonly bytes: Uint8Array;
  /** When it may leave, Unix seconds. */
  readonly due: number;
  /** Which part it carries; `null` for a decoy. */
  readonly part: number | null;
  readonly status: "waiting" | "tried" | "done";
}

/** A report as it is stored, before each step is taken. */
export interface StoredReport {
  readonly id: string;
  readonly startedAt: number;
  /** Of its tickets; 3 takes other reports back. */
  readonly purpose: 1 | 2 | 3;
  readonly parts: readonly ReportPart[];
  readonly leftOver: number;
  /** When the person said yes the rules named relays: it goes through one, or not at all. */
  readonly throughRelay?: true;
  readonly phase:
    | { readonly step: "claiming"; readonly claim: TicketClaim }
    | { readonly step: "refused"; readonly reason: ClaimRefusal }
    /** Only with purpose 3: what is left to take back has not been seen in a list yet. `spare`: tickets for it. */
    | { readonly step: "waiting"; readonly spare: readonly Ticket[] }
    /** `spare`: tickets for what is to be taken back later. */
    | {
        readonly step: "sending";
        readonly requests: readonly OutgoingRequest[];
        readonly spare: readonly Ticket[];
      }
    | { readonly step: "sent"; readonly at: number };
}

/** UTC days that have a database of batches, with what is in it. */
export type ListsRecord = Readonly<Record<string, { readonly batches: number; readonly entries: number }>>;

/** What is kept of a region that this device follows: its home, or a peer. */
export interface FollowedRegion {
  /** `null` before it was met. */
  readonly region: RegionRecord | null;
  readonly log: LogRecord;
  readonly pending: readonly PendingObject[];
  /** How the record was broken, the oldest first. */
  readonly evidence: readonly Evidence[];
  readonly sync: SyncRecord;
  readonly lists: ListsRecord;
}

/** The single values of database `celadon`; what is of a region is the home's. */
export interface Values extends FollowedRegion {
  readonly clock: ClockRecord;
  readonly days: DaysRecord;
  /** Which database holds the open visit. */
  readonly openIn: Generations;
  /** UTC days that have a database of requests. */
  readonly ledgerDays: readonly string[];
  /** When a report of the person's own positive test was accepted, Unix seconds. */
  readonly ownPositive: number | null;
  /** Decoy sessions under way. */
  readonly decoys: readonly StoredDecoy[];
  /** `null` before the first look. */
  readonly decoyClock: DecoyClock | null;
  readonly settings: Settings;
  /** The lock on the diary; `null` without one. */
  readonly vault: VaultRecord | null;
  /** What came while the diary was locked. */
  readonly waiting: Waiting;
  /** UTC day after which nothing personal in database `celadon` is young enough to be kept: then it goes, locked or not. */
  readonly personalUntil: string | null;
}

/** What is kept of a region that was never met. */
export const emptyRegion: FollowedRegion = {
  region: null,
  log: { frontier: emptyFrontier, checkpoint: null, nextBatch: 0, release: null },
  pending: [],
  evidence: [],
  sync: {
    last: null,
    attempted: null,
    problem: null,
    cursor: 0,
    newestBatch: null,
    newestClosed: null,
    closings: [],
    selfCheck: "unknown",
  },
  lists: {},
};

/** What a new phone keeps. */
export const emptyValues: Values = {
  ...emptyRegion,
  clock: { last: null, doubtedSince: null, wasRight: false },
  days: { visits: [], lost: [], doomed: [] },
  openIn: noGenerations,
  ledgerDays: [],
  ownPositive: null,
  decoys: [],
  decoyClock: null,
  settings: {},
  vault: null,
  waiting: nothingWaits,
  personalUntil: null,
};

/** Everything that is stored but the batches, as it was at one moment. */
export interface Snapshot extends Values, Personal {
  /** Peers that are followed or were, by the whole hash of their root, 64 hex digits. */
  readonly peers: ReadonlyMap<string, FollowedRegion>;
  readonly visits: ReadonlyMap<string, StoredVisit>;
  readonly open: OpenVisit | null;
  /** Visits, matches, reports, the own positive test and notes are not readable, and so seem to be none. */
  readonly locked: boolean;
}

/** Database `celadon`: what has to change together. */
export interface MainSchema extends DBSchema {
  /** `stamp`, which changes with every change; {@link Values}; a peer's values as `<name> <hash of its root>`. */
  values: { key: string; value: unknown };
  /** Empty under a lock, as `reports`: see `personal.ts`. */
  exposures: { key: string; value: StoredExposure };
  reports: { key: string; value: StoredReport };
}

/** Databases `celadon-day-YYYY-MM-DD`. */
export interface VisitsSchema extends DBSchema {
  /** A {@link StoredVisit}; under a lock sealed. */
  visits: { key: string; value: unknown };
}

/** Databases `celadon-lists-YYYY-MM-DD` of the home and `celadon-lists-<region id>-YYYY-MM-DD` of peers, by number. */
export interface ListsSchema extends DBSchema {
  batches: { key: number; value: StoredBatch };
}
