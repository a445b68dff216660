import { ticketPurpose } from "../../../protocol/index.ts";
import { secondsPerHour } from "../../clock.ts";
import { Refusal } from "../../http/refusal.ts";
import { addClaimCodes, expiryHour, revokeClaimCode } from "../../intake/claim-codes.ts";
import type { StoredClaimJob } from "../../store/claim-job-tables.ts";
import { addAudit, type AuditData } from "../audit.ts";

/** A list has so many rows at most. */
export const jobRowsMax = 50_000;

/** So many codes are made in one request at most. */
export const rowsAtOnceMax = 500;

/** A list as its owner's page sees it. Rows count from 0. */
export interface CodeJob {
  /** 32 hex digits. */
  readonly job: string;
  readonly rows: number;
  /** How often it has been begun or taken up. */
  readonly run: number;
  readonly attempt: number;
  readonly issued: number;
  readonly saved: number;
  /** Unix seconds. */
  readonly expires: number;
}

/** Rows to give codes to. */
export interface RowsWanted {
  /** Which taking up of the list asks: the newest alone may. */
  readonly run: number;
  /** Higher than all before: of two requests that cross on their way the later one holds. */
  readonly attempt: number;
  /** The first row; none before it may be without a code. */
  readonly first: number;
  readonly count: number;
}

/** What the rows were given. */
export interface RowsIssued {
  /** 12 characters each; null where the row's last code has been used already: it gets no other. */
  readonly codes: readonly (string | null)[];
  /** Unix seconds. */
  readonly expires: number;
}

interface Staff {
  readonly number: number;
}

/**
 * Begin a list, or take it up again: whoever went on with it elsewhere cannot any more. The page draws its id, so that it may ask
 * twice. The server learns how many rows there are, and nothing of what stands in them.
 *
 * @param job - 32 hex digits.
 * @throws {@link Refusal} `not-found` when it is another's, or had another number of rows.
 */
export async function beginCodeJob(
  data: AuditData,
  staff: Staff,
  job: string,
  rows: number,
  now: number,
): Promise<CodeJob> {
  const { store } = data;
  return store.transaction(async () => {
    const known = await store.claimJobs.find(bytesOf(job));
    if (known !== null) {
      if (known.staff !== staff.number || known.rows !== rows) throw new Refusal("not-found");
      const taken = { ...known, run: known.run + 1 };
      await store.claimJobs.update(taken);
      return jobOf(taken);
    }
    const begun = {
      job: bytesOf(job),
      staff: staff.number,
      rows,
      run: 1,
      attempt: 0,
      issued: 0,
      saved: 0,
      expiresHour: expiryHour(now),
    };
    await store.claimJobs.add(begun);
    await addAudit(data, staff, "codes-list-begun", { rows }, now);
    return jobOf(begun);
  });
}

/** The lists that a staff member began and whose codes have not all expired. */
export async function codeJobsOf({ store }: Pick<AuditData, "store">, staff: Staff): Promise<CodeJob[]> {
  return (await store.claimJobs.ofStaff(staff.number)).map(jobOf);
}

/**
 * Give codes to rows of a list, all of them or none. A row that had one, whose answer was lost perhaps, gets a new one, and the old
 * one is revoked; so a row never has two that can be used. The codes are for reports.
 *
 * @throws {@link Refusal} `not-found`; `superseded` when the list has been taken up elsewhere; `late-request` when a later attempt
 *   came first; `malformed` when a row before the first has no code, or the list has fewer rows.
 */
export async function issueJobRows(
  data: AuditData,
  staff: Staff,
  job: string,
  { run, attempt, first, count }: RowsWanted,
  now: number,
): Promise<RowsIssued> {
  const { store, keys } = data;
  return store.transaction(async () => {
    const known = await ownRun(data, staff, job, run);
    if (attempt <= known.attempt) throw new Refusal("late-request");
    if (first > known.issued || first + count > known.rows) throw new Refusal("malformed");
    const rows = Array.from({ length: count }, (_, index) => first + index);
    const wanted: number[] = [];
    for (const row of rows) {
      const before = await store.claimJobs.code(known.job, row);
      if (before === null || (await revokeClaimCode(store, before, now)) !== "used") wanted.push(row);
    }
    const issued = await addClaimCodes(store, keys, ticketPurpose.report, wanted.length, now);
    for (const [index, row] of wanted.entries()) {
      await store.claimJobs.setCode(known.job, row, issued[index]!.codeHash);
    }
    await store.claimJobs.update({
      ...known,
      attempt,
      issued: Math.max(known.issued, first + count),
      saved: Math.min(known.saved, first),
      expiresHour: expiryHour(now),
    });
    await addAudit(data, staff, "codes-issued", { purpose: ticketPurpose.report, count: issued.length }, now);
    const byRow = new Map(wanted.map((row, index) => [row, issued[index]!.code]));
    return {
      codes: rows.map((row) => byRow.get(row) ?? null),
      expires: expiryHour(now) * secondsPerHour,
    };
  });
}

/**
 * Note that the rows before one have been saved to a file, so that their codes hold when the list is taken up again.
 *
 * @throws {@link Refusal} `not-found`; `superseded` when the list has been taken up elsewhere; `malformed` for rows without a code.
 */
export async function saveJobRows(
  data: AuditData,
  staff: Staff,
  job: string,
  { run, rows }: { readonly run: number; readonly rows: number },
): Promise<CodeJob> {
  return data.store.transaction(async () => {
    const known = await ownRun(data, staff, job, run);
    if (rows > known.issued) throw new Refusal("malformed");
    const saved = { ...known, saved: Math.max(known.saved, rows) };
    await data.store.claimJobs.update(saved);
    return jobOf(saved);
  });
}

/**
 * Revoke all codes of a list that have not been used, and forget the list.
 *
 * @returns How many were revoked, and how many had been used.
 * @throws {@link Refusal} `not-found`
 */
export async function revokeCodeJob(
  data: AuditData,
  staff: Staff,
  job: string,
  now: number,
): Promise<{ readonly revoked: number; readonly used: number }> {
  const { store } = data;
  return store.transaction(async () => {
    const known = await ownJob(data, staff, job);
    const counts = { revoked: 0, used: 0, unknown: 0 };
    for (const codeHash of await store.claimJobs.codes(known.job)) {
      counts[await revokeClaimCode(store, codeHash, now)]++;
    }
    await store.claimJobs.delete(known.job);
    await addAudit(data, staff, "codes-revoked", { count: counts.revoked }, now);
    return { revoked: counts.revoked, used: counts.used };
  });
}

/** @throws {@link Refusal} `not-found` unless this staff member began it. */
async function ownJob({ store }: AuditData, staff: Staff, job: string): Promise<StoredClaimJob> {
  const known = await store.claimJobs.find(bytesOf(job));
  if (known === null || known.staff !== staff.number) throw new Refusal("not-found");
  return known;
}

/** @throws {@link Refusal} `not-found`; `superseded` when it has been taken up again since. */
async function ownRun(data: AuditData, staff: Staff, job: string, run: number): Promise<StoredClaimJob> {
  const known = await ownJob(data, staff, job);
  if (run !== known.run) throw new Refusal("superseded");
  return known;
}

function jobOf({ job, rows, run, attempt, issued, saved, expiresHour }: StoredClaimJob): CodeJob {
  return {
    job: Buffer.from(job).toString("hex"),
    rows,
    run,
    attempt,
    issued,
    saved,
    expires: expiresHour * secondsPerHour,
  };
}

function bytesOf(job: string): Uint8Array {
  return new Uint8Array(Buffer.from(job, "hex"));
}
