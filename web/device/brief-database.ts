import { type DBSchema, type IDBPDatabase, wrap } from "idb";

/**
 * Open a database, use it once, and close it: nothing here holds a connection, so `deleteDatabase` never has to wait
 * for this page.
 *
 * @param factory - Given from outside: the browser's, or a test's.
 * @param store - The one object store it has, made when the database is new.
 */
export async function withDatabase<Schema extends DBSchema, Result>(
  factory: IDBFactory,
  name: string,
  store: string,
  use: (database: IDBPDatabase<Schema>) => Promise<Result>,
): Promise<Result> {
  const request = factory.open(name, 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(store));
  // The one place where the browser's object is given the schema that its store follows.
  const database = (await wrap(request)) as unknown as IDBPDatabase<Schema>;
  database.addEventListener("versionchange", () => database.close());
  try {
    return await use(database);
  } finally {
    database.close();
  }
}

/** Delete a database; its bytes go with it. Nothing happens when there is none. */
export async function deleteDatabase(factory: IDBFactory, name: string): Promise<void> {
  await wrap(factory.deleteDatabase(name));
}
