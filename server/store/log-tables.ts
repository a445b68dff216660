import type { Database, Statement } from "./database.ts";

/** Where the log has got to. */
export interface LogHead {
  readonly size: number;
  /** The roots of the complete subtrees, largest first, 32 bytes each, one after the other. */
  readonly frontier: Uint8Array;
  /** The signed note over this size and its root. */
  readonly checkpoint: string;
}

/** What a log's tiles and bundles are read from. */
export interface TreeTables {
  /** Null while the log is empty. */
  head(): Promise<Pick<LogHead, "size" | "frontier"> | null>;
  /** Up to `count` entries from a position on. */
  entries(from: number, count: number): Promise<string[]>;
  /** Up to `count` hashes of a tile level from a position on. @param level - 0 for leaves, 1 for the roots of 256 each. */
  hashes(level: number, from: number, count: number): Promise<Uint8Array[]>;
}

/** What one witness has cosigned. */
export interface StoredCosignature {
  readonly size: number;
  /** Its vkey. */
  readonly witness: string;
  /** The note that was cosigned, signed by the log alone. */
  readonly checkpoint: string;
  /** The signature line, with its final newline. */
  readonly line: string;
}

/**
 * The log: its entries, the hashes that its tiles are made of, its newest checkpoint, and what witnesses cosigned. Public, only
 * ever appended to; cosignatures go when newer ones take their place.
 */
export class LogTables implements TreeTables {
  readonly #insertEntry: Statement;
  readonly #entries: Statement;
  readonly #newestRelease: Statement;
  readonly #newestPauseOrResume: Statement;
  readonly #insertHash: Statement;
  readonly #hashes: Statement;
  readonly #head: Statement;
  readonly #setHead: Statement;
  readonly #addCosignature: Statement;
  readonly #cosignatures: Statement;
  readonly #deleteCosignatures: Statement;

  constructor(database: Database) {
    this.#insertEntry = database.prepare("INSERT INTO log_entry (position, text) VALUES (?, ?)");
    this.#entries = database.prepare(
      "SELECT text FROM log_entry WHERE position >= ? AND position < ? ORDER BY position",
    );
    this.#newestRelease = database.prepare(
      "SELECT text FROM log_entry WHERE text LIKE 'release %' ORDER BY position DESC LIMIT 1",
    );
    this.#newestPauseOrResume = database.prepare(
      "SELECT text FROM log_entry WHERE text = 'resume' OR text LIKE 'pause %' ORDER BY position DESC LIMIT 1",
    );
    this.#insertHash = database.prepare("INSERT INTO log_node (level, position, hash) VALUES (?, ?, ?)");
    this.#hashes = database.prepare(
      "SELECT hash FROM log_node WHERE level = ? AND position >= ? AND position < ? ORDER BY position",
    );
    this.#head = database.prepare("SELECT size, frontier, checkpoint FROM log_head");
    this.#setHead = database.prepare(
      `INSERT INTO log_head (one, size, frontier, checkpoint) VALUES (1, ?, ?, ?)
       ON CONFLICT (one) DO UPDATE SET size = excluded.size, frontier = excluded.frontier, checkpoint = excluded.checkpoint`,
    );
    this.#addCosignature = database.prepare(
      `INSERT INTO log_cosignature (size, witness, checkpoint, line) VALUES (?, ?, ?, ?)
       ON CONFLICT (size, witness) DO UPDATE SET checkpoint = excluded.checkpoint, line = excluded.line`,
    );
    this.#cosignatures = database.prepare(
      "SELECT size, witness, checkpoint, line FROM log_cosignature ORDER BY size DESC, witness",
    );
    this.#deleteCosignatures = database.prepare("DELETE FROM log_cosignature WHERE size = ?");
  }

  /** The newest head, or null while the log is empty. */
  async head(): Promise<LogHead | null> {
    return (await this.#head.get<LogHead>()) ?? null;
  }

  async setHead(head: LogHead): Promise<void> {
    await this.#setHead.run(head.size, head.frontier, head.checkpoint);
  }

  async addCosignature({ size, witness, checkpoint, line }: StoredCosignature): Promise<void> {
    await this.#addCosignature.run(size, witness, checkpoint, line);
  }

  /** All that are kept, those of the largest size first. */
  async cosignatures(): Promise<StoredCosignature[]> {
    return this.#cosignatures.all<StoredCosignature>();
  }

  /** Forget what was cosigned at one size. */
  async deleteCosignatures(size: number): Promise<void> {
    await this.#deleteCosignatures.run(size);
  }

  /** @throws when the position is taken. */
  async addEntry(position: number, text: string): Promise<void> {
    await this.#insertEntry.run(position, text);
  }

  /** Up to `count` entries from a position on. */
  async entries(from: number, count: number): Promise<string[]> {
    return (await this.#entries.all(from, from + count)).map((row) => row["text"] as string);
  }

  /** The newest entry that names a release, or null. Reads the log backwards until there is one. */
  async newestRelease(): Promise<string | null> {
    return ((await this.#newestRelease.get())?.["text"] as string | undefined) ?? null;
  }

  /** The newest entry of these two kinds, or null. Reads the log backwards until there is one. */
  async newestPauseOrResume(): Promise<string | null> {
    return ((await this.#newestPauseOrResume.get())?.["text"] as string | undefined) ?? null;
  }

  /** @param level - The tile's: 0 for leaves, 1 for the roots of 256 leaves each. */
  async addHash(level: number, position: number, hash: Uint8Array): Promise<void> {
    await this.#insertHash.run(level, position, hash);
  }

  /** Up to `count` hashes of a tile level from a position on. */
  async hashes(level: number, from: number, count: number): Promise<Uint8Array[]> {
    return (await this.#hashes.all(level, from, from + count)).map((row) => row["hash"] as Uint8Array);
  }
}
