import type { IntervalToken, Policy } from "../../protocol/index.ts";
import type { DeviceErrorCode } from "./device-error.ts";
import type { SyncProgress } from "./device.ts";
import type { Matcher } from "./matcher.ts";
import type { Region } from "./region.ts";
import type { ReportState } from "./report-state.ts";

export { DeviceError, type DeviceErrorCode } from "./device-error.ts";
export type { ClaimRefusal, ReportedVisit, ReportState } from "./report-state.ts";
export { openSender } from "./open-sender.ts";

/** What a sender needs from where it runs. */
export interface SenderOptions {
  /**
   * Begins the names of its databases and turns: `authority`, `venue`. Senders of one name share what they keep. A phone's names
   * begin with `celadon`, so this must not.
   */
  readonly name: string;
  /** The only way out. In a page: `(input, init) => fetch(input, init)`. */
  readonly fetch: typeof fetch;
  /** The region's server, `https://…`, without a slash at the end. In a page: `location.origin`. */
  readonly origin: string;
  /** Unix seconds, whole. */
  readonly now: () => number;
  /** The browser's `indexedDB`, or a test's. */
  readonly indexedDB: IDBFactory;
  /** In a page `navigator.locks`; `null` under Node. */
  readonly locks: LockManager | null;
  /** Hash of the root that the region must have, 64 hex digits; `null` to pin the one that is served first. */
  readonly pinned?: string | null;
  /** Where batches are compared: by default in this thread. In a page `workerMatcher(worker)`. */
  readonly matcher?: Matcher;
  /** 0 ≤ x < 1, for the order and times of sending; by default from `crypto.getRandomValues`. */
  readonly random?: () => number;
}

/** Tokens that are reported together: of one visit of a case, or of a window of one place. */
export interface TokenRun {
  /** Tells it from the others; chosen by the page, says nothing. */
  readonly id: string;
  /** Ascending, at least one. */
  readonly tokens: readonly IntervalToken[];
}

/** One token, seen in one list. */
export interface Sighting {
  readonly runId: string;
  readonly interval: number;
  readonly token: Uint8Array;
  /** 1 reported by a case's own phone, 2 confirmed by place or authority. */
  readonly evidence: 1 | 2;
  /** Number of the list, and when it was closed, Unix seconds. */
  readonly batch: number;
  readonly closed: number;
  /** The list's salt, 16 bytes: what takes it back is made from it. */
  readonly salt: Uint8Array;
  /** A later list takes it back. */
  readonly takenBack: boolean;
}

/** What the lists still kept say to some runs. Times in Unix seconds. */
export interface Search {
  readonly sightings: readonly Sighting[];
  /** Closing of the oldest and the newest list that was looked at; `null` when there is none. */
  readonly comparedFrom: number | null;
  readonly comparedTo: number | null;
}

/** Something that is being sent, or was. The ids of its visits are those of the runs. */
export type Sending = ReportState & {
  /** 3 takes back. */
  readonly purpose: 2 | 3;
};

/** What a sender knows, without a request. */
export interface SenderState {
  /** The region as its pinned root and its stewards say; `null` before the first sync. */
  readonly region: Region | null;
  /** The rules that apply now; the defaults before the first sync. */
  readonly policy: Policy;
  /** What is under way, and what ended on this machine within a day and was not put away; the latest first. */
  readonly sendings: readonly Sending[];
}

/** What one run of the outbox came to. */
export interface SenderRun {
  /** When to run again, Unix seconds; `null` when there is nothing left to send. */
  readonly nextDue: number | null;
  /** Why this run stopped early; it goes on at `nextDue`. */
  readonly problem: DeviceErrorCode | null;
}

/**
 * Sends reports for a page without a diary, under the same rules and with the same bytes, times and decoys as a case's own phone, and
 * looks tokens up in the lists. The region and its log are verified as a phone does before its keys and rules are trusted.
 *
 * What is to be sent lies on the disk until it has left, or was refused; then its bytes are deleted, and only how many parts went
 * where stays for a day at most. The public record stays: a later look must continue it.
 *
 * @see SPEC.md §4.5, §4.6
 */
export interface ReportSender {
  state(): Promise<SenderState>;

  /**
   * Bring the public record up to date.
   *
   * @throws DeviceError `offline`, `server-trouble`, `broken-log`, `wrong-region`, `clock-behind`, `ended`, `storage-full`.
   */
  sync(options?: {
    readonly signal?: AbortSignal;
    readonly progress?: (progress: SyncProgress) => void;
  }): Promise<SenderState>;

  /** Look tokens up in the lists that are here: after a {@link ReportSender.sync}. Makes no request. */
  search(runs: readonly TokenRun[]): Promise<Search>;

  /**
   * Report tokens with evidence 2. Syncs first, so that nothing is sent on keys that are not in the log; then
   * {@link ReportSender.run} sends. What exceeds 32 reports is counted in `leftOver` and left out, the oldest first.
   *
   * @param claimCode - Of purpose confirm, as typed.
   * @throws ProtocolError when that cannot be a claim code; DeviceError as {@link ReportSender.sync}; `nothing-to-report`.
   */
  report(claimCode: string, runs: readonly TokenRun[]): Promise<Sending>;

  /**
   * Take back what was seen in lists, each match in its own list; those that are taken back already are left out.
   *
   * @param claimCode - Of purpose retract, as typed.
   * @throws as {@link ReportSender.report}.
   */
  takeBack(claimCode: string, sightings: readonly Sighting[]): Promise<Sending>;

  /**
   * Send what is due. Call it at once after {@link ReportSender.report}, at each opening of the page, and again at `nextDue`.
   *
   * @throws DeviceError `storage-full`; the reason of `signal`.
   */
  run(options?: { readonly signal?: AbortSignal }): Promise<SenderRun>;

  /** Stop a sending: what was never tried becomes decoys, what may have arrived stays. */
  stop(id: string): Promise<void>;

  /** Put away one that has ended. */
  forget(id: string): Promise<void>;

  /** Called after every change. @returns Stops it. */
  subscribe(listener: () => void): () => void;

  /** Let go of connections; what is under way stops and goes on at the next opening. */
  close(): void;

  /** Delete all that it keeps. */
  erase(): Promise<void>;
}
