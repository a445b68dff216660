import type { DBSchema } from "idb";
import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { type Change, changeOf } from "./change.ts";
import { type Databases, isQuotaError, storageError, written } from "./database.ts";
import { dayOfInterval } from "./day.ts";
import type { StoredDecoy } from "./decoy-session.ts";
import { DeviceError } from "./device-error.ts";
import { followed, home, type RegionKey } from "./followed.ts";
import { GenerationStore } from "./generations.ts";
import { peersIn, readMain, readStamp, valuesIn, writeChange } from "./main-database.ts";
import { mayHaveOlderOpen, type OlderOpenSchema, withCurrentDays, withRegionId } from "./older-storage.ts";
import {
  hasNote,
  isPersonal,
  isSameNote,
  noteOf,
  nothingPersonal,
  type Personal,
  personalAfter,
  personalIn,
  personalPlace,
  personalRecord,
  withNote,
  withoutNote,
} from "./personal.ts";
import {
  type DaysRecord,
  emptyRegion,
  exposureId,
  type FollowedRegion,
  type ListsSchema,
  type OpenVisit,
  type Snapshot,
  type StoredBatch,
  type StoredVisit,
  type Values,
  type VisitsSchema,
} from "./snapshot.ts";
import {
  arrivalName,
  ledgerName,
  listsName,
  mainName,
  openName,
  rinseName,
  visitsName,
} from "./storage-names.ts";
import type { TakeTurns } from "./turns.ts";
import {
  mainDatabase,
  openEverything,
  type Rewriting,
  sealEverything,
  sealRest,
  takeUpCopies,
} from "./vault/turning.ts";
import { copyName, rewriteIfRoom } from "./vault/rewriting.ts";
import type { RecordPlace, VaultKeyPair } from "./vault/sealing.ts";
import type { StoredWay, Vault } from "./vault/vault.ts";

/** What comes from another phone, and is taken all or nothing. */
export interface Arrival {
  /** Ended visits, none of which is here. */
  readonly visits: readonly StoredVisit[];
  /** Becomes the open visit; `null` for none. */
  readonly open: OpenVisit | null;
  /** UTC days of which the other phone had lost its visits. */
  readonly lost: readonly string[];
  readonly change: Omit<Change, "days" | "openIn">;
}

/** Database `celadon-arrival`, there while an arrival is taken. */
interface ArrivalSchema extends DBSchema {
  /** An {@link Arrival}; under a lock sealed. */
  arrival: { key: string; value: unknown };
}

const arrivalPlace = { database: arrivalName, key: "arrival" };

const nothing: Arrival = { visits: [], open: null, lost: [], change: {} };

interface Cached extends Values, Personal {
  stamp: string;
  peers: Map<string, FollowedRegion>;
  visits: Map<string, StoredVisit>;
  open: OpenVisit | null;
  readonly ownPositive: number | null;
  readonly decoys: readonly StoredDecoy[];
  locked: boolean;
}

/**
 * Everything a phone keeps. Whoever reads or changes it takes its turn with {@link Store.exclusive}; what was read is kept
 * in memory and believed as long as the stamp on the disk has not changed, so that other tabs are noticed.
 *
 * Writes to several databases cannot be one transaction. Their order is chosen so that a crash between two of them loses
 * nothing: first the stamp, then the visit, then what it replaces.
 *
 * @see SPEC.md §5
 */
export class Store {
  readonly #databases: Databases;
  readonly #takeTurns: TakeTurns;
  readonly #changed: () => void;
  readonly #vault: Vault;
  readonly #open: GenerationStore<OpenVisit>;
  /** Tells this tab's stamps from those of others, and of those from before an erasure. */
  readonly #writer = bytesToHex(randomBytes(16));
  #writes = 0;
  #cached: Cached | null = null;
  #dirty = false;

