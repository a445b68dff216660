import { DeviceError } from "../device-error.ts";
import type { Snapshot } from "../snapshot.ts";
import type { LockState } from "./controls.ts";

/** The lock as pages see it. */
export function lockStateOf({ vault, locked }: Pick<Snapshot, "vault" | "locked">): LockState {
  if (vault === null) return { is: "off" };
  const ways = vault.ways.map((way) => ({
    id: way.id,
    kind: way.kind,
    madeAt: way.madeAt,
    credentialId: way.kind === "passkey" ? way.credentialId : null,
  }));
  return { is: locked ? "locked" : "unlocked", ways, unfinished: vault.phase !== "on" };
}

/** What needs the diary begins with this. @throws DeviceError `locked`. */
export function refuseLocked({ locked }: Snapshot): void {
  if (locked) throw new DeviceError("locked", "the diary is read and changed when it is unlocked");
}
