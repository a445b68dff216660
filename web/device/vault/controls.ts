/** One way to unlock, as pages see it. */
export interface LockWayState {
  readonly id: string;
  readonly kind: "passphrase" | "passkey";
  /** When it was set up, Unix seconds. */
  readonly madeAt: number;
  /** Only of a passkey: which one to ask for. */
  readonly credentialId: Uint8Array | null;
}

/** The lock on the diary. */
export type LockState =
  | { readonly is: "off" }
  | {
      readonly is: "locked" | "unlocked";
      readonly ways: readonly LockWayState[];
      /** Not all that was stored before is sealed yet (or opened again): there was no room. It goes on at the next opening. */
      readonly unfinished: boolean;
    };

/** What a passkey answered. */
export interface PasskeyAnswer {
  readonly credentialId: Uint8Array;
  /** 32 bytes of its PRF for `passkeySalt`. Must not leave the page. */
  readonly output: Uint8Array;
}

/**
 * The lock on the diary. Several ways may open it; each wraps the same key. Nothing of it makes a request.
 *
 * While it is locked, checking in and out work, lists are fetched and checked, and what has aged out goes; colour, diary, report and
 * their changes wait, with `locked`. The key is in this object's memory only: another tab, and a reload, begin locked.
 *
 * @see SPEC.md §4.13
 */
export interface VaultControls {
  /**
   * Set the passphrase, in the place of one before. The first way turns the lock on: everything that was stored is sealed, and its
   * clear bytes leave the disk. A forgotten passphrase cannot be replaced: say so before.
   *
   * @param progress - From 0 to 1.
   * @throws RangeError when it is too short.
   * @throws DeviceError `locked` when there is a lock and it is not unlocked.
   */
  setPassphrase(passphrase: string, progress?: (done: number) => void): Promise<void>;
  /** Add a passkey, as {@link VaultControls.setPassphrase}. */
  addPasskey(answer: PasskeyAnswer): Promise<void>;
  /** Take a way away. @throws RangeError when it is the last. @throws DeviceError `locked`. */
  removeWay(id: string): Promise<void>;
  /** Store everything in clear again. @throws DeviceError `locked`. */
  turnOff(): Promise<void>;
  /**
   * Unlock, and compare what waited.
   *
   * @throws DeviceError `wrong-key`, `lock-damaged`; then nothing has changed.
   */
  unlockByPassphrase(passphrase: string, progress?: (done: number) => void): Promise<void>;
  /** As {@link VaultControls.unlockByPassphrase}. */
  unlockByPasskey(answer: PasskeyAnswer): Promise<void>;
  /** Forget the key, here. Harmless when there is no lock. */
  lock(): Promise<void>;
}