  /** @param changed - Called after a turn in which something was written. */
  constructor(databases: Databases, turns: TakeTurns, vault: Vault, changed: () => void) {
    this.#databases = databases;
    this.#takeTurns = turns;
    this.#vault = vault;
    this.#changed = changed;
    this.#open = new GenerationStore(databases.factory, databases.fullName(openName), {
      get: async () => this.#turn().openIn,
      set: (openIn) => this.commit({ openIn }),
    });
  }

  /**
   * Take a turn. Nothing else reads or changes the storage until the task ends, so keep network and waiting out of it. The
   * snapshot follows what the task writes.
   *
   * @throws DeviceError `storage-full` when the browser had no room; whatever the task throws.
   */
  async exclusive<Result>(task: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
    try {
      return await this.#takeTurns("store", async () => {
        try {
          return await task(await this.#load());
        } catch (error) {
          this.#cached = null;
          throw storageError(error);
        }
      });
    } finally {
      if (this.#dirty) {
        this.#dirty = false;
        this.#changed();
      }
    }
  }

  /** Change database `celadon`, all or nothing. In a turn only. @throws DeviceError `locked` when the change is personal. */
  async commit(change: Change): Promise<void> {
    const cached = this.#turn();
    const vault = change.vault === undefined ? cached.vault : change.vault;
    const personal = isPersonal(change) ? personalAfter(cached, change) : null;
    if (personal !== null && cached.locked) throw new DeviceError("locked", "what is personal is sealed");
    const sealed =
      personal === null || vault === null
        ? null
        : await this.#vault.seal(personalPlace, personalRecord(personal), vault);
    const stamp = `${this.#writer} ${++this.#writes}`;
    const own = await writeChange(this.#databases, stamp, change, { isLocked: vault !== null, sealed });
    this.#dirty = true;
    cached.stamp = stamp;
    Object.assign(cached, own);
    for (const [key, peer] of Object.entries(change.peers ?? {})) {
      if (peer === null) cached.peers.delete(key);
      else cached.peers.set(key, { ...(cached.peers.get(key) ?? emptyRegion), ...peer });
    }
    if (personal !== null) Object.assign(cached, personal);
    this.#vault.adopt(cached.vault);
  }

  /** Store an ended visit in the database of its day, in the place of one with the same id. In a turn only. */
  async putVisit(visit: StoredVisit): Promise<void> {
    const cached = this.#turn();
    const { database } = await this.#openVisits(visit.day);
    const { days } = cached;
    const visits = days.visits.includes(visit.day) ? days.visits : [...days.visits, visit.day];
    await this.commit({ days: { ...days, visits } });
    const stored = await this.#vault.seal({ database: visitsName(visit.day), key: visit.id }, visit);
    const transaction = database.transaction("visits", "readwrite");
    await written(transaction, [transaction.store.put(stored, visit.id)]);
    if (!cached.locked) cached.visits.set(visit.id, visit);
  }

  /** Delete an ended visit; the last of its day together with the database. In a turn only. */
  async deleteVisit(visit: StoredVisit): Promise<void> {
    const cached = this.#turn();
    const isLast = ![...cached.visits.values()].some(({ id, day }) => day === visit.day && id !== visit.id);
    if (isLast) {
      await this.dropVisits(visit.day);
      return;
    }
    await this.commit({});
    const { database } = await this.#openVisits(visit.day);
    const transaction = database.transaction("visits", "readwrite");
    await written(transaction, [transaction.store.delete(visit.id)]);
    cached.visits.delete(visit.id);
  }

  /** Delete a whole day of visits. In a turn only. */
  async dropVisits(day: string): Promise<void> {
    const cached = this.#turn();
    const visits = cached.days.visits.filter((each) => each !== day);
    await this.#drop(visitsName(day), { days: { visits } });
    for (const visit of cached.visits.values()) if (visit.day === day) cached.visits.delete(visit.id);
  }

  /** Store the open visit with its pass, in the place of the one before: no byte of that stays. In a turn only. */
  async putOpen(open: OpenVisit): Promise<void> {
    const cached = this.#turn();
    const isSealed = cached.vault !== null && cached.vault.phase !== "opening";
    // Under a lock the pass stays readable until check-out, and what the person wrote does not.
    if (isSealed && !isSameNote(open, withNote(withoutNote(open), cached.openNote))) {
      await this.commit({ openNote: noteOf(open) });
    }
    await this.#open.replace([isSealed ? withoutNote(open) : open]);
    cached.open = open;
  }

  /** Delete the open visit with its pass, by deleting its database: no byte of it stays. In a turn only. */
  async dropOpen(): Promise<void> {
    const cached = this.#turn();
    await this.#open.clear();
    cached.open = null;
  }

  /** Store batches of a region, each with the day of its closing. List them in its `lists` afterwards. In a turn only. */
  async putBatches(key: RegionKey, batches: readonly StoredBatch[]): Promise<void> {
    for (const day of new Set(batches.map((batch) => dayOfInterval(batch.closed)))) {
      const ofDay = batches.filter((batch) => dayOfInterval(batch.closed) === day);
      const { database } = await this.#openLists(key, day);
      const transaction = database.transaction("batches", "readwrite");
      await written(
        transaction,
        ofDay.map((batch) => transaction.store.put(batch, batch.number)),
      );
    }
  }

  /** The batches of a region still kept that were closed in an interval or later, ascending by number. In a turn only. */
  async batchesSince(key: RegionKey, interval: number): Promise<StoredBatch[]> {
    const first = dayOfInterval(interval);
    const kept: StoredBatch[] = [];
    for (const day of Object.keys(followed(this.#turn(), key).lists).toSorted()) {
      if (day < first) continue;
      const { database, created } = await this.#openLists(key, day);
      if (created) await this.#lose(listsName(key, day));
      kept.push(...(await database.getAll("batches")));
    }
    return kept
      .filter((batch) => batch.closed >= interval)
      .toSorted((one, other) => one.number - other.number);
  }

  /** Delete a whole day of a region's batches. In a turn only. */
  async dropLists(key: RegionKey, day: string): Promise<void> {
    const { [day]: _dropped, ...lists } = followed(this.#turn(), key).lists;
    await this.#drop(listsName(key, day), changeOf(key, { lists }));
  }

  /** Note that there is a database with the requests of this day. In a turn of its own. */
  async noteLedger(day: string): Promise<void> {
    await this.exclusive(async ({ ledgerDays }) => {
      if (!ledgerDays.includes(day)) await this.commit({ ledgerDays: [...ledgerDays, day] });
    });
  }

  /**
   * Write database `celadon` anew, so that no byte stays on the disk of what was deleted from it. The copy in between is doomed from
   * the beginning: a death leaves either the database as it was, or the copy for {@link takeUpCopies}. In a turn only, and without
   * a lock: under one, what is personal is sealed. Where there is no room for a copy, the bytes stay.
   */
  async renew(): Promise<void> {
    const { days } = this.#turn();
    await this.commit({ days: { ...days, doomed: [...days.doomed, copyName(mainName)] } });
    await rewriteIfRoom(this.#databases, mainDatabase, async (records) => records);
    await this.#deleteDoomed();
  }

  /**
   * Chromium clears a deleted database's bytes from the disk with the deletion that follows: so an empty one is deleted, too. After
   * the last deletion of several.
   */
  async rinse(): Promise<void> {
    for (let times = 0; times < 2; times++) {
      await this.#databases.open(rinseName, []);
      await this.#databases.delete(rinseName);
    }
  }

  /** Delete the requests of a whole day. In a turn only. */
  async dropLedger(day: string): Promise<void> {
    await this.#databases.delete(ledgerName(day));
    await this.commit({ ledgerDays: this.#turn().ledgerDays.filter((each) => each !== day) });
  }

  /**
   * Take what comes from another phone, all of it or nothing, whenever it is cut off. In a turn only.
   *
   * It is written down whole in a database of its own, doomed until it is complete. From the commit on that says so it is
   * taken, now or when the storage is next opened; then that database is deleted, and no second copy stays on the disk.
   *
   * @throws QuotaExceededError when there is no room; then nothing of it is here.
   */
  async absorb(arrival: Arrival): Promise<void> {
    const { days } = this.#turn();
    await this.commit({ days: { ...days, doomed: [...days.doomed, arrivalName] } });
    const { database } = await this.#databases.open<ArrivalSchema>(arrivalName, ["arrival"]);
    const stored = await this.#vault.seal(arrivalPlace, arrival);
    const transaction = database.transaction("arrival", "readwrite");
    await written(transaction, [transaction.store.put(stored, arrivalPlace.key)]);
    await this.commit({ days: { ...days, arriving: true } });
    await this.#land();
  }

  /** Turn the lock on: see `sealEverything`. In a turn only. */
  async sealEverything(keys: VaultKeyPair, ways: readonly StoredWay[]): Promise<void> {
    await sealEverything(this.#rewriting(), keys, ways);
  }

  /** Turn the lock off: see `openEverything`. In a turn only, and unlocked. */
  async openEverything(): Promise<void> {
    await openEverything(this.#rewriting());
  }

  /** Something else than a write changed what can be read. */
  tellChanged(): void {
    this.#changed();
  }

  /** Delete every database. In a turn of its own. */
  async erase(): Promise<void> {
    await this.exclusive(async (snapshot) => {
      const listed = [
        ...snapshot.openIn.written.map((number) => `${openName}-${number}`),
        ...snapshot.days.visits.map(visitsName),
        ...[home, ...snapshot.peers.keys()].flatMap((key) =>
          Object.keys(followed(snapshot, key).lists).map((day) => listsName(key, day)),
        ),
        ...snapshot.ledgerDays.map(ledgerName),
      ];
      const told = (await this.#databases.names()).filter((name) => name.startsWith(mainName));
      // First the copies: one that is left without its database would be taken for it.
      const copies = told.filter((name) => name.endsWith("~"));
      for (const name of new Set([...copies, ...listed, ...told, mainName]))
        await this.#databases.delete(name);
      this.#vault.adopt(null);
      this.#cached = null;
      this.#dirty = true;
    });
  }

  /** Take the arrival that is written down; again from its first step when that was cut off. */
  async #land(): Promise<void> {
    const { database } = await this.#databases.open<ArrivalSchema>(arrivalName, ["arrival"]);
    const stored = await database.get("arrival", arrivalPlace.key);
    // Sealed and stored by `absorb` alone.
    const arrival = ((await this.#opened(arrivalPlace, stored)) as Arrival | undefined) ?? nothing;
    const { visits, open, lost, change } = arrival;
    try {
      for (const visit of visits) await this.putVisit(visit);
      if (open !== null) await this.putOpen(open);
      await this.commit({ ...change, ...this.#landed(lost) });
    } catch (error) {
      if (!isQuotaError(error)) throw error;
      for (const visit of visits) await this.deleteVisit(visit);
      if (open !== null) await this.dropOpen();
      await this.commit(this.#landed([]));
      await this.#deleteDoomed();
      throw error;
    }
    await this.#deleteDoomed();
  }

  #landed(lost: readonly string[]): Pick<Values, "days"> {
    const { arriving: _arriving, ...days } = this.#turn().days;
    return {
      days: {
        ...days,
        lost: [...new Set([...days.lost, ...lost.map(visitsName)])],
        doomed: [...days.doomed, arrivalName],
      },
    };
  }

  #turn(): Cached {
    if (this.#cached === null) throw new Error("storage is changed in turns only");
    return this.#cached;
  }

  #openVisits(day: string) {
    return this.#databases.open<VisitsSchema>(visitsName(day), ["visits"]);
  }

  #openLists(key: RegionKey, day: string) {
    return this.#databases.open<ListsSchema>(listsName(key, day), ["batches"]);
  }

  /** Delete the database of a day. It is named as doomed first, so that a crash neither keeps it nor takes it for lost. */
  async #drop(
    name: string,
    { days: rest, ...change }: Omit<Change, "days"> & { readonly days?: Partial<DaysRecord> },
  ): Promise<void> {
    const { days } = this.#turn();
    const lost = days.lost.filter((each) => each !== name);
    await this.commit({ ...change, days: { ...days, ...rest, lost, doomed: [...days.doomed, name] } });
    await this.#deleteDoomed();
  }

  async #deleteDoomed(): Promise<void> {
    const { days } = this.#turn();
    for (const name of days.doomed) await this.#databases.delete(name);
    await this.commit({ days: { ...days, doomed: [] } });
  }

  async #lose(name: string): Promise<void> {
    const { days } = this.#turn();
    if (!days.lost.includes(name)) await this.commit({ days: { ...days, lost: [...days.lost, name] } });
  }

  async #load(): Promise<Cached> {
    let stamp = await readStamp(this.#databases);
    // There is none on a new phone, and where the rewriting of this database was cut off.
    if (stamp === undefined && (await takeUpCopies(this.#databases, [mainDatabase]))) {
      stamp = await readStamp(this.#databases);
    }
    if (this.#cached?.stamp === (stamp ?? "") && this.#cached.locked === this.#vault.isLocked)
      return this.#cached;

    const { values: asStored, exposures, reports } = await readMain(this.#databases);
    const stored = withCurrentDays(asStored);
    const known = valuesIn(stored);
    this.#vault.adopt(known.vault);
    const locked = this.#vault.isLocked;
    const cached: Cached = {
      ...known,
      ...nothingPersonal,
      stamp: stamp ?? "",
      locked,
      peers: peersIn(stored),
      visits: new Map(),
      open: null,
    };
    this.#cached = cached;
    if (!locked) {
      const inClear = {
        exposures: new Map(
          exposures.map((exposure) => [exposureId(exposure), withRegionId(exposure, known.region)]),
        ),
        reports: new Map(reports.map((report) => [report.id, report])),
        ownPositive: known.ownPositive,
        decoys: known.decoys,
        openNote: null,
      };
      Object.assign(cached, await this.#personal(stored.get(personalPlace.key), inClear));
    }
    if (cached.vault?.phase === "sealing") await sealRest(this.#rewriting());
    if (cached.vault?.phase === "opening") await takeUpCopies(this.#databases, this.#rewriting().sealed);
    if (cached.days.doomed.length > 0) await this.#deleteDoomed();
    const sealedIds = new Set<string>();
    for (const day of cached.days.visits) await this.#loadVisits(cached, day, sealedIds);
    await this.#loadOpen(cached, sealedIds);
    if (mayHaveOlderOpen(asStored)) await this.#takeOlderOpen(cached);
    // What came from another phone is sealed, too: it is taken when it can be read.
    if (cached.days.arriving === true && !cached.locked) await this.#land();
    return cached;
  }

  async #takeOlderOpen(cached: Cached): Promise<void> {
    const { database } = await this.#databases.open<OlderOpenSchema>(openName, ["open"]);
    const open = await database.get("open", "open");
    if (open !== undefined && cached.open === null && !cached.visits.has(open.id)) await this.putOpen(open);
    await this.#drop(openName, {});
  }

  /** What is personal in database `celadon`. @param stored - The sealed record, if there is one. */
  async #personal(stored: unknown, inClear: Personal): Promise<Personal> {
    if (stored === undefined) return inClear;
    const record = await this.#opened(personalPlace, stored);
    return record === undefined ? nothingPersonal : personalIn(record);
  }

  async #loadVisits(cached: Cached, day: string, sealedIds: Set<string>): Promise<void> {
    const name = visitsName(day);
    const { database, created } = await this.#openVisits(day);
    if (created) await this.#lose(name);
    const [ids, stored] = await Promise.all([database.getAllKeys("visits"), database.getAll("visits")]);
    if (cached.locked) {
      for (const id of ids) sealedIds.add(id);
      return;
    }
    const visits = await Promise.all(
      stored.map((value, index) => this.#opened({ database: name, key: ids[index]! }, value)),
    );
    for (const visit of visits as (StoredVisit | undefined)[]) {
      if (visit !== undefined) cached.visits.set(visit.id, visit);
    }
  }

  async #loadOpen(cached: Cached, sealedIds: ReadonlySet<string>): Promise<void> {
    await this.#open.sweep();
    const [open = null] = await this.#open.read();
    if (open === null) return;
    cached.open = hasNote(open) ? open : withNote(open, cached.openNote);
    // The last check-out was cut off after the visit had been stored.
    if (cached.visits.has(open.id) || sealedIds.has(open.id)) await this.dropOpen();
    // Turning the lock on was cut off: the note is sealed already.
    else if (hasNote(open) && cached.vault !== null && cached.vault.phase !== "opening") {
      cached.open = withNote(withoutNote(open), cached.openNote);
      await this.putOpen(cached.open);
    }
  }

  /** Open a record; `undefined` when somebody altered it: then its database counts as lost. */
  async #opened(place: RecordPlace, stored: unknown): Promise<unknown> {
    try {
      return await this.#vault.open(place, stored);
    } catch (error) {
      if (error instanceof DeviceError) throw error;
      await this.#lose(place.database);
      return undefined;
    }
  }

  /** What rewriting for the lock works with. */
  #rewriting(): Rewriting {
    const snapshot = this.#turn();
    const sealed = [
      ...snapshot.days.visits.map((day) => ({ name: visitsName(day), stores: ["visits"] })),
      ...snapshot.ledgerDays.map((day) => ({ name: ledgerName(day), stores: ["requests"] })),
    ];
    return {
      databases: this.#databases,
      vault: this.#vault,
      snapshot,
      sealed,
      commit: (change) => this.commit(change),
      putOpen: (open) => this.putOpen(open),
      adopt: (values) => {
        Object.assign(snapshot, values);
        this.#vault.adopt(snapshot.vault);
        this.#dirty = true;
      },
    };
  }
}
