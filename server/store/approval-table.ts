import type { Database, Statement } from "./database.ts";

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
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #all: Statement;
  readonly #move: Statement;
  readonly #withdrawOf: Statement;
  readonly #deleteExpired: Statement;
  readonly #deleteAll: Statement;

  constructor(database: Database) {
    // Numbers that the audit names are not given again.
    this.#insert = database.prepare(
      `INSERT INTO approval (number, action, numbers, asker, state, expires)
       SELECT 1 + coalesce(max(number), 0), ?, ?, ?, 'waiting', ? FROM (
         SELECT number FROM approval
         UNION ALL SELECT json_extract(numbers, '$.approval') FROM audit_entry WHERE action LIKE 'asked-%') AS given
       RETURNING number`,
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
  async add({
    action,
    numbers,
    asker,
    expires,
  }: Pick<StoredApproval, "action" | "numbers" | "asker" | "expires">): Promise<number> {
    return (await this.#insert.get<{ number: number }>(action, numbers, asker, expires))!.number;
  }

  /** Expired or not, or null. */
  async find(number: number): Promise<StoredApproval | null> {
    return (await this.#find.get<StoredApproval>(number)) ?? null;
  }

  /** Those that have not expired, the newest first. */
  async all(now: number): Promise<StoredApproval[]> {
    return this.#all.all<StoredApproval>(now);
  }

  /** @param decider - Who approves or refuses; null leaves it. @returns False when it was in another state: nothing was changed then. */
  async move(
    number: number,
    from: ApprovalState,
    to: ApprovalState,
    decider: number | null = null,
  ): Promise<boolean> {
    return (await this.#move.run(to, decider, number, from)) === 1;
  }

  /** Withdraw all that a person has asked and not used. */
  async withdrawOf(asker: number): Promise<void> {
    await this.#withdrawOf.run(asker);
  }

  /** Forget those that expired at or before a moment. */
  async deleteExpired(now: number): Promise<void> {
    await this.#deleteExpired.run(now);
  }

  /** Forget all, at sunset. */
  async deleteAll(): Promise<void> {
    await this.#deleteAll.run();
  }
}
