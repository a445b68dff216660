import { DeviceError } from "../device-error.ts";
import type { RecordPlace, VaultKeyPair } from "./sealing.ts";
import type { LockWay } from "./wrapped-key.ts";

/** One way to unlock, as it is stored. None of it opens anything by itself. */
export type StoredWay = LockWay & {
  /** 32 hex digits. */
  readonly id: string;
  /** When it was set up, Unix seconds. */
  readonly madeAt: number;
  /** The vault's private key, wrapped: `wrapped-key.ts`. */
  readonly wrapped: Uint8Array;
};

/** The vault as it is stored, in clear, in database `celadon`. @see SPEC.md §4.13 */
export interface VaultRecord {
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** At least one. Each wraps the same key. */
  readonly ways: readonly StoredWay[];
  /**
   * `sealing`: what was stored before in clear is being rewritten, and goes on wherever it was cut off. `opening`: the lock is being
   * taken away, and that goes on at the next unlocking.
   */
  readonly phase: "sealing" | "on" | "opening";
  /** Databases that are still to be rewritten. */
  readonly todo: readonly string[];
}

/** A record as it is stored under a lock. */
interface SealedRecord {
  readonly sealed: Uint8Array;
}

/** Loaded when a lock is in use, and not before. */
const sealing = () => import("./sealing.ts");

/**
 * What stands between records and the disk: without a lock nothing, with one every record is sealed before it is written, and opened
 * after it was read as long as the vault is unlocked. The private key is in this object and nowhere else; it is gone with the page.
 *
 * Use it at the border of a database, outside of transactions: sealing takes longer than a transaction waits.
 *
 * @see SPEC.md §4.13
 */
export class Vault {
  #record: VaultRecord | null = null;
  #privateKey: Uint8Array | null = null;

  /** What the disk says. A vault that is another one, or none any more, is locked here. In a turn of the store only. */
  adopt(record: VaultRecord | null): void {
    const isSame = record !== null && sameBytes(record.publicKey, this.#record?.publicKey);
    if (!isSame && this.#record !== null) this.lock();
    this.#record = record;
  }

  /** There is a lock, and it is locked here: nothing that was sealed can be read. */
  get isLocked(): boolean {
    return this.#record !== null && this.#privateKey === null;
  }

  /** Both keys; `null` unless it is unlocked. */
  get keys(): VaultKeyPair | null {
    if (this.#record === null || this.#privateKey === null) return null;
    return { publicKey: this.#record.publicKey, privateKey: this.#privateKey };
  }

  /** A new vault, unlocked: what is written from now on is sealed. */
  begin(record: VaultRecord, privateKey: Uint8Array): void {
    this.#record = record;
    this.#privateKey = privateKey;
  }

  /** Unlock what {@link Vault.adopt} told. */
  unlock(privateKey: Uint8Array): void {
    this.#privateKey = privateKey;
  }

  /** Forget the private key. */
  lock(): void {
    this.#privateKey?.fill(0);
    this.#privateKey = null;
  }

  /**
   * Make a record ready to be written, locked or not.
   *
   * @param value - As `encodeRecord` takes it.
   * @returns The value itself where there is no lock.
   */
  async seal(place: RecordPlace, value: unknown, record = this.#record): Promise<unknown> {
    if (record === null) return value;
    const { sealRecord } = await sealing();
    return { sealed: await sealRecord(record.publicKey, place, value) } satisfies SealedRecord;
  }

  /**
   * Read what {@link Vault.seal} made; a value that was stored in clear comes back as it is.
   *
   * @throws DeviceError `locked`.
   * @throws Error when somebody has altered the storage.
   */
  async open(place: RecordPlace, stored: unknown): Promise<unknown> {
    if (!isSealed(stored)) return stored;
    const { keys } = this;
    if (keys === null) throw new DeviceError("locked", `${place.database} ${place.key} is sealed`);
    const { openRecord } = await sealing();
    return openRecord(keys, place, stored.sealed);
  }
}

/** Whether a stored value was sealed. */
export function isSealed(stored: unknown): stored is SealedRecord {
  return typeof stored === "object" && stored !== null && "sealed" in stored;
}

function sameBytes(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return other !== undefined && one.length === other.length && one.every((byte, at) => byte === other[at]);
}
