import { ApiTokenTable } from "./api-token-table.ts";
import { ApprovalTable } from "./approval-table.ts";
import { AuditTables } from "./audit-tables.ts";
import { BatchTable } from "./batch-table.ts";
import { ClaimCountTable } from "./claim-count-table.ts";
import { ClaimJobTables } from "./claim-job-tables.ts";
import { ClaimTable } from "./claim-table.ts";
import type { Database, TransactionKind } from "./database.ts";
import type { DatabaseKind } from "./durable-database.ts";
import { HourlyCountTable } from "./hourly-count-table.ts";
import { KeyCheckTable } from "./key-check-table.ts";
import { LogTables } from "./log-tables.ts";
import { MirrorTables } from "./mirror-tables.ts";
import { PublisherTable } from "./publisher-table.ts";
import { RegionTables } from "./region-tables.ts";
import { ReportTables } from "./report-tables.ts";
import { SessionTables } from "./session-tables.ts";
import { SqliteDatabase } from "./sqlite-database.ts";
import { StaffTables } from "./staff-tables.ts";
import { applicationId, migrations, schema, schemaVersion } from "./schema.ts";

/** How a database says that it is the server's. */
const storeKind: DatabaseKind = {
  applicationId,
  whose: "one of Celadon's",
  schema,
  schemaVersion,
  migrations,
};

/**
 * The server's memory. It is trusted to keep what it acknowledged, through kill -9 and power cuts, and to overwrite what is
 * deleted as far as its database can. It is not trusted with secrets: claim codes and nonces are in it only as hashes whose keys
 * lie elsewhere.
 *
 * Others may write between any two calls outside {@link Store.transaction}.
 */
export class Store {
  readonly #database: Database;
  readonly region: RegionTables;
  readonly batches: BatchTable;
  readonly log: LogTables;
  readonly mirror: MirrorTables;
  readonly claims: ClaimTable;
  readonly claimCounts: ClaimCountTable;
  readonly hourlyCounts: HourlyCountTable;
  readonly claimJobs: ClaimJobTables;
  readonly apiTokens: ApiTokenTable;
  readonly reports: ReportTables;
  readonly staff: StaffTables;
  readonly sessions: SessionTables;
  readonly approvals: ApprovalTable;
  readonly audit: AuditTables;
  readonly publisher: PublisherTable;
  readonly keyChecks: KeyCheckTable;

  private constructor(database: Database) {
    this.#database = database;
    this.region = new RegionTables(database);
    this.batches = new BatchTable(database);
    this.log = new LogTables(database);
    this.mirror = new MirrorTables(database);
    this.claims = new ClaimTable(database);
    this.claimCounts = new ClaimCountTable(database);
    this.hourlyCounts = new HourlyCountTable(database);
    this.claimJobs = new ClaimJobTables(database);
    this.apiTokens = new ApiTokenTable(database);
    this.reports = new ReportTables(database);
    this.staff = new StaffTables(database);
    this.sessions = new SessionTables(database);
    this.approvals = new ApprovalTable(database);
    this.audit = new AuditTables(database);
    this.publisher = new PublisherTable(database);
    this.keyChecks = new KeyCheckTable(database);
  }

  /**
   * Open the store in an SQLite file, or make it.
   *
   * @param path - Of the file; SQLite puts `-wal` and `-shm` beside it.
   * @throws OperatorError when the file is something else or was made by another version.
   */
  static async open(path: string): Promise<Store> {
    return new Store(new SqliteDatabase(path, storeKind));
  }

  /**
   * Open the store in PostgreSQL, or make it.
   *
   * @param url - `postgres://user:password@host/database`, of a database that is Celadon's alone.
   * @throws OperatorError when it cannot be used, is something else or was made by another version.
   */
  static async openPostgres(url: string): Promise<Store> {
    // Only here: who keeps SQLite does not load it.
    const { PostgresDatabase } = await import("./postgres-database.ts");
    return new Store(await PostgresDatabase.open(url, storeKind));
  }

  /**
   * Do all of it, durably, or nothing of it. One at a time, over all processes, unless it says `together`. Every call of the store that `work` makes,
   * and nothing else, belongs to it: see {@link Database}.
   *
   * @param work - Waits for nothing but the store; what it throws undoes everything and is thrown on.
   * @returns What `work` returned, after the commit has reached the disk.
   */
  transaction<Result>(work: () => Promise<Result>, kind?: TransactionKind): Promise<Result> {
    return this.#database.transaction(work, kind);
  }

  /** The term in which this node publishes; null while another does. See {@link Database.campaign}. */
  campaign(): Promise<number | null> {
    return this.#database.campaign();
  }

  /**
   * Write the rows that come from persons, or count what they do, anew, in the order of their keys. Without this a page of the file would show in
   * which order its rows were added: SQLite keeps the list of cells sorted, but fills the space from the end of the page as
   * they come; PostgreSQL puts row after row, each with its transaction's number. Call inside {@link Store.transaction}, once a period.
   *
   * @returns False when another process was reading: try again after the next period.
   */
  forgetArrivalOrder(): Promise<boolean> {
    return this.#database.rewriteInOrder(["claim", "pending", "spent", "hourly_count"]);
  }

  /**
   * Move the journal into the file and cut it to nothing, so that what was deleted is in neither.
   *
   * @returns False when another process was reading: try again after the next period.
   */
  truncateJournal(): Promise<boolean> {
    return this.#database.truncateJournal();
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
