import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../operator-error.ts";

/** How long a write waits for another process (the `claim` command, a second server) before it fails. */
export const busyMilliseconds = 10_000;

/** SQLite's primary result code for what another connection has locked. */
const busyCode = 5;

/** What a program keeps in its file. */
export interface DatabaseKind {
  /** Marks the file, SQLite's `application_id`. */
  readonly applicationId: number;
  /** For the operator: "it is a database, but not …". */
  readonly whose: string;
  /** Statements that make the newest schema. */
  readonly schema: string;
  /** SQLite's `user_version` of that schema. */
  readonly schemaVersion: number;
  /** By version: statements that lead to the next one. */
  readonly migrations: ReadonlyMap<number, string>;
}

/**
 * Open a file whose commits survive kill -9 and power cuts (WAL with synchronous=FULL) and whose deleted rows are overwritten
 * (secure_delete); make it when it is missing.
 *
 * @param path - SQLite puts `-wal` and `-shm` beside it.
 * @throws {@link OperatorError} when the file is something else or was made by another version.
 */
export function openDurableDatabase(path: string, kind: DatabaseKind): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyMilliseconds });
  try {
    keepJournal(database);
    for (const setting of [
      "synchronous = FULL",
      "fullfsync = ON",
      "secure_delete = ON",
      "temp_store = MEMORY",
      "trusted_schema = OFF",
    ]) {
      database.exec(`PRAGMA ${setting}`);
    }
    durably(database, () => migrate(database, path, kind));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Do all of it, durably, or nothing of it. One writer at a time, over all processes.
 *
 * @param work - Synchronous; what it throws undoes everything and is thrown on.
 * @returns What `work` returned, after the commit has reached the disk.
 */
export function durably<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk may have rolled back already.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/**
 * Write ahead to a journal. Of two processes that make the file at the same moment SQLite refuses one at once, since each would wait
 * for the other.
 */
function keepJournal(database: DatabaseSync): void {
  const until = performance.now() + busyMilliseconds;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      const isBusy =
        error instanceof Error && "errcode" in error && ((error.errcode as number) & 0xff) === busyCode;
      if (!isBusy || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + Math.random() * 20);
    }
  }
}

function migrate(database: DatabaseSync, path: string, kind: DatabaseKind): void {
  const pragma = (name: string): number => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  let version = pragma("user_version");
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get();
  if (version === 0 && tables?.["count"] === 0) {
    database.exec(kind.schema);
    database.exec(
      `PRAGMA application_id = ${kind.applicationId}; PRAGMA user_version = ${kind.schemaVersion}`,
    );
    return;
  }
  if (pragma("application_id") !== kind.applicationId) {
    throw new OperatorError(`${path} is a database, but not ${kind.whose}.`);
  }
  for (let next = kind.migrations.get(version); next !== undefined; next = kind.migrations.get(version)) {
    database.exec(next);
    database.exec(`PRAGMA user_version = ${++version}`);
  }
  if (version !== kind.schemaVersion) {
    throw new OperatorError(`${path} was made by another version of Celadon (schema ${version}).`);
  }
}
