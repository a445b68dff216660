import type { DatabaseSync, StatementSync } from "node:sqlite";

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
  head(): Pick<LogHead, "size" | "frontier"> | null;
  /** Up to `count` entries from a position on. */
  entries(from: number, count: number): string[];
  /** Up to `count` hashes of a tile level from a position on. @param level - 0 for leaves, 1 for the roots of 256 each. */
  hashes(level: number, from: number, count: number): Uint8Array[];
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
  readonly #insertEntry: StatementSync;
  readonly #entries: StatementSync;
  readonly #newestRelease: StatementSync;
  readonly #newestPauseOrResume: StatementSync;
  readonly #insertHash: StatementSync;
  readonly #hashes: StatementSync;
  readonly #head: StatementSync;
  readonly #setHead: StatementSync;
  readonly #addCosignature: StatementSync;
  readonly #cosignatures: StatementSync;
  readonly #deleteCosignatures: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insertEntry = database.prepare("INSERT INTO log_entry (position, text) VALUES (?, ?)");
    this.#entries = database.prepare(
      "SELECT text FROM log_entry WHERE position >= ? AND position < ? ORDER BY position",
    );
    this.#newestRelease = database.prepare(
      "SELECT text FROM log_entry WHERE text GLOB 'release *' ORDER BY position DESC LIMIT 1",
    );
    this.#newestPauseOrResume = database.prepare(
      "SELECT text FROM log_entry WHERE text = 'resume' OR text GLOB 'pause *' ORDER BY position DESC LIMIT 1",
    );
    this.#insertHash = database.prepare("INSERT INTO log_node (level, position, hash) VALUES (?, ?, ?)");
    this.#hashes = database.prepare(
      "SELECT hash FROM log_node WHERE level = ? AND position >= ? AND position < ? ORDER BY position",
    );
    this.#head = database.prepare("SELECT size, frontier, checkpoint FROM log_head");
    this.#setHead = database.prepare(
      "INSERT OR REPLACE INTO log_head (one, size, frontier, checkpoint) VALUES (1, ?, ?, ?)",
    );
    this.#addCosignature = database.prepare(
      "INSERT OR REPLACE INTO log_cosignature (size, witness, checkpoint, line) VALUES (?, ?, ?, ?)",
    );
    this.#cosignatures = database.prepare(
      "SELECT size, witness, checkpoint, line FROM log_cosignature ORDER BY size DESC, witness",
    );
    this.#deleteCosignatures = database.prepare("DELETE FROM log_cosignature WHERE size = ?");
  }

  /** The newest head, or null while the log is empty. */
  head(): LogHead | null {
    return (this.#head.get() as unknown as LogHead | undefined) ?? null;
  }

  setHead(head: LogHead): void {
    this.#setHead.run(head.size, head.frontier, head.checkpoint);
  }

  addCosignature({ size, witness, checkpoint, line }: StoredCosignature): void {
    this.#addCosignature.run(size, witness, checkpoint, line);
  }

  /** All that are kept, those of the largest size first. */
  cosignatures(): StoredCosignature[] {
    return this.#cosignatures.all() as unknown as StoredCosignature[];
  }

  /** Forget what was cosigned at one size. */
  deleteCosignatures(size: number): void {
    this.#deleteCosignatures.run(size);
  }

  /** @throws when the position is taken. */
  addEntry(position: number, text: string): void {
    this.#insertEntry.run(position, text);
  }

  /** Up to `count` entries from a position on. */
  entries(from: number, count: number): string[] {
    return this.#entries.all(from, from + count).map((row) => row["text"] as string);
  }

  /** The newest entry that names a release, or null. Reads the log backwards until there is one. */
  newestRelease(): string | null {
    return (this.#newestRelease.get()?.["text"] as string | undefined) ?? null;
  }

  /** The newest entry of these two kinds, or null. Reads the log backwards until there is one. */
  newestPauseOrResume(): string | null {
    return (this.#newestPauseOrResume.get()?.["text"] as string | undefined) ?? null;
  }

  /** @param level - The tile's: 0 for leaves, 1 for the roots of 256 leaves each. */
  addHash(level: number, position: number, hash: Uint8Array): void {
    this.#insertHash.run(level, position, hash);
  }

  /** Up to `count` hashes of a tile level from a position on. */
  hashes(level: number, from: number, count: number): Uint8Array[] {
    return this.#hashes.all(level, from, from + count).map((row) => row["hash"] as Uint8Array);
  }
}
