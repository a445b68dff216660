import type { DeviceErrorCode, DeviceState, SyncProgress, Visit } from "../device/device.ts";
import type { Act } from "./act.ts";
import type { Screen } from "./screen.ts";
import { readClaim } from "./words/claim-words.ts";

/** Everything the page shows follows from this. */
export type CitizenState =
  | { readonly phase: "starting" }
  /** This browser gives no storage: nothing can work. */
  | { readonly phase: "no-storage" }
  | { readonly phase: "erased" }
  /** The region's programme is over, and everything is wiped. */
  | { readonly phase: "ended" }
  | Running;

/** The usual state: the device is open. */
export interface Running {
  readonly phase: "running";
  readonly device: DeviceState;
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

/** Before the device has opened. */
export const starting: CitizenState = { phase: "starting" };

const home: Screen = { at: "home" };

/**
 * The state after something happened. Pure; what does not fit the state leaves it as it is.
 */
export function next(state: CitizenState, act: Act): CitizenState {
  if (act.do === "erased") return { phase: "erased" };
  if (act.do === "ended") return { phase: "ended" };
  if (act.do === "no-storage") return { phase: "no-storage" };
  if (act.do === "opened") return opened(act);
  if (state.phase !== "running") return state;
  switch (act.do) {
    case "device-changed":
      return withoutLostVisit({ ...state, device: act.device });
    case "update-waiting":
      return { ...state, update: true };
    case "update-now":
      return { ...state, update: false };
    case "open":
      return push(state, act.screen);
    case "back":
      return goBackTo(state, state.screens.length - 2);
    case "back-to":
      return goBackTo(state, act.depth);
    case "welcome-done":
    case "checked-in":
      return { ...state, busy: false, screens: [home] };
    case "check-in":
    case "leave":
    case "edit-visit":
    case "send-report":
    case "erase":
      return { ...state, busy: true };
    case "done":
      return { ...state, busy: false };
    case "place-read":
      return push(state, {
        at: "confirm",
        place: act.place,
        readAt: act.now,
        arrival: null,
        stayMinutes: act.place.defaultStayMinutes,
      });
    case "visit-gone":
      return {
        ...state,
        screens: dropWhere(state.screens, (screen) => screen.at === "visit" && screen.id === act.id),
      };
    case "checking":
      return { ...state, checking: { progress: act.progress } };
    case "checked":
      return { ...state, checking: null };
    case "start-report":
      return push(
        { ...state, screens: [home] },
        { at: "report-code", draft: act.code, problem: null, chosen: [], byLink: act.byLink },
      );
    case "another-code":
      return push(
        { ...state, screens: [home] },
        { at: "report-code", draft: "", problem: null, chosen: act.chosen, byLink: false },
      );
    case "report-started":
      return { ...state, busy: false, screens: [home, { at: "report-progress" }] };
    case "outbox":
      return { ...state, outboxProblem: act.problem };
    default:
      return onTop(state, act);
  }
}

/** The screen that is shown. */
export function shown(state: Running): Screen {
  return state.screens.at(-1)!;
}

/** The visit with this id, open or ended; `null` when it is gone. */
export function visitOf(device: DeviceState, id: string): Visit | null {
  if (device.openVisit?.id === id) return device.openVisit;
  return device.diary.find((visit) => visit.id === id) ?? null;
}

/** Visits that a report can carry: newest first, the open one included. */
export function reportableVisits(device: DeviceState): readonly Visit[] {
  const visits = device.openVisit === null ? device.diary : [device.openVisit, ...device.diary];
  return visits.filter((visit) => visit.tokens > visit.reported);
}

function opened(act: Act & { do: "opened" }): CitizenState {
  const running: Running = {
    phase: "running",
    device: act.device,
    screens: [home],
    checking: null,
    busy: false,
    update: false,
    outboxProblem: null,
  };
  if (act.link !== null) return next(running, { do: "start-report", code: act.link, byLink: true });
  return act.introduced ? running : push(running, { at: "welcome", card: 0 });
}

function push(state: Running, screen: Screen): Running {
  return { ...state, screens: [...state.screens, screen] };
}

function goBackTo(state: Running, depth: number): Running {
  if (state.busy || depth < 0 || depth >= state.screens.length - 1) return state;
  const [first, ...others] = state.screens;
  return { ...state, screens: [first, ...others.slice(0, depth)] };
}

function replaceTop(state: Running, screen: Screen): Running {
  const [first, ...others] = state.screens;
  if (others.length === 0) return state;
  return { ...state, screens: [first, ...others.slice(0, -1), screen] };
}

function dropWhere(screens: Running["screens"], gone: (screen: Screen) => boolean): Running["screens"] {
  const [first, ...others] = screens;
  return [first, ...others.filter((screen) => !gone(screen))];
}

/** A visit that aged out, or was deleted in another tab, takes its screen and its place in a choice with it. */
function withoutLostVisit(state: Running): Running {
  const present = (id: string) => visitOf(state.device, id) !== null;
  const [first, ...others] = dropWhere(
    state.screens,
    (screen) => screen.at === "visit" && !present(screen.id),
  );
  return {
    ...state,
    screens: [
      first,
      ...others.map((screen) =>
        "chosen" in screen && !screen.chosen.every(present)
          ? { ...screen, chosen: screen.chosen.filter(present) }
          : screen,
      ),
    ],
  };
}

/** What happens on the screen that is shown; anything that belongs to another screen came too late and is dropped. */
function onTop(state: Running, act: Act): Running {
  const screen = shown(state);
  switch (screen.at) {
    case "welcome":
      return act.do === "welcome-card" ? replaceTop(state, { ...screen, card: act.card }) : state;
    case "scan":
      return onScan(state, screen, act);
    case "confirm":
      if (act.do === "choose-stay") return replaceTop(state, { ...screen, stayMinutes: act.minutes });
      if (act.do === "choose-arrival") return replaceTop(state, { ...screen, arrival: act.arrival });
      if (act.do === "code-refused") {
        const scan: Screen = { at: "scan", way: "camera", problem: act.problem, trouble: null };
        return { ...state, busy: false, screens: [home, scan] };
      }
      return state;
    case "visit":
      if (act.do === "start-editing") return replaceTop(state, { ...screen, editing: true, problem: null });
      if (act.do === "stop-editing") {
        return replaceTop({ ...state, busy: false }, { ...screen, editing: false, problem: null });
      }
      if (act.do === "edit-refused")
        return replaceTop({ ...state, busy: false }, { ...screen, problem: act.problem });
      return state;
    case "report-code":
      if (act.do === "code-typed") return replaceTop(state, { ...screen, draft: act.draft, problem: null });
      if (act.do === "claim-entered") {
        const reading = readClaim(act.draft);
        return reading.kind === "problem"
          ? replaceTop(state, { ...screen, draft: act.draft, problem: reading.problem })
          : push(replaceTop(state, { ...screen, draft: act.draft, problem: null }), {
              at: "report-visits",
              code: reading.code,
              chosen: screen.chosen,
            });
      }
      return state;
    case "report-visits":
      if (act.do === "choose-visits") return replaceTop(state, { ...screen, chosen: act.chosen });
      if (act.do === "review" && screen.chosen.length > 0) {
        return push(state, { at: "report-summary", code: screen.code, chosen: screen.chosen, problem: null });
      }
      return state;
    case "report-summary":
      if (act.do === "report-refused")
        return replaceTop({ ...state, busy: false }, { ...screen, problem: act.problem });
      return state;
    default:
      return state;
  }
}

function onScan(state: Running, screen: Screen & { at: "scan" }, act: Act): Running {
  switch (act.do) {
    case "scan-way":
      return replaceTop(state, { ...screen, way: act.way, problem: null, trouble: null });
    case "camera-trouble":
      return replaceTop(state, { ...screen, trouble: act.trouble });
    case "code-text":
    case "code-picture":
      return replaceTop(state, { ...screen, problem: null });
    case "code-refused":
      return replaceTop({ ...state, busy: false }, { ...screen, problem: act.problem });
    default:
      return state;
  }
}
