import type { Database, Statement } from "./database.ts";

/** A session as it is kept. All moments in Unix seconds. */
export interface StoredSession {
  readonly tokenHash: Uint8Array;
  /** Number. */
  readonly staff: number;
  /** The passkey that began it. */
  readonly credential: Uint8Array;
  readonly began: number;
  /** Last, to the minute. */
  readonly used: number;
  /** When a passkey was shown last. */
  readonly proved: number;
}

const columns = `token_hash AS "tokenHash", staff, credential, began, used, proved`;

/**
 * Who is signed in, and which challenges have been answered. Trusted to take no answer twice. No address, browser or device is in
 * it; a cookie cannot be made from its hash.
 */
export class SessionTables {
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #of: Statement;
  readonly #use: Statement;
  readonly #prove: Statement;
  readonly #delete: Statement;
  readonly #deleteOf: Statement;
  readonly #deleteBegunWith: Statement;
  readonly #deleteOver: Statement;
  readonly #answer: Statement;
  readonly #deleteExpired: Statement;
  readonly #deleteAll: readonly Statement[];

  constructor(database: Database) {
    this.#insert = database.prepare(
      "INSERT INTO staff_session (token_hash, staff, credential, began, used, proved) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#find = database.prepare(`SELECT ${columns} FROM staff_session WHERE token_hash = ?`);
    this.#of = database.prepare(`SELECT ${columns} FROM staff_session WHERE staff = ? ORDER BY began DESC`);
    this.#use = database.prepare("UPDATE staff_session SET used = ? WHERE token_hash = ?");
    this.#prove = database.prepare("UPDATE staff_session SET proved = ? WHERE token_hash = ?");
    this.#delete = database.prepare("DELETE FROM staff_session WHERE token_hash = ?");
    this.#deleteOf = database.prepare("DELETE FROM staff_session WHERE staff = ?");
    this.#deleteBegunWith = database.prepare("DELETE FROM staff_session WHERE credential = ?");
    this.#deleteOver = database.prepare("DELETE FROM staff_session WHERE began <= ? OR used <= ?");
    this.#answer = database.prepare(
      "INSERT INTO staff_challenge (challenge, expires) VALUES (?, ?) ON CONFLICT DO NOTHING",
    );
    this.#deleteExpired = database.prepare("DELETE FROM staff_challenge WHERE expires <= ?");
    this.#deleteAll = ["staff_session", "staff_challenge"].map((table) =>
      database.prepare(`DELETE FROM ${table}`),
    );
  }

  async add({ tokenHash, staff, credential, began, used, proved }: StoredSession): Promise<void> {
    await this.#insert.run(tokenHash, staff, credential, began, used, proved);
  }

  /** Over or not, or null. */
  async find(tokenHash: Uint8Array): Promise<StoredSession | null> {
    return (await this.#find.get<StoredSession>(tokenHash)) ?? null;
  }

  /** A person's, the newest first. */
  async of(staff: number): Promise<StoredSession[]> {
    return this.#of.all<StoredSession>(staff);
  }

  async use(tokenHash: Uint8Array, now: number): Promise<void> {
    await this.#use.run(now, tokenHash);
  }

  async prove(tokenHash: Uint8Array, now: number): Promise<void> {
    await this.#prove.run(now, tokenHash);
  }

  /** End one. */
  async delete(tokenHash: Uint8Array): Promise<void> {
    await this.#delete.run(tokenHash);
  }

  /** End all of a person's. */
  async deleteOf(staff: number): Promise<void> {
    await this.#deleteOf.run(staff);
  }

  /** End those that a passkey began. */
  async deleteBegunWith(credential: Uint8Array): Promise<void> {
    await this.#deleteBegunWith.run(credential);
  }

  /** Forget those that began, or were used last, at or before these moments. */
  async deleteOver(began: number, used: number): Promise<void> {
    await this.#deleteOver.run(began, used);
  }

  /** Note that a challenge has been answered. @returns False when it had been. */
  async answer(challenge: Uint8Array, expires: number): Promise<boolean> {
    return (await this.#answer.run(challenge, expires)) === 1;
  }

  /** Forget the challenges that expired at or before a moment: nothing answers them any more. */
  async deleteExpiredChallenges(now: number): Promise<void> {
    await this.#deleteExpired.run(now);
  }

  /** Forget all, at sunset. */
  async deleteAll(): Promise<void> {
    for (const statement of this.#deleteAll) await statement.run();
  }
}
