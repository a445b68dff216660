import type { Database, Statement } from "./database.ts";

/** What identifies a batch. */
export interface BatchHead {
  /** Consecutive, from 0. */
  readonly number: number;
  /** The period it closed: its first moment, in Unix seconds. No two batches share one. */
  readonly periodStart: number;
  /** Closing interval. */
  readonly closed: number;
}

/** How large a batch is. */
export interface BatchSize extends Pick<BatchHead, "number" | "closed"> {
  /** Of its file. */
  readonly bytes: number;
}

/** The published batches, until retention. Public. */
export class BatchTable {
  readonly #insert: Statement;
  readonly #newest: Statement;
  readonly #latest: Statement;
  readonly #bytes: Statement;
  readonly #deleteOld: Statement;
  readonly #deleteAllBytes: Statement;

  constructor(database: Database) {
    this.#insert = database.prepare(
      "INSERT INTO batch (number, period_start, closed, bytes) VALUES (?, ?, ?, ?)",
    );
    this.#newest = database.prepare(
      `SELECT number, period_start AS "periodStart", closed FROM batch ORDER BY number DESC LIMIT 1`,
    );
    this.#latest = database.prepare(
      "SELECT number, closed, length(bytes) AS bytes FROM batch ORDER BY number DESC LIMIT ?",
    );
    this.#bytes = database.prepare("SELECT bytes FROM batch WHERE number = ?");
    this.#deleteOld = database.prepare(
      "DELETE FROM batch WHERE closed < ? AND number < (SELECT max(number) FROM batch)",
    );
    this.#deleteAllBytes = database.prepare("UPDATE batch SET bytes = ?");
  }

  /** The newest batch, or null before the region has been made. */
  async newest(): Promise<BatchHead | null> {
    return (await this.#newest.get<BatchHead>()) ?? null;
  }

  /** The latest that are kept, up to a number of them, the newest last. */
  async latest(count: number): Promise<BatchSize[]> {
    return (await this.#latest.all<BatchSize>(count)).toReversed();
  }

  /** @throws when the number or the period has been closed already. */
  async add(head: BatchHead, bytes: Uint8Array): Promise<void> {
    await this.#insert.run(head.number, head.periodStart, head.closed, bytes);
  }

  /** The file, or null when there is none of this number, not yet or no longer. */
  async bytes(number: number): Promise<Uint8Array | null> {
    return ((await this.#bytes.get(number))?.["bytes"] as Uint8Array | undefined) ?? null;
  }

  /** Delete batches closed before an interval; the newest stays, since its number and period go on from it. */
  async deleteClosedBefore(interval: number): Promise<void> {
    await this.#deleteOld.run(interval);
  }

  /** Delete all files, at sunset. */
  async deleteAllBytes(): Promise<void> {
    await this.#deleteAllBytes.run(new Uint8Array());
  }
}
