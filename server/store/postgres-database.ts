import { AsyncLocalStorage } from "node:async_hooks";
import type postgres from "postgres";
import { OperatorError } from "../operator-error.ts";
import type { Database, Statement, TransactionKind, Value } from "./database.ts";
import type { DatabaseKind } from "./durable-database.ts";
import { postgresFunctions, postgresSchema } from "./postgres-schema.ts";
import { readPostgresAddress } from "./postgres-address.ts";
import { PostgresCandidate } from "./postgres-candidate.ts";
import { type Pool, PostgresLink } from "./postgres-link.ts";

/** The number of the advisory lock that orders transactions; the database is Celadon's alone. */
const transactionLock = 1;

/** For so long somebody who reads a table, for a backup perhaps, is waited for: meanwhile nobody can write. */
const exchangeMilliseconds = 2_000;

/** PostgreSQL's code for a lock that was not to be had in time. */
const lockNotAvailable = "55P03";

type Transaction = Parameters<Parameters<Pool["begin"]>[1]>[0];

/**
 * A database in PostgreSQL, for any number of nodes. A commit is on the server's disk (synchronous_commit); transactions are ordered by
 * an advisory lock: one that is alone waits for all others, and they for it.
 */
export class PostgresDatabase implements Database {
  readonly #link: PostgresLink;
  readonly #candidate: PostgresCandidate;
  /** Set where the code that runs is part of a transaction. */
  readonly #transaction = new AsyncLocalStorage<{ sql: Transaction; isOver: boolean }>();

  private constructor(link: PostgresLink) {
    this.#link = link;
    this.#candidate = new PostgresCandidate(link);
  }

  /**
   * Connect, and make the tables that are missing.
   *
   * @param url - See {@link readPostgresAddress}, of a database that is Celadon's alone and its user's own.
   * @throws {@link OperatorError} when it cannot be used, is something else or was made by another version.
   */
  static async open(url: string, kind: DatabaseKind): Promise<PostgresDatabase> {
    const hosts = readPostgresAddress(url);
    if (typeof hosts === "string") throw new OperatorError(`CELADON_DATABASE_URL ${hosts}`);
    const database = new PostgresDatabase(new PostgresLink(hosts));
    try {
      await database.transaction(() => database.#migrate(kind));
      return database;
    } catch (error) {
      await database.close();
      if (error instanceof OperatorError || !(error instanceof Error)) throw error;
      // Without the address, which may have a password in it.
      throw new OperatorError(`The database of CELADON_DATABASE_URL cannot be used: ${error.message}.`, {
        cause: error,
      });
    }
  }

  prepare(sql: string): Statement {
    const reads = sql.trimStart().startsWith("SELECT");
    const text = numbered(sql);
    const ask = async (values: readonly Value[]): Promise<postgres.RowList<postgres.Row[]>> => {
      const inside = this.#current();
      const parameters = values as Exclude<Value, undefined>[];
      if (inside !== undefined) return inside.unsafe(text, parameters, { prepare: true });
      if (reads)
        return this.#link.use(async ({ readers }) => readers.unsafe(text, parameters, { prepare: true }));
      return this.transaction(() => ask(values));
    };
    return {
      run: async (...values: Value[]) => (await ask(values)).count,
      get: async <Shape>(...values: Value[]) => (await ask(values))[0] as Shape | undefined,
      all: async <Shape>(...values: Value[]) => [...(await ask(values))] as unknown as Shape[],
    };
  }

  async transaction<Result>(work: () => Promise<Result>, kind: TransactionKind = "alone"): Promise<Result> {
    if (this.#current() !== undefined) throw new Error("a transaction within a transaction");
    const lock = kind === "alone" ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared";
    return this.#link.use(async ({ writers }) => {
      const done = await writers.begin(async (sql) => {
        const state = { sql, isOver: false };
        try {
          await sql.unsafe(`SELECT ${lock}(${transactionLock})`);
          return { result: await this.#transaction.run(state, work) };
        } finally {
          state.isOver = true;
        }
      });
      return (done as { result: Result }).result;
    });
  }

  async rewriteInOrder(tables: readonly string[]): Promise<boolean> {
    const sql = this.#current();
    if (sql === undefined) throw new Error("outside of a transaction");
    try {
      await sql.savepoint(async (inner) => {
        // New files, whose rows all have this transaction's number: neither their places nor their numbers tell when they came. Others
        // go on reading the old ones meanwhile.
        for (const table of tables) {
          await inner.unsafe(`CREATE TABLE ${table}_in_order (LIKE ${table} INCLUDING ALL)`);
          await inner.unsafe(`INSERT INTO ${table}_in_order SELECT * FROM ${table} ORDER BY 1, 2, 3`);
        }
        await inner.unsafe(`SET LOCAL lock_timeout = ${exchangeMilliseconds}`);
        for (const table of tables) {
          await inner.unsafe(`DROP TABLE ${table}`);
          await inner.unsafe(`ALTER TABLE ${table}_in_order RENAME TO ${table}`);
        }
        await inner.unsafe("SET LOCAL lock_timeout TO DEFAULT");
      });
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === lockNotAvailable) return false;
      throw error;
    }
  }

  /** The database's own settings say how long it keeps its journal: see docs/operate.md. */
  async truncateJournal(): Promise<boolean> {
    return true;
  }

  async campaign(): Promise<number | null> {
    return this.#candidate.campaign();
  }

  async close(): Promise<void> {
    await this.#candidate.close();
    await this.#link.close();
  }

  #current(): Transaction | undefined {
    const state = this.#transaction.getStore();
    if (state?.isOver) throw new Error("the transaction that this was begun in is over");
    return state?.sql;
  }

  /** In a transaction, so that of several nodes that start at once one does it. */
  async #migrate({ applicationId, whose, schema, schemaVersion, migrations }: DatabaseKind): Promise<void> {
    const sql = this.#current()!;
    const isEmpty = await sql`SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1`;
    if (isEmpty.length === 0) {
      await sql.unsafe(postgresFunctions);
      await sql.unsafe(postgresSchema(schema));
      await sql.unsafe("CREATE TABLE schema_version (application BIGINT NOT NULL, version BIGINT NOT NULL)");
      await sql`INSERT INTO schema_version VALUES (${applicationId}, ${schemaVersion})`;
      return;
    }
    const [is] = await sql`SELECT to_regclass('schema_version') IS NOT NULL AS ours`;
    const [found] = is!["ours"] ? await sql`SELECT application, version FROM schema_version` : [];
    if (found === undefined || found["application"] !== applicationId) {
      throw new OperatorError(`The database of CELADON_DATABASE_URL has tables, but is not ${whose}.`);
    }
    let version = found["version"] as number;
    for (let next = migrations.get(version); next !== undefined; next = migrations.get(version)) {
      await sql.unsafe(postgresSchema(next));
      await sql`UPDATE schema_version SET version = ${++version}`;
    }
    if (version !== schemaVersion) {
      throw new OperatorError(
        `The database of CELADON_DATABASE_URL was made by another version of Celadon (schema ${version}).`,
      );
    }
  }
}

/** `?` and `?1` as PostgreSQL numbers them. No statement has a question mark elsewhere. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replaceAll(/\?(\d?)/g, (_all, number: string) => `$${number || ++count}`);
}
