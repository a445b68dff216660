import type { Database, Statement } from "./database.ts";
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
  readonly #insertNonce: Statement;
  readonly #bodyHash: Statement;
  readonly #deleteNonce: Statement;
  readonly #forgetBodies: Statement;
  readonly #deleteNonces: Statement;
  readonly #insertToken: Statement;
  readonly #deleteToken: Statement;
  readonly #due: Statement;
  readonly #deleteDue: Statement;
  readonly #deletePublished: Statement;
  readonly #deleteAll: readonly Statement[];

  constructor(database: Database) {
    this.#insertNonce = database.prepare(
      "INSERT INTO spent (nonce_hash, epoch, body_hash, body_until_day) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#bodyHash = database.prepare(`SELECT body_hash AS "bodyHash" FROM spent WHERE nonce_hash = ?`);
    this.#deleteNonce = database.prepare("DELETE FROM spent WHERE nonce_hash = ?");
    this.#forgetBodies = database.prepare(
      "UPDATE spent SET body_hash = NULL, body_until_day = NULL WHERE body_until_day < ?",
    );
    this.#deleteNonces = database.prepare("DELETE FROM spent WHERE epoch < ?");
    // The same token from two cases is one row: a batch holds it once anyway.
    this.#insertToken = database.prepare(
      "INSERT INTO pending (due_batch, evidence, token) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
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
  async spend(spent: SpentNonce): Promise<boolean> {
    const { nonceHash, epoch, bodyHash, bodyUntilDay } = spent;
    return (await this.#insertNonce.run(nonceHash, epoch, bodyHash, bodyUntilDay)) === 1;
  }

  /** The hash of the report that spent a nonce; null when its day is over, undefined when the nonce is not spent. */
  async bodyHash(nonceHash: Uint8Array): Promise<Uint8Array | null | undefined> {
    return (await this.#bodyHash.get(nonceHash))?.["bodyHash"] as Uint8Array | null | undefined;
  }

  /** Keep a token for its batch. */
  async addToken(dueBatch: number, evidence: Evidence, token: Uint8Array): Promise<void> {
    await this.#insertToken.run(dueBatch, evidence, token);
  }

  /** Take back what a decoy wrote, in the same transaction; it need not have been waited for. */
  async takeBack(
    nonceHash: Uint8Array,
    dueBatch: number,
    evidence: Evidence,
    tokens: readonly Uint8Array[],
  ): Promise<void> {
    await Promise.all([
      this.#deleteNonce.run(nonceHash),
      ...tokens.map((token) => this.#deleteToken.run(dueBatch, evidence, token)),
    ]);
  }

  /** The tokens due by a batch, each with each evidence once, in the order of their bytes. */
  async due(batchNumber: number): Promise<ExposedToken[]> {
    return this.#due.all<ExposedToken>(batchNumber);
  }

  /** Forget them. */
  async deleteDue(batchNumber: number): Promise<void> {
    await this.#deleteDue.run(batchNumber);
  }

  /** Forget a token that turned out to be in a batch already. */
  async deletePublished(evidence: Evidence, token: Uint8Array, batchNumber: number): Promise<void> {
    await this.#deletePublished.run(evidence, token, batchNumber);
  }

  /** Forget the bodies whose last day lies before a Unix day. */
  async forgetBodiesBefore(day: number): Promise<void> {
    await this.#forgetBodies.run(day);
  }

  /** Forget the nonces of tickets of earlier epochs: their keys are gone, nothing accepts them any more. */
  async deleteNoncesBefore(epoch: number): Promise<void> {
    await this.#deleteNonces.run(epoch);
  }

  /** Forget all, at sunset. */
  async deleteAll(): Promise<void> {
    for (const statement of this.#deleteAll) await statement.run();
  }
}
