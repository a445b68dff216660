import {
  exposureId,
  type OpenVisit,
  type StoredExposure,
  type StoredReport,
  type StoredVisit,
} from "./snapshot.ts";
import type { Change } from "./change.ts";
import type { StoredDecoy } from "./decoy-session.ts";

/**
 * What the person wrote to an open visit, and who is with them: not kept in clear with its pass. Only under a lock; the visit takes
 * it along when it ends.
 */
export interface OpenNote {
  readonly visitId: string;
  readonly note: string;
  readonly companions?: readonly string[];
}

/** What of an open visit is sealed under a lock. */
export function noteOf({ id, note, companions }: OpenVisit): OpenNote {
  return { visitId: id, note, ...(companions === undefined ? {} : { companions }) };
}

/** An open visit without what is sealed. */
export function withoutNote({ companions: _companions, ...open }: OpenVisit): OpenVisit {
  return { ...open, note: "" };
}

/** A visit with what was sealed, if that is of this visit. */
export function withNote<Kept extends OpenVisit | StoredVisit>(visit: Kept, openNote: OpenNote | null): Kept {
  if (openNote?.visitId !== visit.id) return visit;
  const { visitId: _id, ...words } = openNote;
  return { ...visit, ...words };
}

/** Whether somebody wrote to it. */
export function hasNote({ note, companions = [] }: OpenVisit): boolean {
  return note !== "" || companions.length > 0;
}

/** Whether two visits have the same words, and the same companions. */
export function isSameNote(one: OpenVisit, other: OpenVisit): boolean {
  return JSON.stringify(noteOf(one)) === JSON.stringify(noteOf(other));
}

/**
 * What database `celadon` knows about the person. Under a lock it is one sealed record, so that not even the number of warnings
 * shows; without one, matches and reports are records of their own.
 *
 * @see SPEC.md §4.13
 */
export interface Personal {
  readonly exposures: ReadonlyMap<string, StoredExposure>;
  readonly reports: ReadonlyMap<string, StoredReport>;
  readonly ownPositive: number | null;
  /** Sealed like reports, or a disk would say which session on the network was none. */
  readonly decoys: readonly StoredDecoy[];
  readonly openNote: OpenNote | null;
}

/** Whether a value tells of the person: under a lock it is not in clear. */
export function isPersonalValue(name: string): boolean {
  return name === "ownPositive" || name === "decoys";
}

/** Where the sealed record lies. */
export const personalPlace = { database: "celadon", key: "personal" };

/** Of someone of whom nothing is known, or can be read. */
export const nothingPersonal: Personal = {
  exposures: new Map(),
  reports: new Map(),
  ownPositive: null,
  decoys: [],
  openNote: null,
};

/** As it is sealed. */
export function personalRecord({ exposures, reports, ...rest }: Personal): unknown {
  return { exposures: [...exposures.values()], reports: [...reports.values()], ...rest };
}

/** The inverse of {@link personalRecord}. */
export function personalIn(record: unknown): Personal {
  // Sealed by `personalRecord` alone.
  const { exposures, reports, decoys, ownPositive, openNote } = record as {
    readonly exposures: readonly StoredExposure[];
    readonly reports: readonly StoredReport[];
    readonly ownPositive: number | null;
    /** Missing as it was sealed once. */
    readonly decoys?: readonly StoredDecoy[];
    readonly openNote: OpenNote | null;
  };
  return {
    ownPositive,
    decoys: decoys ?? [],
    openNote,
    exposures: new Map(exposures.map((exposure) => [exposureId(exposure), exposure])),
    reports: new Map(reports.map((report) => [report.id, report])),
  };
}

/** Whether a change is about the person. */
export function isPersonal(change: Change): boolean {
  const { putExposures = [], deleteExposures = [], putReports = [], deleteReports = [] } = change;
  const records = [putExposures, deleteExposures, putReports, deleteReports];
  return (
    records.some((each) => each.length > 0) ||
    change.ownPositive !== undefined ||
    change.decoys !== undefined ||
    change.openNote !== undefined
  );
}

/** What is known after a change. */
export function personalAfter(before: Personal, change: Change): Personal {
  const exposures = new Map(before.exposures);
  const reports = new Map(before.reports);
  for (const id of change.deleteExposures ?? []) exposures.delete(id);
  for (const exposure of change.putExposures ?? []) exposures.set(exposureId(exposure), exposure);
  for (const id of change.deleteReports ?? []) reports.delete(id);
  for (const report of change.putReports ?? []) reports.set(report.id, report);
  return {
    exposures,
    reports,
    ownPositive: change.ownPositive === undefined ? before.ownPositive : change.ownPositive,
    decoys: change.decoys ?? before.decoys,
    openNote: change.openNote === undefined ? before.openNote : change.openNote,
  };
}
