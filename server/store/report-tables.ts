import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Evidence, ExposedToken } from "../../protocol/index.ts";

/** A spent nonce as it is kept. */
export interface SpentNonce {
  readonly nonceHash: Uint8Array;
  /** The ticket's. */
  readonly epoch: number;
  /** Keyed hash of the whole report. */
  readonly bodyHash: Uint8Array;
  /** Unix days; the hash is kept through this day. */
  readonly bodyUntilDay: number;
}

/**
 * What reports leave behind: tokens until their batch is closed, nonces until their ticket key is deleted. The two are not
 * tied to each other, nor the tokens of one report. Trusted never to take one nonce twice.
 */
export class ReportTables {
  readonly #insertNonce: StatementSync;
  readonly #bodyHash: StatementSync;
  readonly #deleteNonce: StatementSync;
  readonly #forgetBodies: StatementSync;
  readonly #deleteNonces: StatementSync;
  readonly #insertToken: StatementSync;
  readonly #deleteToken: StatementSync;
  readonly #due: StatementSync;
  readonly #deleteDue: StatementSync;
  readonly #deletePublished: StatementSync;
  readonly #deleteAll: readonly StatementSync[];

  constructor(database: DatabaseSync) {
    this.#insertNonce = database.prepare(
      "INSERT OR IGNORE INTO spent (nonce_hash, epoch, body_hash, body_until_day) VALUES (?, ?, ?, ?)",
    );
    this.#bodyHash = database.prepare("SELECT body_hash AS bodyHash FROM spent WHERE nonce_hash = ?");
    this.#deleteNonce = database.prepare("DELETE FROM spent WHERE nonce_hash = ?");
    this.#forgetBodies = database.prepare(
      "UPDATE spent SET body_hash = NULL, body_until_day = NULL WHERE body_until_day < ?",
    );
    this.#deleteNonces = database.prepare("DELETE FROM spent WHERE epoch < ?");
    // The same token from two cases is one row: a batch holds it once anyway.
    this.#insertToken = database.prepare(
      "INSERT OR IGNORE INTO pending (due_batch, evidence, token) VALUES (?, ?, ?)",
    );
    this.#deleteToken = database.prepare(
      "DELETE FROM pending WHERE due_batch = ? AND evidence = ? AND token = ?",
    );
    this.#due = database.prepare(
      "SELECT DISTINCT evidence, token FROM pending WHERE due_batch <= ? ORDER BY token, evidence",
    );
    this.#deleteDue = database.prepare("DELETE FROM pending WHERE due_batch <= ?");
    this.#deletePublished = database.prepare(
      "DELETE FROM pending WHERE evidence = ? AND token = ? AND due_batch <= ?",
    );
    this.#deleteAll = ["pending", "spent"].map((table) => database.prepare(`DELETE FROM ${table}`));
  }

  /** Keep a nonce as spent. @returns False when it was already: nothing was changed then. */
  spend(spent: SpentNonce): boolean {
    const { nonceHash, epoch, bodyHash, bodyUntilDay } = spent;
    return this.#insertNonce.run(nonceHash, epoch, bodyHash, bodyUntilDay).changes === 1;
  }

  /** The hash of the report that spent a nonce; null when its day is over, undefined when the nonce is not spent. */
  bodyHash(nonceHash: Uint8Array): Uint8Array | null | undefined {
    return this.#bodyHash.get(nonceHash)?.["bodyHash"] as Uint8Array | null | undefined;
  }

  /** Keep a token for its batch. */
  addToken(dueBatch: number, evidence: Evidence, token: Uint8Array): void {
    this.#insertToken.run(dueBatch, evidence, token);
  }

  /** Take back what a decoy wrote, in the same transaction. */
  takeBack(nonceHash: Uint8Array, dueBatch: number, evidence: Evidence, tokens: readonly Uint8Array[]): void {
    this.#deleteNonce.run(nonceHash);
    for (const token of tokens) this.#deleteToken.run(dueBatch, evidence, token);
  }

  /** The tokens due by a batch, each with each evidence once, in the order of their bytes. */
  due(batchNumber: number): ExposedToken[] {
    return this.#due.all(batchNumber) as unknown as ExposedToken[];
  }

  /** Forget them. */
  deleteDue(batchNumber: number): void {
    this.#deleteDue.run(batchNumber);
  }

  /** Forget a token that turned out to be in a batch already. */
  deletePublished(evidence: Evidence, token: Uint8Array, batchNumber: number): void {
    this.#deletePublished.run(evidence, token, batchNumber);
  }

  /** Forget the bodies whose last day lies before a Unix day. */
  forgetBodiesBefore(day: number): void {
    this.#forgetBodies.run(day);
  }

  /** Forget the nonces of tickets of earlier epochs: their keys are gone, nothing accepts them any more. */
  deleteNoncesBefore(epoch: number): void {
    this.#deleteNonces.run(epoch);
  }

  /** Forget all, at sunset. */
  deleteAll(): void {
    for (const statement of this.#deleteAll) statement.run();
  }
}
