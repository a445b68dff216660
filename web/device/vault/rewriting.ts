import type { IDBPDatabase } from "idb";
import { type Databases, isQuotaError, written } from "../database.ts";

/** Any record of any database. */
export interface RewrittenRecord {
  readonly store: string;
  readonly key: IDBValidKey;
  readonly value: unknown;
}

/** A database that is rewritten as a whole. */
export interface RewrittenDatabase {
  readonly name: string;
  /** All its object stores. */
  readonly stores: readonly string[];
}

/** Where the new content lies until the old database is gone. */
export function copyName(name: string): string {
  return `${name}~`;
}

/**
 * Write all records of a database anew, and leave no byte of the old ones: `deleteDatabase` takes them from the disk, overwriting
 * does not. The new content is complete beside the old before that goes, so this can be killed anywhere and called again.
 *
 * Nobody may use the database meanwhile, nor between a call that was killed and the next.
 *
 * @param transform - The new content; called again after a death, unless the copy was complete.
 * @throws `QuotaExceededError`. When {@link isHalfway} says no, the database is as it was.
 * @see SPEC.md §4.13
 */
export async function rewriteDatabase(
  databases: Databases,
  { name, stores }: RewrittenDatabase,
  transform: (records: readonly RewrittenRecord[]) => Promise<readonly RewrittenRecord[]>,
): Promise<void> {
  const copy = { name: copyName(name), stores };
  let records = await readAll(databases, copy);
  if (records.length === 0) {
    records = await transform(await readAll(databases, { name, stores }));
    await writeAll(databases, copy, records);
  }
  await databases.delete(name);
  await writeAll(databases, { name, stores }, records);
  await databases.delete(copy.name);
}

/**
 * The same, where it may as well stay undone.
 *
 * @returns Whether it was done; else the database is as it was.
 * @throws `QuotaExceededError` when the room ended where it cannot stay as it is.
 */
export async function rewriteIfRoom(
  databases: Databases,
  database: RewrittenDatabase,
  transform: (records: readonly RewrittenRecord[]) => Promise<readonly RewrittenRecord[]>,
): Promise<boolean> {
  try {
    await rewriteDatabase(databases, database, transform);
    return true;
  } catch (error) {
    if (!isQuotaError(error) || (await isHalfway(databases, database))) throw error;
    return false;
  }
}

/** Whether the new content of a database is complete and the rewriting has not come to its end. */
export async function isHalfway(databases: Databases, { name, stores }: RewrittenDatabase): Promise<boolean> {
  const copy = { name: copyName(name), stores };
  if ((await readAll(databases, copy)).length > 0) return true;
  await databases.delete(copy.name);
  return false;
}

async function readAll(
  databases: Databases,
  { name, stores }: RewrittenDatabase,
): Promise<readonly RewrittenRecord[]> {
  const database = await open(databases, { name, stores });
  const transaction = database.transaction(stores);
  const found = await Promise.all(
    stores.map(async (store) => {
      const objects = transaction.objectStore(store);
      const [keys, values] = await Promise.all([objects.getAllKeys(), objects.getAll()]);
      return keys.map((key, index) => ({ store, key, value: values[index] as unknown }));
    }),
  );
  return found.flat();
}

/** All or nothing. */
async function writeAll(
  databases: Databases,
  { name, stores }: RewrittenDatabase,
  records: readonly RewrittenRecord[],
): Promise<void> {
  const database = await open(databases, { name, stores });
  const transaction = database.transaction(stores, "readwrite");
  await written(
    transaction,
    records.map(({ store, key, value }) => transaction.objectStore(store).put(value, key)),
  );
}

/** Whatever its schema is. */
async function open(databases: Databases, { name, stores }: RewrittenDatabase): Promise<IDBPDatabase> {
  const { database } = await databases.open(name, stores as readonly never[]);
  return database as unknown as IDBPDatabase;
}
