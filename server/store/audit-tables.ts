import type { Database, Statement } from "./database.ts";

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
  readonly #insert: Statement;
  readonly #all: Statement;
  readonly #page: Statement;
  readonly #actions: Statement;
  readonly #firstSince: Statement;
  readonly #hash: Statement;
  readonly #head: Statement;
  readonly #addHead: Statement;
  readonly #setHead: Statement;
  readonly #forget: Statement;

  constructor(database: Database) {
    const columns = "position, minute, staff, action, numbers, hash";
    this.#insert = database.prepare(`INSERT INTO audit_entry (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#all = database.prepare(`SELECT ${columns} FROM audit_entry ORDER BY position`);
    this.#page = database.prepare(
      `SELECT ${columns} FROM audit_entry
       WHERE position < ?1 AND (staff = ?2 OR ?2 IS NULL) AND (action = ?3 OR ?3 IS NULL)
       ORDER BY position DESC LIMIT ?4`,
    );
    this.#actions = database.prepare("SELECT DISTINCT action FROM audit_entry ORDER BY action");
    this.#firstSince = database.prepare(
      "SELECT min(position) AS position FROM audit_entry WHERE minute >= ?",
    );
    this.#hash = database.prepare("SELECT hash FROM audit_entry WHERE position = ?");
    this.#head = database.prepare("SELECT first, base, next, hash, seal FROM audit_head");
    this.#addHead = database.prepare(
      "INSERT INTO audit_head (one, first, base, next, hash, seal) VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#setHead = database.prepare(
      "UPDATE audit_head SET first = ?, base = ?, next = ?, hash = ?, seal = ?",
    );
    this.#forget = database.prepare("DELETE FROM audit_entry WHERE position < ?");
  }

  /** Null before the first entry. */
  async head(): Promise<StoredAuditHead | null> {
    return (await this.#head.get<StoredAuditHead>()) ?? null;
  }

  async setHead({ first, base, next, hash, seal }: StoredAuditHead): Promise<void> {
    await this.#addHead.run(first, base, next, hash, seal);
    await this.#setHead.run(first, base, next, hash, seal);
  }

  /** @throws when there is one at this position. */
  async add({ position, minute, staff, action, numbers, hash }: StoredAuditEntry): Promise<void> {
    await this.#insert.run(position, minute, staff, action, numbers, hash);
  }

  /** All that are kept, the oldest first. */
  async all(): Promise<StoredAuditEntry[]> {
    return this.#all.all<StoredAuditEntry>();
  }

  /** The newest that a filter lets through, the newest first. */
  async page({ before, staff, action }: AuditFilter, count: number): Promise<StoredAuditEntry[]> {
    return this.#page.all<StoredAuditEntry>(before, staff, action, count);
  }

  /** Which actions there are entries of. */
  async actions(): Promise<string[]> {
    return (await this.#actions.all()).map(({ action }) => String(action));
  }

  /** The position of the first entry of this minute or later; null when there is none. */
  async firstSince(minute: number): Promise<number | null> {
    return (await this.#firstSince.get(minute))?.["position"] as number | null;
  }

  async hashAt(position: number): Promise<Uint8Array | null> {
    return ((await this.#hash.get(position))?.["hash"] as Uint8Array | undefined) ?? null;
  }

  /** Forget entries that the head no longer covers. @throws on any other. */
  async forgetBefore(position: number): Promise<void> {
    await this.#forget.run(position);
  }
}
