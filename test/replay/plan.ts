/**
 * What will happen in a replay, as plain data: places, visits, phones, cases. Times are Unix seconds, intervals are
 * floor(seconds / 600). Laid out by scenario.ts, acted out by the phones, judged by truth.ts.
 */

/** A place that a case visited: one a row. */
export interface PlannedPlace {
  /** At most 48 bytes of UTF-8. */
  readonly name: string;
  readonly kind: "display" | "printed";
  /** Intervals that a code shown by the display reaches from the moment of the scan; 0 for a printed pass. */
  readonly stayIntervals: number;
  /** Intervals [from, to) of the printed pass; null for a display, which makes a new code for every scan. */
  readonly printed: { readonly from: number; readonly to: number } | null;
}

/** How a visit ends. `timer` and `pass end` happen without anybody touching the phone. */
export type LeaveBy = "hand" | "timer" | "next scan" | "pass end";

/** One stay of one phone at one place. */
export interface PlannedVisit {
  readonly id: number;
  readonly phone: number;
  readonly place: number;
  /** When the code is scanned. */
  readonly scanAt: number;
  /** Earlier than `scanAt` when the visitor says "I came earlier" to a printed pass, else the same. */
  readonly arrival: number;
  /** When the stay ends; never after the code's end. */
  readonly leaving: number;
  readonly leaveBy: LeaveBy;
  /** Intervals [from, to) that the scanned code covers. */
  readonly code: { readonly from: number; readonly to: number };
}

/** A phone of a visitor, or of a case (from before its first visit until its isolation is over). */
export interface PlannedPhone {
  readonly id: number;
  readonly isCase: boolean;
  /** First and last day, by number, on which it syncs. */
  readonly firstSync: number;
  readonly lastSync: number;
}

/** One positive person reporting visits with one claim code. */
export interface PlannedReport {
  readonly phone: number;
  /** The day, by number, at whose end the report is made. */
  readonly day: number;
  /** 1: the person reports. 2: the authority does it for them, so that the evidence is "confirmed". */
  readonly purpose: 1 | 2;
  /** In the diary's order. What has aged out of the diary by then cannot be reported. */
  readonly visits: readonly number[];
}

/** The moments of one day, in order. Day 0 has only its `sync`, right after the region was made. */
export interface PlannedDay {
  readonly number: number;
  /** Cases type their claim code. */
  readonly report: number;
  /** The outbox has sent everything. */
  readonly sent: number;
  /** The server closes the batch. */
  readonly close: number;
  /** Every phone syncs. */
  readonly sync: number;
}

/** A whole replay. `phones`, `visits` and `places` are indexed by their ids. */
export interface Plan {
  readonly places: readonly PlannedPlace[];
  readonly visits: readonly PlannedVisit[];
  readonly phones: readonly PlannedPhone[];
  readonly reports: readonly PlannedReport[];
  readonly days: readonly PlannedDay[];
  /** Day by number on which the manifest is renewed, before the phones sync. */
  readonly renewalDay: number;
  /** Visits for which no phone was free. */
  readonly visitsLeftOut: number;
}

/** The rules that both the server's policy and the truth are set to. @see DESIGN §4.7 */
export interface ReplayPolicy {
  readonly retentionDays: number;
  readonly lingerIntervals: number;
  readonly yellow: number;
  readonly red: number;
  readonly quarantineDays: number;
  readonly isolationDays: number;
  readonly weight: { readonly reported: number; readonly confirmed: number };
  readonly ceiling: { readonly reported: "yellow" | "red"; readonly confirmed: "yellow" | "red" };
}

/** The defaults of the policy, written down a second time so that a changed default is noticed. */
export const replayPolicy: ReplayPolicy = {
  retentionDays: 14,
  lingerIntervals: 1,
  yellow: 15,
  red: 60,
  quarantineDays: 10,
  isolationDays: 10,
  weight: { reported: 1, confirmed: 1 },
  ceiling: { reported: "yellow", confirmed: "red" },
};
