import type { DatabaseSync, StatementSync } from "node:sqlite";

/** One line of the audit record, as it is kept. */
export interface StoredAuditEntry {
  /** From 0. */
  readonly position: number;
  /** Unix minutes. */
  readonly minute: number;
  /** Number; 0 is the command line on the server. */
  readonly staff: number;
  readonly action: string;
  /** JSON, numbers only. */
  readonly numbers: string;
  readonly hash: Uint8Array;
}

/** From where to where the record is kept. */
export interface StoredAuditHead {
  /** Position of the oldest entry that is kept. */
  readonly first: number;
  /** The hash before it. */
  readonly base: Uint8Array;
  /** Position of the entry to come. */
  readonly next: number;
  /** The newest entry's, or {@link StoredAuditHead.base}. */
  readonly hash: Uint8Array;
  /** Keyed hash of all these. */
  readonly seal: Uint8Array;
}

/** Which entries are wanted. */
export interface AuditFilter {
  /** Only those before this position. */
  readonly before: number;
  readonly staff: number | null;
  readonly action: string | null;
}

/**
 * Who did what when. The database itself refuses to change an entry, or to delete one but the oldest, when they have had their time.
 */
export class AuditTables {
  readonly #insert: StatementSync;
  readonly #all: StatementSync;
  readonly #page: StatementSync;
  readonly #actions: StatementSync;
  readonly #firstSince: StatementSync;
  readonly #hash: StatementSync;
  readonly #head: StatementSync;
  readonly #addHead: StatementSync;
  readonly #setHead: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    const columns = "position, minute, staff, action, numbers, hash";
    this.#insert = database.prepare(`INSERT INTO audit_entry (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#all = database.prepare(`SELECT ${columns} FROM audit_entry ORDER BY position`);
    this.#page = database.prepare(
      `SELECT ${columns} FROM audit_entry
       WHERE position < ?1 AND (?2 IS NULL OR staff = ?2) AND (?3 IS NULL OR action = ?3)
       ORDER BY position DESC LIMIT ?4`,
    );
    this.#actions = database.prepare("SELECT DISTINCT action FROM audit_entry ORDER BY action");
    this.#firstSince = database.prepare(
      "SELECT min(position) AS position FROM audit_entry WHERE minute >= ?",
    );
    this.#hash = database.prepare("SELECT hash FROM audit_entry WHERE position = ?");
    this.#head = database.prepare("SELECT first, base, next, hash, seal FROM audit_head");
    this.#addHead = database.prepare(
      "INSERT OR IGNORE INTO audit_head (one, first, base, next, hash, seal) VALUES (1, ?, ?, ?, ?, ?)",
    );
    this.#setHead = database.prepare(
      "UPDATE audit_head SET first = ?, base = ?, next = ?, hash = ?, seal = ?",
    );
    this.#forget = database.prepare("DELETE FROM audit_entry WHERE position < ?");
  }

  /** Null before the first entry. */
  head(): StoredAuditHead | null {
    return (this.#head.get() as unknown as StoredAuditHead | undefined) ?? null;
  }

  setHead({ first, base, next, hash, seal }: StoredAuditHead): void {
    this.#addHead.run(first, base, next, hash, seal);
    this.#setHead.run(first, base, next, hash, seal);
  }

  /** @throws when there is one at this position. */
  add({ position, minute, staff, action, numbers, hash }: StoredAuditEntry): void {
    this.#insert.run(position, minute, staff, action, numbers, hash);
  }

  /** All that are kept, the oldest first. */
  all(): StoredAuditEntry[] {
    return this.#all.all() as unknown as StoredAuditEntry[];
  }

  /** The newest that a filter lets through, the newest first. */
  page({ before, staff, action }: AuditFilter, count: number): StoredAuditEntry[] {
    return this.#page.all(before, staff, action, count) as unknown as StoredAuditEntry[];
  }

  /** Which actions there are entries of. */
  actions(): string[] {
    return this.#actions.all().map(({ action }) => String(action));
  }

  /** The position of the first entry of this minute or later; null when there is none. */
  firstSince(minute: number): number | null {
    return this.#firstSince.get(minute)?.["position"] as number | null;
  }

  hashAt(position: number): Uint8Array | null {
    return (this.#hash.get(position)?.["hash"] as Uint8Array | undefined) ?? null;
  }

  /** Forget entries that the head no longer covers. @throws on any other. */
  forgetBefore(position: number): void {
    this.#forget.run(position);
  }
}
