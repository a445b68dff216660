import type { DBSchema } from "idb";
import { deleteDatabase, withDatabase } from "./brief-database.ts";
import { written } from "./database.ts";

/** Which generations there are. It names databases and holds no secret. */
export interface Generations {
  /** The number of the one that counts; `null` for none. */
  readonly current: number | null;
  /** The numbers of all that may exist on the disk. */
  readonly written: readonly number[];
}

/** None was ever written, or all are gone. */
export const noGenerations: Generations = { current: null, written: [] };

/** Where it is remembered which generation counts: durable when {@link GenerationPointer.set} resolves. */
export interface GenerationPointer {
  get(): Promise<Generations>;
  set(generations: Generations): Promise<void>;
}

/** One generation: a database with nothing but the values, in their order. */
interface GenerationSchema extends DBSchema {
  value: { key: number; value: unknown };
}

const storeName = "value";

/**
 * A place for secrets that must leave the disk when their time is over: passes of a display, of a gathering, of an open
 * visit. Clearing an object store leaves its bytes there, so every change writes a new database, points to it, and deletes
 * the old one. Whenever the power is cut, what is pointed to is whole, and {@link GenerationStore.sweep} at the next start
 * deletes the rest.
 *
 * Trusted for: never losing a value that was written; holding nothing that was left out once `replace` has resolved.
 * Callers let one change run at a time.
 *
 * @see SPEC.md §4.1
 */
export class GenerationStore<Value> {
  readonly #factory: IDBFactory;
  readonly #prefix: string;
  readonly #pointer: GenerationPointer;

  /**
   * @param factory - The browser's `indexedDB`, or a test's.
   * @param prefix - The databases are named by it and their number: `celadon-open-1`.
   */
  constructor(factory: IDBFactory, prefix: string, pointer: GenerationPointer) {
    this.#factory = factory;
    this.#prefix = prefix;
    this.#pointer = pointer;
  }

  /** All values, in the order in which they were given. */
  async read(): Promise<Value[]> {
    const { current } = await this.#pointer.get();
    if (current === null) return [];
    const values = await withDatabase<GenerationSchema, unknown[]>(
      this.#factory,
      this.#nameOf(current),
      storeName,
      (database) => database.getAll(storeName),
    );
    // Written by `replace` alone.
    return values as Value[];
  }

  /** Put these values in place of all that is stored. When it resolves, nothing else is on the disk. */
  async replace(values: readonly Value[]): Promise<void> {
    const { current, written: before } = await this.#pointer.get();
    const next = Math.max(0, ...before) + 1;
    // First the name, so that a database is never on the disk unknown.
    await this.#pointer.set({ current, written: [...before, next] });
    await this.#write(next, values);
    await this.#pointer.set({ current: next, written: [...before, next] });
    await this.sweep();
  }

  /** Let go of everything: no database is left. */
  async clear(): Promise<void> {
    const { written: before } = await this.#pointer.get();
    await this.#pointer.set({ current: null, written: before });
    await this.sweep();
  }

  /** Delete every generation but the one that counts. */
  async sweep(): Promise<void> {
    const { current, written: before } = await this.#pointer.get();
    const stale = before.filter((number) => number !== current);
    if (stale.length === 0) return;
    for (const number of stale) await deleteDatabase(this.#factory, this.#nameOf(number));
    await this.#rinse();
    await this.#pointer.set({ current, written: current === null ? [] : [current] });
  }

  /** Chromium clears a deleted database's bytes from the disk with the deletion that follows: so an empty one is deleted, too. */
  async #rinse(): Promise<void> {
    const name = `${this.#prefix}-rinse`;
    // A browser that has only just begun to keep anything clears away from the second one on.
    for (let times = 0; times < 2; times++) {
      await withDatabase<GenerationSchema, void>(this.#factory, name, storeName, async () => {});
      await deleteDatabase(this.#factory, name);
    }
  }

  #nameOf(number: number): string {
    return `${this.#prefix}-${number}`;
  }

  #write(number: number, values: readonly Value[]): Promise<void> {
    return withDatabase<GenerationSchema, void>(
      this.#factory,
      this.#nameOf(number),
      storeName,
      async (database) => {
        const change = database.transaction(storeName, "readwrite", { durability: "strict" });
        await written(
          change,
          values.map((value, index) => change.store.add(value, index)),
        );
      },
    );
  }
}
