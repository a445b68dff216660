import { audit, type Audit, openAudit, seenIn, type SeenRecord, withFailure } from "./audit.ts";
import { openChecks } from "./checks.ts";
import { type List, readMoreLists, type ReadLists, unreadLists } from "./lists-reader.ts";
import { RecordError } from "./record-error.ts";
import type { RecordSource } from "./record-source.ts";
import { loadSeen, saveSeen } from "./seen-store.ts";

/** How far a reading is. */
export interface Progress {
  readonly of: "lines" | "lists";
  readonly done: number;
  readonly total: number;
}

/** Why the last reading came to nothing. What was read before stays. */
export type Trouble = "offline" | "server-trouble";

/** All that the page shows. */
export interface LogView {
  /** What was read and checked last; `null` before the first time. */
  readonly audit: Audit | null;
  readonly lists: ReadLists;
  /** What the look before saw. */
  readonly seen: SeenRecord | null;
  /** When it was read, Unix seconds. */
  readonly readAt: number | null;
  /** Under way; `null` when nothing is. */
  readonly reading: { readonly since: number; readonly progress: Progress | null } | null;
  readonly trouble: Trouble | null;
}

/** Before anything happened. */
export const openView: LogView = {
  audit: null,
  lists: unreadLists([]),
  seen: null,
  readAt: null,
  reading: null,
  trouble: null,
};

/** What the session works with. */
export interface SessionOptions {
  readonly source: RecordSource;
  /** `sessionStorage`; asking for it may throw. */
  readonly storage: () => Storage;
  /** Unix seconds. */
  readonly now: () => number;
  /** Told after every change of {@link LogSession.view}. */
  readonly changed: () => void;
}

/** Reads and checks, and keeps what was found. Nothing is read twice at the same time. */
export class LogSession {
  readonly #options: SessionOptions;
  #view = openView;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get view(): LogView {
    return this.#view;
  }

  /** Read everything, and check it. What was read before is shown until it is done. */
  async look(): Promise<void> {
    await this.#read(async () => {
      const { source, storage, now } = this.#options;
      const seen = loadSeen(storage);
      const found = await audit(source, { now: now(), seen, progress: this.#told("lines") });
      const next = seenIn(found, now());
      if (next !== null) saveSeen(storage, next);
      const lists = unreadLists(found.lines.map(({ entry }) => entry));
      this.#set({ audit: found, lists, seen, readAt: now() });
      if (found.checks.rules.state === "passed") await this.#readLists();
    });
  }

  /** Fetch older lists. */
  async lookFurther(): Promise<void> {
    await this.#read(() => this.#readLists());
  }

  async #readLists(): Promise<void> {
    const { lists: before } = this.#view;
    let read: readonly List[] = before.lists;
    const told = this.#told("lists");
    const total = before.lists.length + before.unread.length;
    try {
      const lists = await readMoreLists(this.#options.source, before, (soFar) => {
        read = soFar;
        told(soFar.length, total);
      });
      this.#set({ lists, ...this.#withLists({ state: "passed" }) });
    } catch (error) {
      const { audit: found } = this.#view;
      if (found === null) throw error;
      this.#set({ lists: { ...before, lists: [...read] }, audit: withFailure(found, "lists", error) });
    }
  }

  #withLists(check: Audit["checks"]["lists"]): Partial<LogView> {
    const found = this.#view.audit ?? openAudit;
    return { audit: { ...found, checks: { ...found.checks, lists: check } } };
  }

  async #read(work: () => Promise<void>): Promise<void> {
    if (this.#view.reading !== null) return;
    this.#set({ reading: { since: this.#options.now(), progress: null }, trouble: null });
    try {
      await work();
      this.#set({ reading: null });
    } catch (error) {
      if (!(error instanceof RecordError)) {
        this.#set({ reading: null, trouble: "server-trouble" });
        throw error;
      }
      this.#set({ reading: null, trouble: error.code === "offline" ? "offline" : "server-trouble" });
    }
  }

  #told(of: Progress["of"]): (done: number, total: number) => void {
    return (done, total) => {
      const { reading } = this.#view;
      if (reading !== null) this.#set({ reading: { ...reading, progress: { of, done, total } } });
    };
  }

  #set(change: Partial<LogView>): void {
    this.#view = { ...this.#view, ...change };
    this.#options.changed();
  }
}

/** What a person can save after a failure, to show it to somebody: both checkpoints, and what failed. */
export function evidenceOf({ audit: found, seen, readAt }: LogView, address: string): string {
  const { checks, checkpoint, region } = found ?? { checks: openChecks, checkpoint: null, region: null };
  return `${JSON.stringify(
    {
      what: "Celadon: what a browser was told by a public record that did not hold",
      address,
      read: readAt === null ? null : new Date(readAt * 1000).toISOString(),
      checks,
      root: region?.text ?? null,
      checkpoint: checkpoint?.note ?? null,
      checkpointBefore: seen?.checkpoint ?? null,
    },
    null,
    2,
  )}\n`;
}
