import type { DeviceErrorCode, DeviceState, SyncProgress, Visit } from "../device/device.ts";
import type { Act, ActNamed } from "./act.ts";
import type { Screen } from "./screen.ts";

/** The usual state: the device is open. */
export interface Running {
  readonly phase: "running";
  readonly device: DeviceState;
  /** The device is a made-up one. */
  readonly rehearsing: boolean;
  /** The screens one can go back through; the last one is shown. Never empty, the first is home. */
  readonly screens: readonly [Screen, ...Screen[]];
  readonly checking: Checking | null;
  /** Something is being stored or derived; its button waits. */
  readonly busy: boolean;
  /** A newer version of the page waits. */
  readonly update: boolean;
  /** Why the last report run stopped early. */
  readonly outboxProblem: DeviceErrorCode | null;
}

/** A sync that is under way. */
export interface Checking {
  readonly progress: SyncProgress | null;
}

/**
 * What acts make of the running state, by the act's name; an act without a step changes nothing. Each is pure, and returns the
 * state as it is when the act belongs to a screen that is no longer shown: it came too late.
 */
export type Steps<A extends Act> = {
  readonly [Do in A["do"]]?: (state: Running, act: ActNamed<Do>) => Running;
};

/** The first screen. */
export const home: Screen = { at: "home" };

/** The screen that is shown. */
export function shown(state: Running): Screen {
  return state.screens.at(-1)!;
}

/** Another screen above the one that is shown. */
export function push(state: Running, screen: Screen): Running {
  return { ...state, screens: [...state.screens, screen] };
}

/** Back to the screen at a depth; not while something is being stored, and never below the first. */
export function goBackTo(state: Running, depth: number): Running {
  if (state.busy || depth < 0 || depth >= state.screens.length - 1) return state;
  const [first, ...others] = state.screens;
  return { ...state, screens: [first, ...others.slice(0, depth)] };
}

/** Another screen, or another state of it, in the place of the one that is shown. */
export function replaceTop(state: Running, screen: Screen): Running {
  const [first, ...others] = state.screens;
  if (others.length === 0) return state;
  return { ...state, screens: [first, ...others.slice(0, -1), screen] };
}

/** Take screens away, wherever they lie. */
export function dropWhere(state: Running, gone: (screen: Screen) => boolean): Running {
  const [first, ...others] = state.screens;
  return { ...state, screens: [first, ...others.filter((screen) => !gone(screen))] };
}

/**
 * Change the screen that is shown, if it is the one that is meant.
 *
 * @param change - The screen as it is afterwards.
 */
export function changeTop<At extends Screen["at"]>(
  state: Running,
  at: At,
  change: (screen: Extract<Screen, { readonly at: At }>) => Screen,
): Running {
  const screen = shown(state);
  return isAt(screen, at) ? replaceTop(state, change(screen)) : state;
}

/** The same, when the screen's wait is over with it. */
export function settleTop<At extends Screen["at"]>(
  state: Running,
  at: At,
  change: (screen: Extract<Screen, { readonly at: At }>) => Screen,
): Running {
  return shown(state).at === at ? changeTop(done(state), at, change) : state;
}

/** Whether a screen is of that kind. */
export function isAt<At extends Screen["at"]>(
  screen: Screen,
  at: At,
): screen is Extract<Screen, { readonly at: At }> {
  return screen.at === at;
}

/** Something is being stored or derived. */
export function busy(state: Running): Running {
  return { ...state, busy: true };
}

/** What was being stored or derived is done. */
export function done(state: Running): Running {
  return { ...state, busy: false };
}

/** The visit with this id, open or ended; `null` when it is gone. */
export function visitOf(device: DeviceState, id: string): Visit | null {
  if (device.openVisit?.id === id) return device.openVisit;
  return device.diary.find((visit) => visit.id === id) ?? null;
}

/** Visits that a report can carry: those of the home region, newest first, the open one included. */
export function reportableVisits(device: DeviceState): readonly Visit[] {
  const visits = device.openVisit === null ? device.diary : [device.openVisit, ...device.diary];
  return visits.filter((visit) => visit.tokens > visit.reported && visit.regionId === device.region?.id);
}
