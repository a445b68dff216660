import type { DatabaseSync, StatementSync } from "node:sqlite";

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

const columns = "token_hash AS tokenHash, staff, credential, began, used, proved";

/**
 * Who is signed in, and which challenges have been answered. Trusted to take no answer twice. No address, browser or device is in
 * it; a cookie cannot be made from its hash.
 */
export class SessionTables {
  readonly #insert: StatementSync;
  readonly #find: StatementSync;
  readonly #of: StatementSync;
  readonly #use: StatementSync;
  readonly #prove: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteOf: StatementSync;
  readonly #deleteBegunWith: StatementSync;
  readonly #deleteOver: StatementSync;
  readonly #answer: StatementSync;
  readonly #deleteExpired: StatementSync;
  readonly #deleteAll: readonly StatementSync[];

  constructor(database: DatabaseSync) {
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
      "INSERT OR IGNORE INTO staff_challenge (challenge, expires) VALUES (?, ?)",
    );
    this.#deleteExpired = database.prepare("DELETE FROM staff_challenge WHERE expires <= ?");
    this.#deleteAll = ["staff_session", "staff_challenge"].map((table) =>
      database.prepare(`DELETE FROM ${table}`),
    );
  }

  add({ tokenHash, staff, credential, began, used, proved }: StoredSession): void {
    this.#insert.run(tokenHash, staff, credential, began, used, proved);
  }

  /** Over or not, or null. */
  find(tokenHash: Uint8Array): StoredSession | null {
    return (this.#find.get(tokenHash) as unknown as StoredSession | undefined) ?? null;
  }

  /** A person's, the newest first. */
  of(staff: number): StoredSession[] {
    return this.#of.all(staff) as unknown as StoredSession[];
  }

  use(tokenHash: Uint8Array, now: number): void {
    this.#use.run(now, tokenHash);
  }

  prove(tokenHash: Uint8Array, now: number): void {
    this.#prove.run(now, tokenHash);
  }

  /** End one. */
  delete(tokenHash: Uint8Array): void {
    this.#delete.run(tokenHash);
  }

  /** End all of a person's. */
  deleteOf(staff: number): void {
    this.#deleteOf.run(staff);
  }

  /** End those that a passkey began. */
  deleteBegunWith(credential: Uint8Array): void {
    this.#deleteBegunWith.run(credential);
  }

  /** Forget those that began, or were used last, at or before these moments. */
  deleteOver(began: number, used: number): void {
    this.#deleteOver.run(began, used);
  }

  /** Note that a challenge has been answered. @returns False when it had been. */
  answer(challenge: Uint8Array, expires: number): boolean {
    return this.#answer.run(challenge, expires).changes === 1;
  }

  /** Forget the challenges that expired at or before a moment: nothing answers them any more. */
  deleteExpiredChallenges(now: number): void {
    this.#deleteExpired.run(now);
  }

  /** Forget all, at sunset. */
  deleteAll(): void {
    for (const statement of this.#deleteAll) statement.run();
  }
}
