import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../operator-error.ts";
import { BatchTable } from "./batch-table.ts";
import { ClaimTable } from "./claim-table.ts";
import { LogTables } from "./log-tables.ts";
import { RegionTables } from "./region-tables.ts";
import { ReportTables } from "./report-tables.ts";
import { applicationId, migrations, schema, schemaVersion } from "./schema.ts";

/** How long a write waits for another process (the `claim` command, a second server) before it fails. */
const busyMilliseconds = 10_000;

/**
 * The server's memory: one SQLite file. It is trusted to keep what it acknowledged, through kill -9 and power cuts
 * (WAL with synchronous=FULL), and to overwrite what is deleted (secure_delete). It is not trusted with secrets: claim codes
 * and nonces are in it only as hashes whose keys lie elsewhere.
 *
 * Everything here is synchronous, so nothing else runs in this process between two calls; other processes may write at any
 * time outside {@link Store.transaction}.
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly region: RegionTables;
  readonly batches: BatchTable;
  readonly log: LogTables;
  readonly claims: ClaimTable;
  readonly reports: ReportTables;

  /**
   * Open the file, or make it.
   *
   * @param path - Of the file; SQLite puts `-wal` and `-shm` beside it.
   * @throws {@link OperatorError} when the file is something else or was made by a newer Celadon.
   */
  constructor(path: string) {
    const database = new DatabaseSync(path, { timeout: busyMilliseconds });
    this.#database = database;
    try {
      for (const setting of [
        "journal_mode = WAL",
        "synchronous = FULL",
        "fullfsync = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
      ]) {
        database.exec(`PRAGMA ${setting}`);
      }
      this.transaction(() => this.#migrate(path));
      this.region = new RegionTables(database);
      this.batches = new BatchTable(database);
      this.log = new LogTables(database);
      this.claims = new ClaimTable(database);
      this.reports = new ReportTables(database);
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
  transaction<Result>(work: () => Result): Result {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk may have rolled back already.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /**
   * Write the rows that come from persons anew, in the order of their keys. Without this a page of the file would show in
   * which order its rows were added: SQLite keeps the list of cells sorted, but fills the space from the end of the page as
   * they come. Call inside {@link Store.transaction}, once a period.
   */
  forgetArrivalOrder(): void {
    for (const table of ["claim", "pending", "spent"]) {
      this.#database.exec(`
        CREATE TEMP TABLE kept AS SELECT * FROM main.${table} ORDER BY 1, 2, 3;
        DELETE FROM main.${table};
        INSERT INTO main.${table} SELECT * FROM kept ORDER BY 1, 2, 3;
        DROP TABLE kept;`);
    }
  }

  /**
   * Move the journal into the file and cut it to nothing, so that what was deleted is in neither.
   *
   * @returns False when another process was reading: try again after the next period.
   */
  truncateJournal(): boolean {
    const result = this.#database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
    return result?.["busy"] === 0;
  }

  close(): void {
    this.#database.close();
  }

  #migrate(path: string): void {
    const pragma = (name: string): number => Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name]);
    let version = pragma("user_version");
    const tables = this.#database.prepare("SELECT count(*) AS count FROM sqlite_schema").get();
    if (version === 0 && tables?.["count"] === 0) {
      this.#database.exec(schema);
      this.#database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`);
    } else if (pragma("application_id") !== applicationId) {
      throw new OperatorError(`${path} is a database, but not one of Celadon's.`);
    } else {
      for (let next = migrations.get(version); next !== undefined; next = migrations.get(version)) {
        this.#database.exec(next);
        this.#database.exec(`PRAGMA user_version = ${++version}`);
      }
      if (version === schemaVersion) return;
      throw new OperatorError(`${path} was made by another version of Celadon (schema ${version}).`);
    }
  }
}
