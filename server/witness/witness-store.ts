import { DatabaseSync, type StatementSync } from "node:sqlite";
import { OperatorError } from "../operator-error.ts";

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

  /** @throws {@link OperatorError} when the file is something else. */
  constructor(path: string) {
    const database = new DatabaseSync(path, { timeout: 10_000 });
    this.#database = database;
    try {
      for (const setting of [
        "journal_mode = WAL",
        "synchronous = FULL",
        "fullfsync = ON",
        "trusted_schema = OFF",
      ]) {
        database.exec(`PRAGMA ${setting}`);
      }
      this.transaction(() => this.#migrate(path));
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
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
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

  #migrate(path: string): void {
    const pragma = (name: string): number => Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name]);
    const tables = this.#database.prepare("SELECT count(*) AS count FROM sqlite_schema").get();
    if (pragma("user_version") === 0 && tables?.["count"] === 0) {
      this.#database.exec(schema);
      this.#database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`);
    } else if (pragma("application_id") !== applicationId || pragma("user_version") !== schemaVersion) {
      throw new OperatorError(`${path} is a database, but not a witness's of this version.`);
    }
  }
}
