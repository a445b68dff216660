import type { Database, Statement } from "./database.ts";
import { type TicketPurpose, ticketPurpose } from "../../protocol/index.ts";

/** How many claim codes of each purpose were issued on a day. */
export type ClaimCounts = Readonly<Record<TicketPurpose, number>>;

/**
 * How many claim codes were issued, by UTC day and purpose, until the day is in the log; then its rows are deleted. Nothing
 * finer is kept. Trusted to know which day the log has not told of yet.
 */
export class ClaimCountTable {
  readonly #begin: Statement;
  readonly #due: Statement;
  readonly #add: Statement;
  readonly #counts: Statement;
  readonly #setDue: Statement;
  readonly #deleteBefore: Statement;
  readonly #deleteAll: Statement;

  constructor(database: Database) {
    this.#begin = database.prepare(
      "INSERT INTO claim_count_due (one, day) VALUES (1, ?) ON CONFLICT DO NOTHING",
    );
    this.#due = database.prepare("SELECT day FROM claim_count_due");
    this.#add = database.prepare(
      `INSERT INTO claim_count (day, purpose, issued) VALUES (?, ?, ?)
       ON CONFLICT (day, purpose) DO UPDATE SET issued = claim_count.issued + excluded.issued`,
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
  async dueDay(today: number): Promise<number> {
    await this.#begin.run(today);
    return Number((await this.#due.get())!["day"]);
  }

  /**
   * Count codes. A day that has been logged is not opened again: a code that was issued as it ended counts for the next.
   *
   * @param today - Unix day.
   */
  async add(today: number, purpose: TicketPurpose, count: number): Promise<void> {
    await this.#add.run(Math.max(today, await this.dueDay(today)), purpose, count);
  }

  async of(day: number): Promise<ClaimCounts> {
    const rows = await this.#counts.all(day);
    const issued = (purpose: TicketPurpose): number =>
      Number(rows.find((row) => row["purpose"] === purpose)?.["issued"] ?? 0);
    const { report, confirm, retract } = ticketPurpose;
    return { [report]: issued(report), [confirm]: issued(confirm), [retract]: issued(retract) };
  }

  /** The days before this one are in the log: forget their counts. */
  async forgetBefore(day: number): Promise<void> {
    await this.#setDue.run(day);
    await this.#deleteBefore.run(day);
  }

  /** Forget all, at sunset. */
  async deleteAll(): Promise<void> {
    await this.#deleteAll.run();
  }
}
