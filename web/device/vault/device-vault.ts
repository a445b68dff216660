import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { DeviceError } from "../device-error.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Store } from "../store.ts";
import type { PasskeyAnswer, VaultControls } from "./controls.ts";
import { keyCosts } from "../key-cost.ts";
import type { PassphraseKey } from "../passphrase-key.ts";
import type { VaultKeyPair } from "./sealing.ts";
import type { StoredWay, Vault, VaultRecord } from "./vault.ts";
import type { LockWay } from "./wrapped-key.ts";

/** What the controls work with. */
export interface VaultParts {
  readonly store: Store;
  readonly vault: Vault;
  readonly deriveKey: PassphraseKey;
  /** Unix seconds. */
  readonly now: () => number;
  /** Called in the turn of an unlocking, when everything can be read again. */
  readonly whenUnlocked: (snapshot: Snapshot) => Promise<void>;
}

// Loaded when a lock is set up or opened, and not before.
const wrapping = () => import("./wrapped-key.ts");
const passphrases = () => import("../passphrase.ts");

/** Characters that a new passphrase has at least, as it counts. */
const passphraseLengthMin = 8;

const saltBytes = 16;

/** The controls of this device's vault. */
export class DeviceVault implements VaultControls {
  readonly #store: Store;
  readonly #vault: Vault;
  readonly #deriveKey: PassphraseKey;
  readonly #now: () => number;
  readonly #whenUnlocked: (snapshot: Snapshot) => Promise<void>;

  constructor({ store, vault, deriveKey, now, whenUnlocked }: VaultParts) {
    this.#store = store;
    this.#vault = vault;
    this.#deriveKey = deriveKey;
    this.#now = now;
    this.#whenUnlocked = whenUnlocked;
  }

  async setPassphrase(passphrase: string, progress?: (done: number) => void): Promise<void> {
    const { tidyPassphrase } = await passphrases();
    if ([...tidyPassphrase(passphrase)].length < passphraseLengthMin)
      throw new RangeError("this passphrase is too short");
    const [salt, cost] = [randomBytes(saltBytes), keyCosts.lock];
    const secret = await this.#deriveKey({ passphrase, salt, cost }, progress);
    const way: LockWay = { kind: "passphrase", salt, cost };
    await this.#addWay(way, secret, (others) => others.filter(({ kind }) => kind !== "passphrase"));
  }

  async addPasskey({ credentialId, output }: PasskeyAnswer): Promise<void> {
    const { passkeySecret } = await wrapping();
    const same = bytesToHex(credentialId);
    await this.#addWay({ kind: "passkey", credentialId }, passkeySecret(output), (others) =>
      others.filter((each) => each.kind !== "passkey" || bytesToHex(each.credentialId) !== same),
    );
  }

  async removeWay(id: string): Promise<void> {
    await this.#store.exclusive(async (snapshot) => {
      const record = unlockedRecord(snapshot);
      const ways = record.ways.filter((way) => way.id !== id);
      if (ways.length === 0) throw new RangeError("the last way is removed by turning the lock off");
      await this.#store.commit({ vault: { ...record, ways } });
    });
  }

  async turnOff(): Promise<void> {
    await this.#store.exclusive(async (snapshot) => {
      unlockedRecord(snapshot);
      await this.#store.openEverything();
      this.#vault.lock();
    });
  }

  async unlockByPassphrase(passphrase: string, progress?: (done: number) => void): Promise<void> {
    const { way, publicKey } = await this.#wayTo((each) => each.kind === "passphrase");
    if (way.kind !== "passphrase") return;
    const { salt, cost } = way;
    const secret = await this.#deriveKey({ passphrase, salt, cost }, progress);
    await this.#unlock(publicKey, way, secret);
  }

  async unlockByPasskey({ credentialId, output }: PasskeyAnswer): Promise<void> {
    const id = bytesToHex(credentialId);
    const { way, publicKey } = await this.#wayTo(
      (each) => each.kind === "passkey" && bytesToHex(each.credentialId) === id,
    );
    const { passkeySecret } = await wrapping();
    await this.#unlock(publicKey, way, passkeySecret(output));
  }

  async lock(): Promise<void> {
    this.#vault.lock();
    // What was read goes from memory, too.
    await this.#store.exclusive(async () => {});
    this.#store.tellChanged();
  }

  async #unlock(publicKey: Uint8Array, way: StoredWay, secret: Uint8Array): Promise<void> {
    const { unwrapKey } = await wrapping();
    const privateKey = await unwrapKey(publicKey, way, secret, way.wrapped);
    await this.#store.exclusive(async ({ vault }) => {
      if (vault === null) return;
      this.#vault.unlock(privateKey);
    });
    await this.#store.exclusive(async (snapshot) => {
      if (snapshot.vault?.phase === "opening") {
        await this.#store.openEverything();
        this.#vault.lock();
      }
      if (!snapshot.locked) await this.#whenUnlocked(snapshot);
    });
    this.#store.tellChanged();
  }

  async #addWay(
    way: LockWay,
    secret: Uint8Array,
    keep: (others: readonly StoredWay[]) => readonly StoredWay[],
  ): Promise<void> {
    const [{ wrapKey }, { generateVaultKeys }] = await Promise.all([wrapping(), import("./sealing.ts")]);
    await this.#store.exclusive(async (snapshot) => {
      const isNew = snapshot.vault === null;
      const keys: VaultKeyPair = isNew ? await generateVaultKeys() : unlockedKeys(snapshot, this.#vault);
      const made: StoredWay = {
        ...way,
        id: bytesToHex(randomBytes(16)),
        madeAt: this.#now(),
        wrapped: await wrapKey(keys, way, secret),
      };
      if (isNew) {
        await this.#store.sealEverything(keys, [made]);
      } else {
        const record = unlockedRecord(snapshot);
        await this.#store.commit({ vault: { ...record, ways: [...keep(record.ways), made] } });
      }
    });
  }

  #wayTo(wanted: (way: StoredWay) => boolean): Promise<{ way: StoredWay; publicKey: Uint8Array }> {
    return this.#store.exclusive(async ({ vault }) => {
      const way = vault?.ways.find(wanted);
      if (vault === null || way === undefined) throw new DeviceError("wrong-key", "the lock has no such way");
      return { way, publicKey: vault.publicKey };
    });
  }
}

function unlockedRecord({ vault, locked }: Snapshot): VaultRecord {
  if (vault === null || locked) throw new DeviceError("locked", "the lock is changed when it is unlocked");
  return vault;
}

function unlockedKeys(snapshot: Snapshot, vault: Vault): VaultKeyPair {
  unlockedRecord(snapshot);
  return vault.keys!;
}
