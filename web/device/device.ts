import type { ReportState, OutboxProgress } from "./report-state.ts";
import type { WritingByHand } from "./by-hand.ts";
import type { Decoys } from "./decoys.ts";
import type { Hosting } from "./hosting.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import type { Matcher } from "./matcher.ts";
import type { PassphraseKey } from "./passphrase-key.ts";
import type { DeviceState, Settings } from "./state.ts";
import type { Transfer } from "./transfer.ts";
import type { VaultControls } from "./vault/controls.ts";
import type { EditResult, ScannedPlace, Visit, VisitChange } from "./visit.ts";

export { type OwnEntry, ownNameLengthMax } from "./by-hand.ts";
export { companionLengthMax, companionsMax } from "./companions.ts";
export { type BrokenLogReason, type BrokenObject, type Evidence, isLasting } from "./broken-log.ts";
export { DeviceError, type DeviceErrorCode } from "./device-error.ts";
export { gatheringHoursMax } from "./gathering.ts";
export type { LedgerEntry, RequestOutcome, RequestReason } from "./ledger-entry.ts";
export type { LockState, LockWayState, PasskeyAnswer, VaultControls } from "./vault/controls.ts";
export type { Matcher } from "./matcher.ts";
export { codeShown, type ShownCode } from "./shown-code.ts";
export { openDevice } from "./open-device.ts";
export type {
  ClaimRefusal,
  OutboxProgress,
  ReportedVisit,
  ReportState,
  TakingBackState,
} from "./report-state.ts";
export type { PeerStanding } from "./followed.ts";
export type {
  DeviceState,
  ExposureState,
  PeerState,
  RegionState,
  Settings,
  SyncState,
  Translated,
} from "./state.ts";
export type { OpenedMove, ReadVisit, SlipAnswer, Transfer } from "./transfer.ts";
export {
  type EditResult,
  type ScannedPlace,
  stayMinutesMax,
  stayMinutesMin,
  type Visit,
  type VisitChange,
} from "./visit.ts";

/** What a device needs from where it runs. */
export interface DeviceOptions {
  /** The only way out. In a page: `(input, init) => fetch(input, init)`. */
  readonly fetch: typeof fetch;
  /** The region's server, `https://…`, without a slash at the end. In a page: `location.origin`. */
  readonly origin: string;
  /** Unix seconds, whole. */
  readonly now: () => number;
  /** One for each phone. Under Node the classes of `fake-indexeddb/auto` must be global, as `idb` asks for them. */
  readonly indexedDB: IDBFactory;
  /** In a page `navigator.locks`, so that two tabs take turns; `null` under Node, where one process is one phone's all. */
  readonly locks: LockManager | null;
  /** Where batches are compared: by default in this thread. In a page `workerMatcher(worker)`. */
  readonly matcher?: Matcher;
  /**
   * Where keys are derived from passphrases: by default in this thread. In a page
   * `workerPassphraseKey(worker)`.
   */
  readonly deriveKey?: PassphraseKey;
  /** 0 ≤ x < 1, for the order and times of sending; by default from `crypto.getRandomValues`. */
  readonly random?: () => number;
}

/** When and how to sync. */
export interface SyncOptions {
  /** Also when the last one is less than a period old. */
  readonly force?: boolean;
  /** Stops it; what was compared up to then is kept. */
  readonly signal?: AbortSignal;
  readonly progress?: (progress: SyncProgress) => void;
}

/** How far a sync has come. */
export interface SyncProgress {
  /** Batches compared in this sync. */
  readonly done: number;
  /** Batches to compare in this sync. */
  readonly total: number;
}

/** What a sync did. */
export interface SyncResult {
  /** False when none was due: then no request was made. */
  readonly synced: boolean;
  /** Batches compared. */
  readonly batches: number;
  /** New matches with visits. */
  readonly exposures: number;
  /** Matches that were taken back. */
  readonly retracted: number;
}

/** Puts back what was deleted, as long as the page is open. Harmless when called twice. */
export type Undo = () => Promise<void>;

