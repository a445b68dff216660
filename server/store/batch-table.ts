import type { DatabaseSync, StatementSync } from "node:sqlite";

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
  readonly #insert: StatementSync;
  readonly #newest: StatementSync;
  readonly #latest: StatementSync;
  readonly #bytes: StatementSync;
  readonly #deleteOld: StatementSync;
  readonly #deleteAllBytes: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      "INSERT INTO batch (number, period_start, closed, bytes) VALUES (?, ?, ?, ?)",
    );
    this.#newest = database.prepare(
      "SELECT number, period_start AS periodStart, closed FROM batch ORDER BY number DESC LIMIT 1",
    );
    this.#latest = database.prepare(
      "SELECT number, closed, length(bytes) AS bytes FROM batch ORDER BY number DESC LIMIT ?",
    );
    this.#bytes = database.prepare("SELECT bytes FROM batch WHERE number = ?");
    this.#deleteOld = database.prepare(
      "DELETE FROM batch WHERE closed < ? AND number < (SELECT max(number) FROM batch)",
    );
    this.#deleteAllBytes = database.prepare("UPDATE batch SET bytes = zeroblob(0)");
  }

  /** The newest batch, or null before the region has been made. */
  newest(): BatchHead | null {
    return (this.#newest.get() as unknown as BatchHead | undefined) ?? null;
  }

  /** The latest that are kept, up to a number of them, the newest last. */
  latest(count: number): BatchSize[] {
    return (this.#latest.all(count) as unknown as BatchSize[]).toReversed();
  }

  /** @throws when the number or the period has been closed already. */
  add(head: BatchHead, bytes: Uint8Array): void {
    this.#insert.run(head.number, head.periodStart, head.closed, bytes);
  }

  /** The file, or null when there is none of this number, not yet or no longer. */
  bytes(number: number): Uint8Array | null {
    return (this.#bytes.get(number)?.["bytes"] as Uint8Array | undefined) ?? null;
  }

  /** Delete batches closed before an interval; the newest stays, since its number and period go on from it. */
  deleteClosedBefore(interval: number): void {
    this.#deleteOld.run(interval);
  }

  /** Delete all files, at sunset. */
  deleteAllBytes(): void {
    this.#deleteAllBytes.run();
  }
}
