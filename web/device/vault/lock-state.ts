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