/**
 * What a phone keeps and does: diary, sync, colour, report. Only {@link Device.sync} and {@link Device.runOutbox} make
 * requests; everything else works without a network. Calls may overlap, in this tab and in others.
 *
 * Every method can throw a `DeviceError` `storage-full`; then nothing that was stored is lost or changed. Those that need the diary
 * throw `locked` when there is a lock and it is locked: editing, deleting, settling, reporting, reading the ledger.
 */
export interface Device extends Hosting, WritingByHand, Decoys {
  /** What goes from phone to phone, or by hand to the health authority; its code comes when it is first needed. */
  transfer(): Promise<Transfer>;
  /** The lock on the diary. */
  readonly vault: VaultControls;

  /** Everything the home page shows. */
  state(): Promise<DeviceState>;

  /**
   * Read a scanned or pasted code. Stores nothing. A code of a region that this device does not follow is accepted, too: its
   * visit is kept, and `state().peers` says whether it is compared.
   *
   * @param text - Untrusted: whatever the camera saw. White space around it is ignored.
   * @throws ProtocolError with the code of the first check of SPEC.md §4.2 that fails.
   * @throws DeviceError `no-region` before the first sync.
   */
  readCode(text: string): Promise<ScannedPlace>;

  /**
   * Begin a visit. An open one ends now. The pass is kept in a database of its own until check-out.
   *
   * @param options.arrival - Unix seconds, from `place.earliestArrival` to now ("I came earlier"); by default now.
   * @param options.stayMinutes - When the timer ends the visit, counted from now, at most the end of the pass; by default
   *   `place.defaultStayMinutes`.
   * @param options.companions - Who is there, too, without a phone.
   * @throws ProtocolError `pass-ended` when the pass ended since it was read.
   * @throws RangeError when the arrival or the stay is out of range, or companions are too many.
   * @throws DeviceError `locked` when there are companions.
   */
  checkIn(
    place: ScannedPlace,
    options?: {
      readonly arrival?: number;
      readonly stayMinutes?: number;
      readonly companions?: readonly string[];
    },
  ): Promise<Visit>;

  /**
   * End the open visit: derive its tokens, store them, destroy the pass, and compare them with the batches already here.
   * When its timer or pass ended before, that time counts.
   *
   * @param at - Unix seconds, at most now; by default now. A moment before the arrival counts as the arrival.
   * @throws DeviceError `no-visit` when none is open.
   */
  checkOut(at?: number): Promise<Visit>;

  /**
   * End the open visit if its timer or pass has ended (also long ago, while the app was closed), and let go what has aged
   * out. Call it at each opening and about once a minute.
   */
  tick(): Promise<void>;

  /**
   * Change times, name, note or companions; what is compared stays as the code had it. A shorter stay drops tokens for good; a longer one makes none, unless the visit is open.
   *
   * @throws DeviceError `no-visit`.
   * @throws RangeError when it would end before it began or after now; with an open visit also outside of
   *   `earliestArrival` … `latestLeaving`.
   */
  editVisit(id: string, change: VisitChange): Promise<EditResult>;

  /**
   * Delete a visit with its matches: nobody will be warned from it, the person neither.
   *
   * @throws DeviceError `no-visit`.
   */
  deleteVisit(id: string): Promise<Undo>;

  /**
   * Mark the warnings of one visit as settled (negative test), or as standing again. Their history is kept.
   *
   * @throws DeviceError `no-visit` when there is no match of that visit.
   */
  settle(visitId: string, settled: boolean): Promise<void>;

  /**
   * Fetch what is new and compare it: of the home region, then of all its peers. Every device asks for the same objects; never by its visits. What
   * is wrong with a peer is told by `state().peers` and throws nothing. Resumes where it was cut off.
   * Also learns what became of one's own report. A failure is also told by `state().sync.problem`, and keeps the colour's ground as it was; a broken record by
   * `state().evidence`, too.
   *
   * @throws DeviceError `offline`, `server-trouble`, `broken-log`, `wrong-region`, `clock-behind`.
   * @throws AbortError (the signal's reason) when `signal` is aborted.
   */
  sync(options?: SyncOptions): Promise<SyncResult>;

