import type { DBSchema } from "idb";
import { deleteDatabase, withDatabase } from "./database.ts";
import type { Place } from "./place.ts";
import type { Generations, SettingsFile } from "./settings.ts";

/** One generation: a database with nothing but the places and their passes, in their order. */
interface GenerationSchema extends DBSchema {
  place: { key: number; value: Place };
}

const none: Generations = { current: null, written: [] };

function generationName(number: number): string {
  return `celadon-venue-places-${number}`;
}

/**
 * Where a display keeps its places. What must be gone from a display (used leaves, removed places) has to leave the
 * disk, and clearing an object store leaves its bytes there: so every change writes a new database, points to it, and
 * deletes the old one. Whenever the power is cut, what is pointed to is whole, and {@link PassVault.sweep} at the next
 * start deletes the rest.
 *
 * Trusted for: never losing a place that was written; holding nothing that was left out once `replace` has resolved.
 * Callers let one change run at a time.
 *
 * @see SPEC.md §4.1
 */
export class PassVault {
  readonly #factory: IDBFactory;
  readonly #settings: SettingsFile;

  /** @param factory - The browser's `indexedDB`, or a test's. */
  constructor(factory: IDBFactory, settings: SettingsFile) {
    this.#factory = factory;
    this.#settings = settings;
  }

  /** All places, in the order in which they were given. */
  async read(): Promise<Place[]> {
    const { current } = await this.#generations();
    if (current === null) return [];
    return withDatabase<GenerationSchema, Place[]>(
      this.#factory,
      generationName(current),
      "place",
      (database) => database.getAll("place"),
    );
  }

  /** Put these places in place of all that is stored. When it resolves, nothing else is on the disk. */
  async replace(places: readonly Place[]): Promise<void> {
    const { current, written } = await this.#generations();
    const next = Math.max(0, ...written) + 1;
    // First the name, so that a database is never on the disk unknown.
    await this.#settings.set("generations", { current, written: [...written, next] });
    await this.#write(next, places);
    await this.#settings.set("generations", { current: next, written: [...written, next] });
    await this.sweep();
  }

  /** Delete every generation but the one that counts. */
  async sweep(): Promise<void> {
    const { current, written } = await this.#generations();
    const stale = written.filter((number) => number !== current);
    if (stale.length === 0) return;
    for (const number of stale) await deleteDatabase(this.#factory, generationName(number));
    await this.#settings.set("generations", { current, written: current === null ? [] : [current] });
  }

  async #generations(): Promise<Generations> {
    return (await this.#settings.get("generations")) ?? none;
  }

  #write(number: number, places: readonly Place[]): Promise<void> {
    return withDatabase<GenerationSchema, void>(
      this.#factory,
      generationName(number),
      "place",
      async (database) => {
        const change = database.transaction("place", "readwrite", { durability: "strict" });
        await Promise.all([...places.map((place, index) => change.store.add(place, index)), change.done]);
      },
    );
  }
}
