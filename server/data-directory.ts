import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "./operator-error.ts";
import { checkKeys } from "./region/key-check.ts";
import { KeyDirectory } from "./region/keys.ts";
import { Store } from "./store/store.ts";

/** What `CELADON_DATA` holds: `keys/`, and `celadon.sqlite` unless there is a database elsewhere. */
export interface Data {
  readonly store: Store;
  readonly keys: KeyDirectory;
}

/**
 * Open the data folder, or make it, for its user alone.
 *
 * @param databaseUrl - Of a PostgreSQL in which the store is instead of in the folder.
 * @throws {@link OperatorError} when it cannot be used.
 */
export async function openData(directory: string, databaseUrl: string | null = null): Promise<Data> {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const keys = new KeyDirectory(join(directory, "keys"));
    if (databaseUrl !== null) return { keys, store: await Store.openPostgres(databaseUrl) };
    // SQLite would make it readable by all; its journal takes after it.
    closeSync(openSync(databasePath(directory), "a", 0o600));
    return { keys, store: await Store.open(databasePath(directory)) };
  } catch (error) {
    if (error instanceof OperatorError || !(error instanceof Error && "code" in error)) throw error;
    throw new OperatorError(`The data folder ${directory} cannot be used: ${error.message}.`, {
      cause: error,
    });
  }
}

/**
 * Open the data folder of a server that has been started at least once.
 *
 * @throws {@link OperatorError} when there is no region in it, or another region's keys.
 */
export async function openExistingData(directory: string, databaseUrl: string | null = null): Promise<Data> {
  const isThere = databaseUrl !== null || existsSync(databasePath(directory));
  const data = isThere ? await openData(directory, databaseUrl) : null;
  try {
    if (data !== null && (await data.store.region.root()) !== null) {
      if (data.keys.regionId() !== null) await checkKeys(data.store, data.keys);
      return data;
    }
    throw new OperatorError(
      databaseUrl === null
        ? `There is no region in ${directory} yet: start the server once, or set CELADON_DATA.`
        : "There is no region in the database of CELADON_DATABASE_URL yet: start the server once.",
    );
  } catch (error) {
    await data?.store.close();
    throw error;
  }
}

function databasePath(directory: string): string {
  return join(directory, "celadon.sqlite");
}
