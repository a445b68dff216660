import type { Database, Statement } from "./database.ts";

/** By which nodes find out that their keys are the region's: a keyed hash of nothing under each. It tells nothing of a key. */
export class KeyCheckTable {
  readonly #add: Statement;
  readonly #find: Statement;

  constructor(database: Database) {
    this.#add = database.prepare("INSERT INTO key_check (name, hash) VALUES (?, ?)");
    this.#find = database.prepare("SELECT hash FROM key_check WHERE name = ?");
  }

  /** @throws when there is one of this name: the region's keys never change. */
  async add(name: string, hash: Uint8Array): Promise<void> {
    await this.#add.run(name, hash);
  }

  /** The hash of one key, or null before it has been noted. */
  async find(name: string): Promise<Uint8Array | null> {
    return ((await this.#find.get(name))?.["hash"] as Uint8Array | undefined) ?? null;
  }
}
