import type { LockAct } from "../acts/lock-act.ts";
import { busy, done, goBackTo, isAt, replaceTop, type Running, shown, type Steps } from "../running.ts";
import type { Screen } from "../screen.ts";

const begun = (state: Running): Running => withLockScreen(busy(state), { progress: null, problem: null });

export const lockSteps: Steps<LockAct> = {
  "set-passphrase": begun,
  "add-passkey": begun,
  "remove-way": begun,
  "turn-lock-off": begun,
  unlock: begun,
  "unlock-by-passkey": begun,
  "lock-progress": (state, { done: progress }) => withLockScreen(state, { progress }),
  "lock-settled": (state, { problem }) => withLockScreen(done(state), { progress: null, problem }),
  unlocked(state) {
    const screen = shown(state);
    if (!isAt(screen, "unlock")) return done(state);
    return screen.next === null
      ? goBackTo(done(state), state.screens.length - 2)
      : replaceTop(done(state), screen.next);
  },
};

function withLockScreen(
  state: Running,
  change: { readonly progress?: number | null; readonly problem?: string | null },
): Running {
  const screen = shown(state);
  return isAt(screen, "lock") || isAt(screen, "unlock") ? replaceTop(state, { ...screen, ...change }) : state;
}

/** Screens that are the same with a locked diary, or have their own words for it. */
const openScreens: ReadonlySet<Screen["at"]> = new Set([
  "home",
  "welcome",
  "scan",
  "confirm",
  "more",
  "notices",
  "record",
  "limits",
  "erase",
  "rehearsal",
  "rules",
  "verify",
  "slip",
  "lock",
  "unlock",
  "meet",
  "card",
]);

/**
 * While the diary is locked, screens that need it are not shown: one that the person opens waits behind the unlocking, and what was open when it
 * was locked is gone with all that was typed.
 *
 * @param before - Whether it was locked before.
 */
export function behindLock(state: Running, before: boolean): Running {
  if (state.device.lock.is !== "locked") return state;
  const wanted = shown(state);
  const [first, ...others] = state.screens;
  const open = others.filter(({ at }) => openScreens.has(at));
  if (open.length === others.length) return state;
  const unlock: Screen = { at: "unlock", next: wanted, progress: null, problem: null };
  return {
    ...state,
    screens: before && !openScreens.has(wanted.at) ? [first, ...open, unlock] : [first, ...open],
  };
}
