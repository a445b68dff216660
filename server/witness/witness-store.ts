import type { DatabaseSync, StatementSync } from "node:sqlite";
import { durably, openDurableDatabase } from "../store/durable-database.ts";

/** The last checkpoint of one log that this witness has cosigned. */
export interface CosignedCheckpoint {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** The whole note: the log's signatures and this witness's cosignature. */
  readonly note: string;
}

/** Marks the file as a witness's: "CELW" in ASCII, SQLite's `application_id`. */
const applicationId = 0x43_45_4c_57;

const schemaVersion = 1;

const schema = `
CREATE TABLE cosigned (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note TEXT NOT NULL
) STRICT`;

/**
 * What a witness remembers: one SQLite file. It is trusted with one thing, never to forget what has been cosigned: a commit is on
 * the disk (synchronous=FULL) before {@link WitnessStore.transaction} returns.
 */
export class WitnessStore {
  readonly #database: DatabaseSync;
  readonly #get: StatementSync;
  readonly #set: StatementSync;

  /** @throws OperatorError when the file is something else. */
  constructor(path: string) {
    const database = openDurableDatabase(path, {
      applicationId,
      whose: "a witness's",
      schema,
      schemaVersion,
      migrations: new Map(),
    });
    this.#database = database;
    try {
      this.#get = database.prepare("SELECT size, root, note FROM cosigned WHERE origin = ?");
      this.#set = database.prepare(
        "INSERT OR REPLACE INTO cosigned (origin, size, root, note) VALUES (?, ?, ?, ?)",
      );
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /**
   * Do all of it, durably, or nothing of it; one at a time, over all processes: what is compared cannot change before it
   * is replaced.
   *
   * @param work - Synchronous; what it throws undoes everything and is thrown on.
   */
  transaction<Result>(work: () => Result): Result {
    return durably(this.#database, work);
  }

  /** The newest of a log, or null when there was none. */
  cosigned(origin: string): CosignedCheckpoint | null {
    return (this.#get.get(origin) as unknown as CosignedCheckpoint | undefined) ?? null;
  }

  /** Call inside {@link WitnessStore.transaction}. */
  setCosigned(origin: string, { size, root, note }: CosignedCheckpoint): void {
    this.#set.run(origin, size, root, note);
  }

  close(): void {
    this.#database.close();
  }
}
