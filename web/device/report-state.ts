import type { DeviceErrorCode } from "./device-error.ts";

/**
 * Why a claim bought no tickets. Nothing was reported; the choice of visits is kept in the state, so that another code can
 * be tried with it.
 *
 * - `not-valid`: unknown, mistyped or expired (the server does not say which).
 * - `used`: used before, from another device or for another report.
 * - `other-purpose`: a code for another page; it is spent now.
 * - `dishonest-answer`: the server's proof is wrong, or its key is not in the manifest. Tell the region.
 */
export type ClaimRefusal = "not-valid" | "used" | "other-purpose" | "dishonest-answer";

/** One visit of a report. */
export interface ReportedVisit {
  readonly visitId: string;
  /** As it was called when it was reported. */
  readonly name: string;
  /** Unix seconds. */
  readonly arrival: number;
  /** Unix seconds; for a visit that was open, when the report was made. */
  readonly leaving: number;
  /** How many of the requests carry it. */
  readonly reports: number;
  /**
   * `chosen`: not sent to the end yet. `sent`: its batch has not come yet. `published`: found in a batch. `missing`: not in
   * the batches where it should be. `refused`: the server would not take it. `withdrawn`: cancelled before it was sent.
   * `being-taken-back`, `taken-back`: the latter once a batch says so to everyone.
   */
  readonly status:
    "chosen" | "sent" | "published" | "missing" | "refused" | "withdrawn" | "being-taken-back" | "taken-back";
}

interface ReportBase {
  readonly id: string;
  /** When the person said yes, Unix seconds. */
  readonly startedAt: number;
  /** Newest first. */
  readonly visits: readonly ReportedVisit[];
  /** Visits, or parts of them, that do not fit into 32 reports. Another claim code takes them. */
  readonly leftOver: number;
}

/** How far a report has come. It goes on by `runOutbox`, survives reloads and lost networks, and doubles nothing. */
export type ReportState =
  /** Waiting for the server to take the claim code. Nothing about any visit has been sent. */
  | (ReportBase & { readonly step: "claiming" })
  /** The claim code was not taken. Nothing about any visit has been sent: start again with another code. */
  | (ReportBase & { readonly step: "refused"; readonly reason: ClaimRefusal })
  /** Requests, real ones and decoys alike, leave at random times. */
  | (ReportBase & {
      readonly step: "sending";
      readonly sent: number;
      readonly total: number;
      /** When the last one is planned to leave, Unix seconds. */
      readonly lastDue: number;
    })
  /** All are sent. The visits say what became of them. */
  | (ReportBase & { readonly step: "sent"; readonly sentAt: number });

/** How far taking back has come; it goes on like a report. The statuses are those of what is sent for it, not of what it takes back. */
export type TakingBackState =
  | ReportState
  /** What is left to take back was sent, and has not been seen in a list yet: it is taken back when it is. */
  | (ReportBase & { readonly step: "waiting" });

/** What one run of the outbox did. */
export interface OutboxProgress {
  readonly report: ReportState | null;
  /** When to run again, Unix seconds; `null` when there is nothing left to send. */
  readonly nextDue: number | null;
  /** Why this run stopped early; it goes on at `nextDue`. */
  readonly problem: DeviceErrorCode | null;
}
