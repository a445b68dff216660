import { msg } from "@lit/localize";
import { type Device, DeviceError } from "../../device/device.ts";
import { announce } from "../../parts/announce.ts";
import type { ActNamed } from "../act.ts";
import type { LockAct } from "../acts/lock-act.ts";
import { type Effects, type EffectWorld, guarded } from "../effect-world.ts";
import type { AutoLocker } from "../lock/auto-lock.ts";
import { autoLockIn } from "../lock/lock-settings.ts";
import { shown } from "../running.ts";
import type { CitizenState } from "../state.ts";
import { actTrouble } from "../words/trouble-words.ts";

const passkeys = () => import("../lock/passkey.ts");

/** Comes with the first unlocked lock. */
let locker: Promise<AutoLocker> | null = null;

export const lockEffects: Effects<LockAct | ActNamed<"device-changed">> = {
  async "device-changed"({ device: { lock, settings } }, { device, upkeep }) {
    if (lock.is === "off" && locker === null) return;
    const lockHere = () => void device.vault.lock().then(() => upkeep.refresh());
    locker ??= import("../lock/auto-lock.ts").then(({ AutoLocker: Locker }) => new Locker(lockHere));
    (await locker).follow(lock.is === "unlocked", autoLockIn(settings));
  },
  async "open-lock"(_, { say }) {
    const canUsePasskeys = await (await passkeys()).knowsPasskeys();
    const canSeal = await knowsSealing();
    const screen = { at: "lock", canSeal, canUsePasskeys, progress: null, problem: null } as const;
    say({ do: "open", screen });
  },
  "set-passphrase": ({ passphrase }, world) =>
    settling(world, () =>
      world.device.vault.setPassphrase(passphrase, (done) => world.say({ do: "lock-progress", done })),
    ),
  async "add-passkey"(_, world) {
    const answer = await (await passkeys()).makePasskey();
    if (answer === null) return world.say({ do: "lock-settled", problem: noPasskeyMade() });
    return settling(world, () => world.device.vault.addPasskey(answer));
  },
  "remove-way": ({ id }, world) => settling(world, () => world.device.vault.removeWay(id)),
  "turn-lock-off": (_, world) => settling(world, () => world.device.vault.turnOff()),
  async "lock-now"(_, { device, upkeep }) {
    if (locker === null) await device.vault.lock();
    else (await locker).lockAll();
    await upkeep.refresh();
    announce(msg("Locked."));
  },
  "choose-auto-lock": ({ after }, world) =>
    guarded(world, () => world.device.changeSettings({ autoLock: after })),
  "choose-quiet-home": ({ on }, world) =>
    guarded(world, () => world.device.changeSettings({ quietHome: on })),
  unlock: ({ passphrase }, world, state) =>
    unlocking(world, state, (vault) =>
      vault.unlockByPassphrase(passphrase, (done) => world.say({ do: "lock-progress", done })),
    ),
  async "unlock-by-passkey"(_, world, state) {
    const { lock } = await world.device.state();
    const ids = lock.is === "off" ? [] : lock.ways.flatMap(({ credentialId }) => credentialId ?? []);
    const answer = await (await passkeys()).askPasskey(ids);
    if (answer === null) return world.say({ do: "lock-settled", problem: noPasskeyAsked() });
    return unlocking(world, state, (vault) => vault.unlockByPasskey(answer));
  },
};

async function unlocking(
  world: EffectWorld,
  state: CitizenState,
  unlock: (vault: Device["vault"]) => Promise<void>,
): Promise<void> {
  try {
    await unlock(world.device.vault);
  } catch (error) {
    return settled(error, world);
  }
  await world.upkeep.refresh();
  const screen = state.phase === "running" ? shown(state) : null;
  world.say({ do: "unlocked" });
  // What it shows could not be read when it was opened.
  if (screen?.at === "unlock" && screen.next?.at === "ledger") {
    world.say({ do: "back" });
    world.say({ do: "open-ledger" });
  }
  await world.upkeep.runOutbox();
}

async function settling(world: EffectWorld, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    return settled(error, world);
  }
  await world.upkeep.refresh();
  world.say({ do: "lock-settled", problem: null });
}

function settled(error: unknown, { say }: EffectWorld): void {
  if (error instanceof RangeError) {
    say({ do: "lock-settled", problem: msg("This passphrase is too short: take eight characters or more.") });
  } else if (error instanceof DeviceError) {
    say({ do: "lock-settled", problem: actTrouble(error.code) });
  } else {
    say({ do: "lock-settled", problem: null });
    throw error;
  }
}

/** Whether this browser has the curve that records are sealed with. */
async function knowsSealing(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey("X25519", false, ["deriveBits"]);
    return true;
  } catch {
    return false;
  }
}

function noPasskeyMade(): string {
  return msg(
    "No passkey was made, or this one cannot lock anything. Nothing has changed; try again, or use a passphrase.",
  );
}

function noPasskeyAsked(): string {
  return msg(
    "The passkey did not answer. Nothing has changed; try again. If it was deleted, unlock in another way, or erase everything.",
  );
}
