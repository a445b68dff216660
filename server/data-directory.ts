import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "./operator-error.ts";
import { KeyDirectory } from "./region/keys.ts";
import { Store } from "./store/store.ts";

/** What `CELADON_DATA` holds: `celadon.sqlite` and `keys/`. */
export interface Data {
  readonly store: Store;
  readonly keys: KeyDirectory;
}

/**
 * Open the data folder, or make it, for its user alone.
 *
 * @throws {@link OperatorError} when it cannot be used.
 */
export function openData(directory: string): Data {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // SQLite would make it readable by all; its journal takes after it.
    closeSync(openSync(databasePath(directory), "a", 0o600));
    return { keys: new KeyDirectory(join(directory, "keys")), store: new Store(databasePath(directory)) };
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
 * @throws {@link OperatorError} when there is no region in it.
 */
export function openExistingData(directory: string): Data {
  const data = existsSync(databasePath(directory)) ? openData(directory) : null;
  if (data !== null && data.store.region.root() !== null) return data;
  data?.store.close();
  throw new OperatorError(
    `There is no region in ${directory} yet: start the server once, or set CELADON_DATA.`,
  );
}

function databasePath(directory: string): string {
  return join(directory, "celadon.sqlite");
}
