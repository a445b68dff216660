import type { DatabaseSync, StatementSync } from "node:sqlite";

/** How far a request for a second person is. */
export type ApprovalState = "waiting" | "approved" | "refused" | "withdrawn" | "taken";

/** A request for a second person's approval, as it is kept. */
export interface StoredApproval {
  readonly number: number;
  readonly action: string;
  /** JSON, numbers only. */
  readonly numbers: string;
  /** Who asked. */
  readonly asker: number;
  /** Who approved or refused; null while it waits. */
  readonly decider: number | null;
  readonly state: ApprovalState;
  /** Unix seconds. */
  readonly expires: number;
}

const columns = "number, action, numbers, asker, decider, state, expires";

/** What one person asked and another has to approve, until it expires. Trusted to let each approval be taken once. */
export class ApprovalTable {
  readonly #insert: StatementSync;
  readonly #find: StatementSync;
  readonly #all: StatementSync;
  readonly #move: StatementSync;
  readonly #withdrawOf: StatementSync;
  readonly #deleteExpired: StatementSync;
  readonly #deleteAll: StatementSync;

  constructor(database: DatabaseSync) {
    // Numbers that the audit names are not given again.
    this.#insert = database.prepare(
      `INSERT INTO approval (number, action, numbers, asker, state, expires)
       SELECT 1 + coalesce(max(number), 0), ?, ?, ?, 'waiting', ? FROM (
         SELECT number FROM approval
         UNION ALL SELECT json_extract(numbers, '$.approval') FROM audit_entry WHERE action GLOB 'asked-*')`,
    );
    this.#find = database.prepare(`SELECT ${columns} FROM approval WHERE number = ?`);
    this.#all = database.prepare(`SELECT ${columns} FROM approval WHERE expires > ? ORDER BY number DESC`);
    this.#move = database.prepare(
      "UPDATE approval SET state = ?, decider = coalesce(?, decider) WHERE number = ? AND state = ?",
    );
    this.#withdrawOf = database.prepare(
      "UPDATE approval SET state = 'withdrawn' WHERE asker = ? AND state IN ('waiting', 'approved')",
    );
    this.#deleteExpired = database.prepare("DELETE FROM approval WHERE expires <= ?");
    this.#deleteAll = database.prepare("DELETE FROM approval");
  }

  /** @returns Its number. */
  add({
    action,
    numbers,
    asker,
    expires,
  }: Pick<StoredApproval, "action" | "numbers" | "asker" | "expires">): number {
    return Number(this.#insert.run(action, numbers, asker, expires).lastInsertRowid);
  }

  /** Expired or not, or null. */
  find(number: number): StoredApproval | null {
    return (this.#find.get(number) as unknown as StoredApproval | undefined) ?? null;
  }

  /** Those that have not expired, the newest first. */
  all(now: number): StoredApproval[] {
    return this.#all.all(now) as unknown as StoredApproval[];
  }

  /** @param decider - Who approves or refuses; null leaves it. @returns False when it was in another state: nothing was changed then. */
  move(number: number, from: ApprovalState, to: ApprovalState, decider: number | null = null): boolean {
    return this.#move.run(to, decider, number, from).changes === 1;
  }

  /** Withdraw all that a person has asked and not used. */
  withdrawOf(asker: number): void {
    this.#withdrawOf.run(asker);
  }

  /** Forget those that expired at or before a moment. */
  deleteExpired(now: number): void {
    this.#deleteExpired.run(now);
  }

  /** Forget all, at sunset. */
  deleteAll(): void {
    this.#deleteAll.run();
  }
}
