import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type TicketPurpose, ticketPurpose } from "../../protocol/index.ts";

/** How many claim codes of each purpose were issued on a day. */
export type ClaimCounts = Readonly<Record<TicketPurpose, number>>;

/**
 * How many claim codes were issued, by UTC day and purpose, until the day is in the log; then its rows are deleted. Nothing
 * finer is kept. Trusted to know which day the log has not told of yet.
 */
export class ClaimCountTable {
  readonly #begin: StatementSync;
  readonly #due: StatementSync;
  readonly #add: StatementSync;
  readonly #counts: StatementSync;
  readonly #setDue: StatementSync;
  readonly #deleteBefore: StatementSync;
  readonly #deleteAll: StatementSync;

  constructor(database: DatabaseSync) {
    this.#begin = database.prepare("INSERT OR IGNORE INTO claim_count_due (one, day) VALUES (1, ?)");
    this.#due = database.prepare("SELECT day FROM claim_count_due");
    this.#add = database.prepare(
      `INSERT INTO claim_count (day, purpose, issued) VALUES (max(?, (SELECT day FROM claim_count_due)), ?, ?)
       ON CONFLICT DO UPDATE SET issued = issued + excluded.issued`,
    );
    this.#counts = database.prepare("SELECT purpose, issued FROM claim_count WHERE day = ?");
    this.#setDue = database.prepare("UPDATE claim_count_due SET day = ?");
    this.#deleteBefore = database.prepare("DELETE FROM claim_count WHERE day < ?");
    this.#deleteAll = database.prepare("DELETE FROM claim_count");
  }

  /**
   * The first Unix day that the log does not tell of.
   *
   * @param today - Counting begins with it, if it has not begun.
   */
  dueDay(today: number): number {
    this.#begin.run(today);
    return Number(this.#due.get()!["day"]);
  }

  /**
   * Count codes. A day that has been logged is not opened again: a code that was issued as it ended counts for the next.
   *
   * @param today - Unix day. {@link dueDay} has been asked before.
   */
  add(today: number, purpose: TicketPurpose, count: number): void {
    this.#add.run(today, purpose, count);
  }

  of(day: number): ClaimCounts {
    const rows = this.#counts.all(day);
    const issued = (purpose: TicketPurpose): number =>
      Number(rows.find((row) => row["purpose"] === purpose)?.["issued"] ?? 0);
    const { report, confirm, retract } = ticketPurpose;
    return { [report]: issued(report), [confirm]: issued(confirm), [retract]: issued(retract) };
  }

  /** The days before this one are in the log: forget their counts. */
  forgetBefore(day: number): void {
    this.#setDue.run(day);
    this.#deleteBefore.run(day);
  }

  /** Forget all, at sunset. */
  deleteAll(): void {
    this.#deleteAll.run();
  }
}
