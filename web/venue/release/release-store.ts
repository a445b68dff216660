import { GenerationStore, noGenerations } from "../../device/generations.ts";
import { type SettingsFile } from "../settings.ts";
import type { ReleaseRecord } from "./release-record.ts";

/**
 * What was released from this device. Every change writes a database anew and deletes the one before, so that tokens that were
 * awaited, and releases that were deleted, leave the disk.
 *
 * The caller lets one change run at a time.
 */
export class ReleaseStore {
  readonly #records: GenerationStore<ReleaseRecord>;
  readonly #settings: SettingsFile;

  /** @param factory - The browser's `indexedDB`, or a test's. */
  constructor(factory: IDBFactory, settings: SettingsFile) {
    this.#settings = settings;
    this.#records = new GenerationStore(factory, "celadon-venue-releases", {
      get: async () => (await settings.get("releases")) ?? noGenerations,
      set: (generations) => settings.set("releases", generations),
    });
  }

  /** Whether there may be any, without opening their database. */
  async isEmpty(): Promise<boolean> {
    return ((await this.#settings.get("releases")) ?? noGenerations).current === null;
  }

  /** Newest first. */
  read(): Promise<ReleaseRecord[]> {
    return this.#records.read();
  }

  /** Put these in place of all that are stored. */
  async replace(records: readonly ReleaseRecord[]): Promise<void> {
    if (records.length > 0) await this.#records.replace(records);
    else if (!(await this.isEmpty())) await this.#records.clear();
  }

  /** Finish what a crash left unfinished, and let go what has aged out. @param now - Unix seconds. */
  async expire(now: number): Promise<void> {
    await this.#records.sweep();
    const records = await this.read();
    const young = records.filter(({ until }) => until > now);
    if (young.length < records.length) await this.replace(young);
  }
}
