import type { Database, Statement } from "./database.ts";
import { type TicketPurpose, ticketPurpose } from "../../protocol/index.ts";

/** What becomes of claim codes; `expired` are those that nobody used. */
export const claimEvents = ["issued", "claimed", "expired", "revoked"] as const;

/** See {@link claimEvents}. */
export type ClaimEvent = (typeof claimEvents)[number];

/** What is counted; `wrong` are claim codes that there are not, or no longer, and so of no purpose. */
export type CountedEvent = ClaimEvent | "wrong";

/** The purpose that wrong codes are counted under. */
export const noPurpose = 0;

/** How often something happened in an hour. */
export interface HourlyCount {
  /** Unix hours. */
  readonly hour: number;
  readonly event: CountedEvent;
  readonly purpose: TicketPurpose | typeof noPurpose;
  readonly count: number;
}

/**
 * How many claim codes were issued, claimed, revoked, expired unused, and wrong, by hour: what staff watch. Nothing finer is
 * kept. Trusted to lose and to double nothing that is counted in the transaction that does it.
 */
export class HourlyCountTable {
  readonly #add: Statement;
  readonly #takeBack: Statement;
  readonly #deleteNone: Statement;
  readonly #wrongIn: Statement;
  readonly #since: Statement;
  readonly #deleteBefore: Statement;
  readonly #deleteAll: Statement;

  constructor(database: Database) {
    this.#add = database.prepare(
      `INSERT INTO hourly_count (hour, event, purpose, count) VALUES (?, ?, ?, ?)
       ON CONFLICT (hour, event, purpose) DO UPDATE SET count = hourly_count.count + excluded.count`,
    );
    this.#takeBack = database.prepare(
      "UPDATE hourly_count SET count = count - 1 WHERE hour = ? AND event = ? AND purpose = ?",
    );
    this.#deleteNone = database.prepare("DELETE FROM hourly_count WHERE hour = ? AND count = 0");
    this.#wrongIn = database.prepare(
      "SELECT count FROM hourly_count WHERE hour = ? AND event = 'wrong' AND purpose = 0",
    );
    this.#since = database.prepare(
      "SELECT hour, event, purpose, count FROM hourly_count WHERE hour >= ? ORDER BY hour, event, purpose",
    );
    this.#deleteBefore = database.prepare("DELETE FROM hourly_count WHERE hour < ?");
    this.#deleteAll = database.prepare("DELETE FROM hourly_count");
  }

  /** Count it. Call inside the transaction that does what is counted. @param hour - Unix hours. */
  async add(hour: number, event: ClaimEvent, purpose: TicketPurpose, count = 1): Promise<void> {
    await this.#add.run(hour, event, purpose, count);
  }

  /** Count wrong claim codes. @param hour - Unix hours. */
  async addWrong(hour: number, count: number): Promise<void> {
    await this.#add.run(hour, "wrong" satisfies CountedEvent, noPurpose, count);
  }

  /** Do all that {@link add} does, and undo it: for a decoy's exchange. Call inside a transaction. */
  async addNothing(hour: number): Promise<void> {
    await Promise.all([
      this.add(hour, "claimed", ticketPurpose.report),
      this.#takeBack.run(hour, "claimed" satisfies CountedEvent, ticketPurpose.report),
      this.#deleteNone.run(hour),
    ]);
  }

  /** How many wrong claim codes were counted in an hour. @param hour - Unix hours. */
  async wrongIn(hour: number): Promise<number> {
    return Number((await this.#wrongIn.get(hour))?.["count"] ?? 0);
  }

  /** What was counted from an hour on, the oldest first; what did not happen has no row. */
  async since(hour: number): Promise<HourlyCount[]> {
    return this.#since.all<HourlyCount>(hour);
  }

  /** Forget the hours before one. */
  async deleteBefore(hour: number): Promise<void> {
    await this.#deleteBefore.run(hour);
  }

  /** Forget all, at sunset. */
  async deleteAll(): Promise<void> {
    await this.#deleteAll.run();
  }
}