  /**
   * Begin anew with a region's log as it is served now, under the root that was pinned at first: the only mend for a fork, and
   * the person's decision. Diary, matches and evidence stay; the lists are fetched and compared again.
   *
   * @param options.peer - `rootHash` of a peer; by default the home.
   * @throws DeviceError `no-region`, `wrong-region`; as {@link Device.sync}, and then nothing has changed.
   * @see SPEC.md §4.7
   */
  startAnew(options?: SyncOptions & { readonly peer?: string }): Promise<SyncResult>;

  /**
   * Wipe everything if the programme is over, and what is of a peer whose programme is. Before that it asks once more whether the
   * stewards have extended it; without a network what is known decides. Call it as often as {@link Device.tick}: it makes no
   * request before a sunset, and then every device does.
   *
   * @returns Whether everything was wiped. Caches and the service worker are the page's to erase.
   * @see SPEC.md §4.10
   */
  endIfOver(options?: { readonly signal?: AbortSignal }): Promise<boolean>;

  /**
   * Prepare a report. Sends nothing: {@link Device.runOutbox} does, from now on at every call.
   *
   * @param claimCode - As typed, scanned or from a link.
   * @param visitIds - The person's choice; the open visit counts up to now. What was reported before is left out, and so are
   *   visits of other regions: a claim code reports to the home only.
   * @param options.purpose - Which claim codes this page takes: 1 report (default), 2 confirm.
   * @throws ProtocolError `malformed` or `decoy-claim-code` when it can be no claim code.
   * @throws DeviceError `report-running`, `nothing-to-report`, `no-region`.
   */
  startReport(
    claimCode: string,
    visitIds: readonly string[],
    options?: { readonly purpose?: 1 | 2 },
  ): Promise<ReportState>;

  /**
   * Send what is due now, of reports and decoys, and no more. Call it after {@link Device.startReport}, at each opening, and again at `nextDue`. Does
   * not throw for a bad network or server: see `problem`.
   */
  runOutbox(options?: { readonly signal?: AbortSignal }): Promise<OutboxProgress>;

  /**
   * Stop a report. Before the claim is taken nothing remains of it (a claim code that has reached the server is spent all the same). While it is being sent, what has not left yet is replaced by
   * decoys; what has left stays reported.
   */
  cancelReport(): Promise<void>;

  /**
   * Prepare to take back what was reported of some visits. What had not left yet is withdrawn at once; {@link Device.runOutbox} sends
   * the rest, in the shape of a report, each part when its list has come. What was sent stays in the state until it ages out.
   *
   * @param claimCode - One for taking back.
   * @throws ProtocolError as {@link Device.startReport}.
   * @throws DeviceError `report-running` when something is being taken back, `nothing-to-report` when nothing of these visits is out.
   * @see SPEC.md §4.6
   */
  takeBack(claimCode: string, visitIds: readonly string[]): Promise<void>;

  /** Give up taking back, as long as its claim code was not taken. Later it is harmless, and goes on. */
  cancelTakingBack(): Promise<void>;

  /** The latest report, or `null`. Also in {@link Device.state}. */
  report(): Promise<ReportState | null>;

  /**
   * Every request that this program has made from this device, newest first, for as long as visits are kept. The browser's own
   * requests (pages, icons, its look for a newer version) are not among them.
   */
  ledger(): Promise<readonly LedgerEntry[]>;

  /**
   * Fetch the list of the files that the pages are made of, as the server shows it now. Whether it is the one in the log (`state().release`)
   * is the caller's to compare.
   *
   * @throws DeviceError `offline`, `server-trouble`.
   * @see SPEC.md §4.9
   */
  fetchAssetList(): Promise<Uint8Array<ArrayBuffer>>;

  /** Change settings of the page; the others stay. */
  changeSettings(change: Settings): Promise<void>;

  /**
   * Be told when the state may have changed through this object.
   *
   * @returns Stops it.
   */
  subscribe(listener: () => void): () => void;

  /** Let go of databases and worker. Nothing can be called afterwards. */
  close(): void;

  /**
   * Delete every database, for good. The object is as new afterwards. Caches and the service worker are the page's to erase.
   */
  erase(): Promise<void>;
}
