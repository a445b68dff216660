import type { Database, Statement } from "./database.ts";

/** A list for which claim codes are made row by row, as it is kept. */
export interface StoredClaimJob {
  /** 16 bytes that the page drew. */
  readonly job: Uint8Array;
  /** Number of the staff member who began it, and alone goes on with it. */
  readonly staff: number;
  /** How many rows the list has. */
  readonly rows: number;
  /** How often it has been begun or taken up: who goes on with it is the newest. */
  readonly run: number;
  /** The newest attempt that was taken: an earlier one comes too late. */
  readonly attempt: number;
  /** The rows before this one have been given a code. */
  readonly issued: number;
  /** The rows before this one have been saved to a file with their codes. */
  readonly saved: number;
  /** Unix hours; forgotten from then on. */
  readonly expiresHour: number;
}

/**
 * Lists for which claim codes are made, by their row numbers, until the codes have expired. What stands in a row nobody here
 * knows. Trusted to know which code a row has, so that it never has two that can be used.
 */
export class ClaimJobTables {
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #ofStaff: Statement;
  readonly #update: Statement;
  readonly #delete: Statement;
  readonly #code: Statement;
  readonly #codes: Statement;
  readonly #setCode: Statement;
  readonly #deleteCodes: Statement;
  readonly #expired: Statement;

  constructor(database: Database) {
    const columns = `job, staff, list_rows AS rows, run, attempt, issued, saved, expires_hour AS "expiresHour"`;
    this.#insert = database.prepare(
      `INSERT INTO claim_job (job, staff, list_rows, run, attempt, issued, saved, expires_hour)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#find = database.prepare(`SELECT ${columns} FROM claim_job WHERE job = ?`);
    this.#ofStaff = database.prepare(
      `SELECT ${columns} FROM claim_job WHERE staff = ? ORDER BY expires_hour DESC, job`,
    );
    this.#update = database.prepare(
      "UPDATE claim_job SET run = ?, attempt = ?, issued = ?, saved = ?, expires_hour = ? WHERE job = ?",
    );
    this.#delete = database.prepare("DELETE FROM claim_job WHERE job = ?");
    this.#code = database.prepare(
      `SELECT code_hash AS "codeHash" FROM claim_job_row WHERE job = ? AND list_row = ?`,
    );
    this.#codes = database.prepare(`SELECT code_hash AS "codeHash" FROM claim_job_row WHERE job = ?`);
    this.#setCode = database.prepare(
      `INSERT INTO claim_job_row (job, list_row, code_hash) VALUES (?, ?, ?)
       ON CONFLICT (job, list_row) DO UPDATE SET code_hash = excluded.code_hash`,
    );
    this.#deleteCodes = database.prepare("DELETE FROM claim_job_row WHERE job = ?");
    this.#expired = database.prepare("SELECT job FROM claim_job WHERE expires_hour <= ?");
  }

  async add({ job, staff, rows, run, attempt, issued, saved, expiresHour }: StoredClaimJob): Promise<void> {
    await this.#insert.run(job, staff, rows, run, attempt, issued, saved, expiresHour);
  }

  async find(job: Uint8Array): Promise<StoredClaimJob | null> {
    return (await this.#find.get<StoredClaimJob>(job)) ?? null;
  }

  /** Those of one staff member, the newest first as far as their hour of expiry tells. */
  async ofStaff(staff: number): Promise<StoredClaimJob[]> {
    return this.#ofStaff.all<StoredClaimJob>(staff);
  }

  /** Note how far it is. */
  async update({ job, run, attempt, issued, saved, expiresHour }: StoredClaimJob): Promise<void> {
    await this.#update.run(run, attempt, issued, saved, expiresHour, job);
  }

  /** Keyed hash of the code that a row was given last, or null. */
  async code(job: Uint8Array, row: number): Promise<Uint8Array | null> {
    return ((await this.#code.get(job, row))?.["codeHash"] as Uint8Array | undefined) ?? null;
  }

  /** Keyed hashes of the codes that the rows were given last. */
  async codes(job: Uint8Array): Promise<Uint8Array[]> {
    return (await this.#codes.all(job)).map(({ codeHash }) => codeHash as Uint8Array);
  }

  async setCode(job: Uint8Array, row: number, codeHash: Uint8Array): Promise<void> {
    await this.#setCode.run(job, row, codeHash);
  }

  /** Forget a list and which codes its rows have; the codes themselves stay as they are. */
  async delete(job: Uint8Array): Promise<void> {
    await this.#deleteCodes.run(job);
    await this.#delete.run(job);
  }

  /** Forget the lists whose codes expired at or before an hour. */
  async deleteExpired(hour: number): Promise<void> {
    for (const { job } of await this.#expired.all(hour)) await this.delete(job as Uint8Array);
  }

  /** Forget all, at sunset. */
  async deleteAll(): Promise<void> {
    await this.deleteExpired(Number.MAX_SAFE_INTEGER);
  }
}
