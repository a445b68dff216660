import type { DBSchema, IDBPDatabase } from "idb";
import { withDatabase } from "../device/brief-database.ts";
import type { Generations } from "../device/generations.ts";
import type { RegionRecord } from "./region.ts";

/** What the page remembers besides its places; every field may be missing. */
export interface Settings {
  /** Which databases hold places. */
  readonly generations: Generations;
  /** Which databases hold what was released. */
  readonly releases: Generations;
  /** The region as the server signed it. */
  readonly region: RegionRecord;
  /** Id of the place whose display is open: where a tablet goes on after a restart. */
  readonly openDisplay: string;
  /** Ids of places that were removed and may still be brought back by "Undo". */
  readonly removed: readonly string[];
  /** Whether displays go dark around their code at night; they do unless it says `false`. */
  readonly darkAtNight: boolean;
  /** The sunset that wiped this device, Unix seconds. */
  readonly ended: number;
}

interface SettingsSchema extends DBSchema {
  setting: { key: string; value: Settings[keyof Settings] };
}

const databaseName = "celadon-venue";

/** The page's small memory. Nothing secret goes in here: values that are replaced may stay on the disk. */
export class SettingsFile {
  readonly #factory: IDBFactory;

  /** @param factory - The browser's `indexedDB`, or a test's. */
  constructor(factory: IDBFactory) {
    this.#factory = factory;
  }

  /** @returns `null` when it was never written or has been cleared. */
  get<Key extends keyof Settings>(key: Key): Promise<Settings[Key] | null> {
    return this.#with(async (database) => {
      // Written by `set` alone, under the same key.
      const value = (await database.get("setting", key)) as Settings[Key] | undefined;
      return value ?? null;
    });
  }

  /** Durable when it resolves. `null` clears. */
  set<Key extends keyof Settings>(key: Key, value: Settings[Key] | null): Promise<void> {
    return this.#with(async (database) => {
      const change = database.transaction("setting", "readwrite", { durability: "strict" });
      await Promise.all([
        value === null ? change.store.delete(key) : change.store.put(value, key),
        change.done,
      ]);
    });
  }

  #with<Result>(use: (database: IDBPDatabase<SettingsSchema>) => Promise<Result>): Promise<Result> {
    return withDatabase<SettingsSchema, Result>(this.#factory, databaseName, "setting", use);
  }
}
