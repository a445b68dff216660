import type { DBSchema } from "idb";
import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { type Databases, storageError, written } from "./database.ts";
import { dayOf } from "./day.ts";
import { contentKept, type LedgerEntry, type RequestOutcome, type RequestReason } from "./ledger-entry.ts";
import { ledgerName } from "./storage-names.ts";
import type { Store } from "./store.ts";
import type { RecordPlace } from "./vault/sealing.ts";
import type { Vault } from "./vault/vault.ts";

/** Databases `celadon-ledger-YYYY-MM-DD`, by id. */
interface LedgerSchema extends DBSchema {
  /** A {@link LedgerEntry}; under a lock sealed. */
  requests: { key: string; value: unknown };
}

/** What is about to leave. */
export interface LeavingRequest {
  readonly method: LedgerEntry["method"];
  readonly path: string;
  readonly body: Uint8Array | null;
  readonly through?: LedgerEntry["through"];
}

/**
 * Writes a request down before it leaves.
 *
 * @returns To be called once with what became of it.
 * @throws DeviceError `storage-full`: then it must not leave.
 */
export type RecordRequest = (request: LeavingRequest) => Promise<(outcome: RequestOutcome) => void>;

/**
 * The record of every request that the app's code makes. An entry is on the disk before its request leaves, so that one that was
 * cut off is seen too; the answer is added with the next write. What leaves at once is written at once, in one transaction.
 *
 * Each UTC day has a database of its own, which is deleted when the day has aged out.
 *
 * @see SPEC.md §5
 */
export class Ledger {
  readonly #databases: Databases;
  readonly #store: Store;
  readonly #vault: Vault;
  readonly #now: () => number;
  /** Tells this tab's entries from those of others within one second. */
  readonly #writer = bytesToHex(randomBytes(4));
  #entries = 0;
  readonly #unwritten = new Map<string, LedgerEntry>();
  #notedDay = "";
  #queued: Promise<void> | null = null;
  #running: Promise<void> = Promise.resolve();

  /** @param now - Unix seconds. */
  constructor(databases: Databases, store: Store, vault: Vault, now: () => number) {
    this.#databases = databases;
    this.#store = store;
    this.#vault = vault;
    this.#now = now;
  }

  /**
   * The recorder for one occasion.
   *
   * @param occasion - What belongs together; by default a new one.
   */
  recorder(why: RequestReason, occasion: string = bytesToHex(randomBytes(8))): RecordRequest {
    return async ({ method, path, body, through }) => {
      const at = this.#now();
      const entry: LedgerEntry = {
        id: `${String(at).padStart(12, "0")}-${this.#writer}-${String(++this.#entries).padStart(8, "0")}`,
        why,
        occasion,
        at,
        method,
        path,
        content: body === null ? null : contentKept(path, body),
        ...(through === undefined ? {} : { through }),
        outcome: { kind: "unanswered" },
      };
      this.#unwritten.set(entry.id, entry);
      try {
        await this.settled();
      } catch (error) {
        this.#unwritten.delete(entry.id);
        throw error;
      }
      return (outcome) => this.#unwritten.set(entry.id, { ...entry, outcome });
    };
  }

  /** Write what is not written yet. Not inside of a turn of the store. @throws DeviceError `storage-full`. */
  settled(): Promise<void> {
    // Whoever comes while something is being written shares the next transaction.
    if (this.#queued === null) {
      const queued = this.#running.then(() => {
        this.#queued = null;
        return this.#write();
      });
      this.#queued = queued;
      this.#running = queued.catch(() => {});
    }
    return this.#queued;
  }

  /** Everything on record, newest first. @throws DeviceError `locked`. */
  async entries(): Promise<LedgerEntry[]> {
    await this.settled();
    return this.#store.exclusive(async ({ ledgerDays }) => {
      const days = await Promise.all(ledgerDays.map((day) => this.#read(day)));
      return days.flat().toSorted((one, other) => (one.id < other.id ? 1 : -1));
    });
  }

  /** Everything was erased: what was still to be written goes too. */
  forget(): void {
    this.#unwritten.clear();
    this.#notedDay = "";
  }

  async #write(): Promise<void> {
    const entries = [...this.#unwritten.values()];
    this.#unwritten.clear();
    try {
      for (const day of new Set(entries.map(({ at }) => dayOf(at)))) {
        if (day !== this.#notedDay) await this.#store.noteLedger(day);
        this.#notedDay = day;
        const ofDay = entries.filter(({ at }) => dayOf(at) === day);
        // In a turn: another tab may be turning a lock on.
        await this.#store.exclusive(() => this.#put(day, ofDay));
      }
    } catch (error) {
      for (const entry of entries) {
        if (!this.#unwritten.has(entry.id)) this.#unwritten.set(entry.id, entry);
      }
      throw storageError(error);
    }
  }

  async #put(day: string, entries: readonly LedgerEntry[]): Promise<void> {
    const sealed = await Promise.all(
      entries.map(
        async (entry) => [await this.#vault.seal(placeOf(day, entry.id), entry), entry.id] as const,
      ),
    );
    const transaction = (await this.#open(day)).transaction("requests", "readwrite");
    await written(
      transaction,
      sealed.map(([stored, id]) => transaction.store.put(stored, id)),
    );
  }

  async #read(day: string): Promise<LedgerEntry[]> {
    const database = await this.#open(day);
    const [ids, stored] = await Promise.all([database.getAllKeys("requests"), database.getAll("requests")]);
    // Sealed and stored by `#put` alone.
    return Promise.all(
      stored.map(
        async (each, index) => (await this.#vault.open(placeOf(day, ids[index]!), each)) as LedgerEntry,
      ),
    );
  }

  async #open(day: string) {
    return (await this.#databases.open<LedgerSchema>(ledgerName(day), ["requests"])).database;
  }
}

function placeOf(day: string, id: string): RecordPlace {
  return { database: ledgerName(day), key: id };
}
