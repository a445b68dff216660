import type { Act } from "./act.ts";
import { home, push, type Running, type Steps } from "./running.ts";
import type { StartLink } from "./start-link.ts";
import { byHandSteps } from "./steps/by-hand-steps.ts";
import { checkInSteps } from "./steps/check-in-steps.ts";
import { diarySteps } from "./steps/diary-steps.ts";
import { endingSteps } from "./steps/ending-steps.ts";
import { goingSteps } from "./steps/going-steps.ts";
import { listsSteps } from "./steps/lists-steps.ts";
import { noticesSteps } from "./steps/notices-steps.ts";
import { behindLock, lockSteps } from "./steps/lock-steps.ts";
import { meetSteps } from "./steps/meet-steps.ts";
import { rehearsalSteps } from "./steps/rehearsal-steps.ts";
import { reportSteps } from "./steps/report-steps.ts";
import { transferSteps } from "./steps/transfer-steps.ts";
import { takeBackSteps } from "./steps/take-back-steps.ts";
import { trustSteps } from "./steps/trust-steps.ts";

/** Everything the page shows follows from this. */
export type CitizenState =
  | { readonly phase: "starting" }
  /** This browser gives no storage: nothing can work. */
  | { readonly phase: "no-storage" }
  | { readonly phase: "erased" }
  /** The region's programme is over, and everything is wiped. */
  | { readonly phase: "ended" }
  | Running;

/** Before the device has opened. */
export const starting: CitizenState = { phase: "starting" };

const steps: Steps<Act> = {
  ...goingSteps,
  ...checkInSteps,
  ...diarySteps,
  ...byHandSteps,
  ...listsSteps,
  ...noticesSteps,
  ...meetSteps,
  ...rehearsalSteps,
  ...lockSteps,
  ...reportSteps,
  ...transferSteps,
  ...takeBackSteps,
  ...trustSteps,
  ...endingSteps,
};

/**
 * The state after something happened. Pure; what does not fit the state leaves it as it is.
 */
export function next(state: CitizenState, act: Act): CitizenState {
  if (act.do === "erased") return { phase: "erased" };
  if (act.do === "ended") return { phase: "ended" };
  if (act.do === "no-storage") return { phase: "no-storage" };
  if (act.do === "opened") return opened(act);
  if (state.phase !== "running") return state;
  const step = steps[act.do] as ((state: Running, act: Act) => Running) | undefined;
  return behindLock(step?.(state, act) ?? state, state.device.lock.is === "locked");
}

function opened(act: Act & { do: "opened" }): CitizenState {
  const running: Running = {
    phase: "running",
    device: act.device,
    rehearsing: false,
    screens: [home],
    checking: null,
    busy: false,
    update: false,
    outboxProblem: null,
  };
  if (act.link?.to === "report") return next(running, followed(act.link));
  if (!act.introduced) return push(running, { at: "welcome", card: 0 });
  return act.link === null ? running : next(running, followed(act.link));
}

/** What a link asks for. */
export function followed(link: StartLink): Act {
  switch (link.to) {
    case "report":
      return { do: "start-report", code: link.code, byLink: true };
    case "card":
      return { do: "open", screen: { at: "card" } };
    case "scan":
      return { do: "open", screen: { at: "scan", way: "camera", problem: null, trouble: null } };
  }
}
