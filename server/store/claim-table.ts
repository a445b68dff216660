import type { Database, Statement } from "./database.ts";
import type { TicketPurpose } from "../../protocol/index.ts";

/** A claim code as it is kept. */
export interface StoredClaim {
  readonly purpose: TicketPurpose;
  /** Unix hours; refused from then on. */
  readonly expiresHour: number;
  /** Keyed hash of the request that used it; null while unused. */
  readonly requestHash: Uint8Array | null;
  /** What that request got; null while unused. */
  readonly answer: Uint8Array | null;
}

/** How many unused claim codes of a purpose ended at the beginning of an hour. */
export interface UnusedClaims {
  /** Unix hours. */
  readonly hour: number;
  readonly purpose: TicketPurpose;
  readonly count: number;
}

/** Claim codes, as keyed hashes, until they expire; used ones with their answer. Trusted never to sell one code twice. */
export class ClaimTable {
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #use: Statement;
  readonly #delete: Statement;
  readonly #deleteIfUnused: Statement;
  readonly #expiredUnused: Statement;
  readonly #deleteExpired: Statement;
  readonly #deleteUnused: Statement;
  readonly #deleteAll: Statement;

  constructor(database: Database) {
    this.#insert = database.prepare(
      "INSERT INTO claim (code_hash, purpose, expires_hour) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#find = database.prepare(
      `SELECT purpose, expires_hour AS "expiresHour", request_hash AS "requestHash", answer
       FROM claim WHERE code_hash = ?`,
    );
    this.#use = database.prepare(
      "UPDATE claim SET request_hash = ?, answer = ? WHERE code_hash = ? AND request_hash IS NULL",
    );
    this.#delete = database.prepare("DELETE FROM claim WHERE code_hash = ?");
    this.#deleteIfUnused = database.prepare("DELETE FROM claim WHERE code_hash = ? AND request_hash IS NULL");
    this.#expiredUnused = database.prepare(
      `SELECT expires_hour AS hour, purpose, count(*) AS count FROM claim
       WHERE expires_hour <= ? AND request_hash IS NULL GROUP BY expires_hour, purpose`,
    );
    this.#deleteExpired = database.prepare("DELETE FROM claim WHERE expires_hour <= ?");
    this.#deleteUnused = database.prepare("DELETE FROM claim WHERE request_hash IS NULL");
    this.#deleteAll = database.prepare("DELETE FROM claim");
  }

  /** Keep a new code. @returns False when this code exists. */
  async add(codeHash: Uint8Array, purpose: TicketPurpose, expiresHour: number): Promise<boolean> {
    return (await this.#insert.run(codeHash, purpose, expiresHour)) === 1;
  }

  /** The code, expired or not, or null. */
  async find(codeHash: Uint8Array): Promise<StoredClaim | null> {
    return (await this.#find.get<StoredClaim>(codeHash)) ?? null;
  }

  /** Use an unused code. @returns False when it has been used, by another process perhaps: nothing was changed then. */
  async use(codeHash: Uint8Array, requestHash: Uint8Array, answer: Uint8Array): Promise<boolean> {
    return (await this.#use.run(requestHash, answer, codeHash)) === 1;
  }

  /** Forget one code: a decoy's, which is written and taken out in one transaction. */
  async delete(codeHash: Uint8Array): Promise<void> {
    await this.#delete.run(codeHash);
  }

  /** Revoke an unused code. @returns False when it has been used, or was never there: nothing was changed then. */
  async deleteIfUnused(codeHash: Uint8Array): Promise<boolean> {
    return (await this.#deleteIfUnused.run(codeHash)) === 1;
  }

  /** How many codes expired unused at or before an hour and are still here. */
  async expiredUnused(hour: number): Promise<UnusedClaims[]> {
    return this.#expiredUnused.all<UnusedClaims>(hour);
  }

  /** Forget the codes that expired at or before an hour. */
  async deleteExpired(hour: number): Promise<void> {
    await this.#deleteExpired.run(hour);
  }

  /** Forget those that are not known to have been used: after a gap nobody can say. */
  async deleteUnused(): Promise<void> {
    await this.#deleteUnused.run();
  }

  /** Forget all, at sunset. */
  async deleteAll(): Promise<void> {
    await this.#deleteAll.run();
  }
}
