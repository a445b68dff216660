import type { CheckInCode, ColourOverRegions, Exposure, Policy } from "../../protocol/index.ts";
import type { Evidence } from "./broken-log.ts";
import type { DeviceErrorCode } from "./device-error.ts";
import type { PeerStanding } from "./followed.ts";
import type { ReportedVisit, ReportState, TakingBackState } from "./report-state.ts";
import type { LoggedRelease } from "./snapshot.ts";
import type { LockState } from "./vault/controls.ts";
import type { Visit } from "./visit.ts";

/** Text in several languages, by BCP 47 tag; `en` is always there. */
export type Translated = Readonly<Record<string, string>>;

/** Everything the home page shows, computed on this device without a request. */
export interface DeviceState {
  /** When this was computed, Unix seconds. */
  readonly now: number;
  /** The colour over all regions, with its reasons. @see SPEC.md §4.8 */
  readonly colour: ColourOverRegions;
  /** Every match on record, newest interval first, those that were taken back too. */
  readonly exposures: readonly ExposureState[];
  readonly openVisit: Visit | null;
  /** When the open visit is a gathering that this phone hosts: the place, its pass from now to the planned end. See `codeShown`. */
  readonly hosting: CheckInCode | null;
  /** Ended visits, latest arrival first. */
  readonly diary: readonly Visit[];
  /** Days on which the person stayed home, the latest first: a moment of each, Unix seconds. They touch no colour. */
  readonly atHome: readonly { readonly id: string; readonly at: number }[];
  /** The programme is over on this device, as far as it knows: `Device.endIfOver` looks once more, and wipes. @see SPEC.md §4.10 */
  readonly ended: boolean;
  /** `null` before the first sync. */
  readonly region: RegionState | null;
  readonly sync: SyncState;
  /** The files that the region's pages are made of, as the newest entry of the log says; `null` when none does. */
  readonly release: LoggedRelease | null;
  /** How the region's record was broken, the newest first; what has mended is kept. As long as one has not, green is grey. */
  readonly evidence: readonly Evidence[];
  /**
   * Other regions, of which the device knows by the home's manifest, in its order; then those that it names no longer and that have
   * visits or matches here. A visit of a region that is neither here nor the home is of an unknown one, and not compared.
   */
  readonly peers: readonly PeerState[];
  /** The latest report; `null` when there never was one, or it aged out. */
  readonly report: ReportState | null;
  /** Every visit of which something was reported from this device, latest arrival first, with what became of it. */
  readonly reported: readonly ReportedVisit[];
  /** The latest taking back of reports; `null` when there never was one, or it aged out. */
  readonly takingBack: TakingBackState | null;
  readonly settings: Settings;
  /** While it is locked, diary, matches and report seem empty, and the colour is grey. */
  readonly lock: LockState;
}

/** A match with what explains it. */
export interface ExposureState extends Exposure {
  /** Of the visit, kept with the match: it may outlive the visit. */
  readonly visitName: string;
  /** Whose batch it is, 16 hex digits. */
  readonly regionId: string;
  /** Where the log records the batch, from 0. */
  readonly logIndex: number;
}

/** Another region, followed like the home. */
export interface PeerState {
  /** 16 hex digits. */
  readonly id: string;
  /** 64 hex digits: what the home's stewards have pinned. */
  readonly rootHash: string;
  /** By its own manifest; before the first sync by the home's. */
  readonly name: Translated;
  readonly standing: PeerStanding;
  /** `null` before the first sync. */
  readonly region: RegionState | null;
  readonly sync: SyncState;
  /** As {@link DeviceState.evidence}; it touches the colour only if the person has a visit there. */
  readonly evidence: readonly Evidence[];
}

/** The region as its stewards signed it. Times in Unix seconds. */
export interface RegionState {
  /** 16 hex digits. */
  readonly id: string;
  /** 64 hex digits: what this device pinned at its first sync. */
  readonly rootHash: string;
  readonly name: Translated;
  readonly purpose: Translated;
  readonly guidance: { readonly yellow: Translated; readonly red: Translated };
  /** The rules in force now. */
  readonly policy: Policy;
  /** Rules that were announced and are not in force yet. */
  readonly announced: { readonly policy: Policy; readonly effective: number } | null;
  readonly sequence: number;
  readonly sunset: number;
  /** Witnesses that must have signed the log; under 2 is a trial region: "nobody else watches this list". */
  readonly quorum: number;
  /** Addresses of relays, one of which reports go through; none: they go directly. */
  readonly relays: readonly string[];
}

/** How the last syncs went. Times in Unix seconds. */
export interface SyncState {
  /** When the lists were last compared to the end; `null` before the first time. */
  readonly last: number | null;
  /** When a sync was last tried. */
  readonly attempted: number | null;
  /** Why the last try failed; `null` when it did not. */
  readonly problem: DeviceErrorCode | null;
  /** The last one is over a period old: time for another. */
  readonly due: boolean;
  /** Number and closing interval of the newest batch compared; `null` before the first. */
  readonly newestBatch: number | null;
  readonly newestClosed: number | null;
  /** Batches kept on this device, and the entries in them (padding cannot be told from tokens). */
  readonly batchesKept: number;
  readonly entriesKept: number;
  /** Why the region has paused its lists, in the log's words; `null` while it has not. What it means for the colour, its age says. */
  readonly paused: string | null;
  /** Entries of the log that were verified. */
  readonly logSize: number;
  /** The checkpoint over them, a signed note, verbatim: `celadon monitor --checkpoint` takes it. `null` before the first. */
  readonly checkpoint: string | null;
  /** Whether the test warning was found in the newest batch. */
  readonly selfCheck: "passed" | "failed" | "unknown";
}

/** What pages keep for themselves; erased with everything else. Never anything about visits. */
export type Settings = Readonly<Record<string, string | number | boolean>>;
