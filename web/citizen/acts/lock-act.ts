import type { AutoLock } from "../lock/lock-settings.ts";

/** The lock on the diary, and the closed status. */
export type LockAct =
  /** Effect: find out what this browser can do, and open the screen. */
  | { readonly do: "open-lock" }
  /** Effect: set the passphrase; the first way to unlock turns the lock on. */
  | { readonly do: "set-passphrase"; readonly passphrase: string }
  /** Effect: have a passkey made. */
  | { readonly do: "add-passkey" }
  /** Effect: take a way to unlock away. */
  | { readonly do: "remove-way"; readonly id: string }
  /** Effect: store everything in clear again. */
  | { readonly do: "turn-lock-off" }
  /** Effect: lock, in every tab. */
  | { readonly do: "lock-now" }
  /** Effect: remember when it locks by itself. */
  | { readonly do: "choose-auto-lock"; readonly after: AutoLock }
  /** Effect: remember whether the status stays closed until it is held. */
  | { readonly do: "choose-quiet-home"; readonly on: boolean }
  /** Effect: unlock. */
  | { readonly do: "unlock"; readonly passphrase: string }
  /** Effect: have the passkey asked for, and unlock. */
  | { readonly do: "unlock-by-passkey" }
  /** How far a passphrase is worked on, 0 to 1. */
  | { readonly do: "lock-progress"; readonly done: number }
  /** What was wanted of the lock is done; `problem` when it could not be. */
  | { readonly do: "lock-settled"; readonly problem: string | null }
  | { readonly do: "unlocked" };
