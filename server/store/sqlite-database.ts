import { AsyncLocalStorage } from "node:async_hooks";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Database, Statement, Value } from "./database.ts";
import { busyMilliseconds, type DatabaseKind, openDurableDatabase } from "./durable-database.ts";

/** Who writes to a file in this process: `last` resolves when the last of them has ended. */
interface Turns {
  last: Promise<unknown>;
}

/** By path: two that have opened the same file wait for each other here, and not in SQLite, which would keep the one it waits for from going on. */
const turnsAt = new Map<string, Turns>();

/**
 * A database in one SQLite file: see {@link openDurableDatabase}. It answers at once; only whoever writes waits for who wrote before.
 * Reading has a connection of its own, and so neither waits for a transaction nor sees what that has not committed.
 */
export class SqliteDatabase implements Database {
  readonly #writer: DatabaseSync;
  readonly #reader: DatabaseSync;
  /** Set where the code that runs is part of a transaction. */
  readonly #transaction = new AsyncLocalStorage<{ isOver: boolean }>();
  readonly #turns: Turns;

  /**
   * Open the file, or make it.
   *
   * @throws OperatorError when it is something else or was made by another version.
   */
  constructor(path: string, kind: DatabaseKind) {
    this.#writer = openDurableDatabase(path, kind);
    this.#reader = new DatabaseSync(path, { readOnly: true, timeout: busyMilliseconds });
    this.#turns = turnsAt.get(path) ?? { last: Promise.resolve() };
    turnsAt.set(path, this.#turns);
  }

  prepare(sql: string): Statement {
    const prepared = new Map<DatabaseSync, StatementSync>();
    const on = (database: DatabaseSync): StatementSync => {
      const statement = prepared.get(database) ?? database.prepare(sql);
      prepared.set(database, statement);
      return statement;
    };
    const reads = sql.trimStart().startsWith("SELECT");
    const query = async <Result>(ask: (statement: StatementSync) => Result): Promise<Result> => {
      if (this.#isInTransaction()) return ask(on(this.#writer));
      if (reads) return ask(on(this.#reader));
      return this.#inTurn(async () => ask(on(this.#writer)));
    };
    return {
      run: (...values: Value[]) => query((statement) => Number(statement.run(...values).changes)),
      get: <Shape>(...values: Value[]) => query((statement) => statement.get(...values) as Shape | undefined),
      all: <Shape>(...values: Value[]) => query((statement) => statement.all(...values) as Shape[]),
    };
  }

  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isInTransaction()) throw new Error("a transaction within a transaction");
    return this.#inTurn(async () => {
      const state = { isOver: false };
      this.#writer.exec("BEGIN IMMEDIATE");
      try {
        const result = await this.#transaction.run(state, work);
        this.#writer.exec("COMMIT");
        return result;
      } catch (error) {
        // A full disk may have rolled back already.
        if (this.#writer.isTransaction) this.#writer.exec("ROLLBACK");
        throw error;
      } finally {
        state.isOver = true;
      }
    });
  }

  /** Processes on one machine need no election: whoever comes first publishes what is due. Their one term never ends. */
  async campaign(): Promise<number> {
    return 0;
  }

  async rewriteInOrder(tables: readonly string[]): Promise<boolean> {
    if (!this.#isInTransaction()) throw new Error("outside of a transaction");
    for (const table of tables) {
      this.#writer.exec(`
        CREATE TEMP TABLE kept AS SELECT * FROM main.${table} ORDER BY 1, 2, 3;
        DELETE FROM main.${table};
        INSERT INTO main.${table} SELECT * FROM kept ORDER BY 1, 2, 3;
        DROP TABLE kept;`);
    }
    return true;
  }

  async truncateJournal(): Promise<boolean> {
    return this.#inTurn(async () => {
      const result = this.#writer.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
      return result?.["busy"] === 0;
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => {
      this.#reader.close();
      this.#writer.close();
    });
  }

  #isInTransaction(): boolean {
    const state = this.#transaction.getStore();
    if (state?.isOver) throw new Error("the transaction that this was begun in is over");
    return state !== undefined;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turns.last.then(work);
    this.#turns.last = turn.catch(() => undefined);
    return turn;
  }
}
