import { type DBSchema, type IDBPDatabase, type StoreNames, wrap } from "idb";
import { DeviceError } from "./device-error.ts";

/** A database that was opened. */
export interface OpenedDatabase<Schema extends DBSchema> {
  readonly database: IDBPDatabase<Schema>;
  /** This very call made it: it did not exist before. */
  readonly created: boolean;
}

/**
 * The databases of one phone. Keeps connections open, and gives them up when another tab wants to delete the database: what
 * must be gone from the disk (passes, days that aged out) goes by `deleteDatabase`, since clearing a store leaves its bytes.
 *
 * `idb` opens databases of the global factory only, so this opens them itself and has `idb` wrap them.
 *
 * @see SPEC.md §5
 */
export class Databases {
  /** Of this phone. */
  readonly factory: IDBFactory;
  readonly #prefix: string;
  readonly #connections = new Map<string, Promise<IDBPDatabase<unknown>>>();
  #closed = false;

  /**
   * @param factory - Of this phone; under Node each has its own.
   * @param prefix - Before every name, where others than a phone keep the like beside it; they must not begin as a phone's do.
   */
  constructor(factory: IDBFactory, prefix = "") {
    this.factory = factory;
    this.#prefix = prefix;
  }

  /** What a database is called in the browser. */
  fullName(name: string): string {
    return this.#prefix + name;
  }

  /**
   * Open a database, or make it.
   *
   * @param stores - All object stores it has, with keys outside of the values. They never change under a name.
   */
  async open<Schema extends DBSchema>(
    name: string,
    stores: readonly StoreNames<Schema>[],
  ): Promise<OpenedDatabase<Schema>> {
    // Whatever is still under way must not make anew what another tab has erased.
    if (this.#closed) throw new DOMException("the device was closed", "AbortError");
    let created = false;
    let connection = this.#connections.get(name);
    if (connection === undefined) {
      connection = this.#connect(name, (database) => {
        created = true;
        for (const store of stores) database.createObjectStore(String(store));
      });
      this.#connections.set(name, connection);
      connection.catch(() => this.#connections.delete(name));
    }
    const database = (await connection) as unknown as IDBPDatabase<Schema>;
    return { database, created };
  }

  /** Delete a database from the disk. Harmless when there is none. */
  async delete(name: string): Promise<void> {
    const connection = this.#connections.get(name);
    this.#connections.delete(name);
    if (connection !== undefined) (await connection).close();
    await wrap(this.factory.deleteDatabase(this.fullName(name)));
  }

  /** The names of all databases there are, as far as the browser tells; those of {@link Databases.open} at least. */
  async names(): Promise<string[]> {
    const told = "databases" in this.factory ? await this.factory.databases() : [];
    const own = told
      .map(({ name }) => name ?? "")
      .filter((name) => name.startsWith(this.#prefix))
      .map((name) => name.slice(this.#prefix.length));
    return [...new Set([...this.#connections.keys(), ...own])];
  }

  /** Close every connection, for good. */
  close(): void {
    this.#closed = true;
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    for (const connection of connections) {
      connection.then(
        (database) => database.close(),
        () => {},
      );
    }
  }

  async #connect(name: string, upgrade: (database: IDBDatabase) => void): Promise<IDBPDatabase<unknown>> {
    const request = this.factory.open(this.fullName(name), 1);
    request.addEventListener("upgradeneeded", () => upgrade(request.result));
    const database = (await wrap(request)) as IDBPDatabase<unknown>;
    const forget = () => this.#connections.delete(name);
    // Another tab deletes it: let go, and open it anew when it is asked for again.
    database.addEventListener("versionchange", () => {
      forget();
      database.close();
    });
    database.addEventListener("close", forget);
    return database;
  }
}

/**
 * Wait until a transaction is written, or throw why it was not.
 *
 * @param requests - Made in this transaction.
 * @throws `QuotaExceededError`, which a browser gives only as the transaction's own error, after its requests failed for no
 *   better reason than that the transaction did; see {@link storageError}.
 */
export async function written(
  transaction: { readonly done: Promise<void> },
  requests: readonly Promise<unknown>[],
): Promise<void> {
  const results = await Promise.allSettled([...requests, transaction.done]);
  const reasons = results
    .filter((result) => result.status === "rejected")
    .map(({ reason }) => reason as unknown);
  if (reasons.length > 0) throw reasons.find(isQuotaError) ?? reasons[0];
}

/** The error to throw for one that came from the storage: a full one has its own code, others are bugs. */
export function storageError(error: unknown): unknown {
  return isQuotaError(error)
    ? new DeviceError("storage-full", "the browser has no room left", { cause: error })
    : error;
}

/** Whether the browser had no room. */
export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}
