import type { CheckInAct } from "../acts/check-in-act.ts";
import { busy, changeTop, done, home, push, type Running, settleTop, shown, type Steps } from "../running.ts";
import type { CodeProblem } from "../words/code-problem.ts";

export const checkInSteps: Steps<CheckInAct> = {
  "scan-way": (state, { way }) =>
    changeTop(state, "scan", (screen) => ({ ...screen, way, problem: null, trouble: null })),
  "camera-trouble": (state, { trouble }) =>
    changeTop(
      changeTop(state, "scan", (screen) => ({ ...screen, trouble })),
      "receive",
      (screen) => ({ ...screen, trouble }),
    ),
  "code-text": reading,
  "code-picture": reading,
  "code-refused": (state, { problem }) => refused(state, problem),
  "place-read": (state, { place, now }) =>
    push(state, {
      at: "confirm",
      place,
      readAt: now,
      arrival: null,
      stayMinutes: place.defaultStayMinutes,
      companions: [],
    }),
  "choose-stay": (state, { minutes }) =>
    changeTop(state, "confirm", (screen) => ({ ...screen, stayMinutes: minutes })),
  "choose-arrival": (state, { arrival }) => changeTop(state, "confirm", (screen) => ({ ...screen, arrival })),
  "choose-companions": (state, { companions }) =>
    changeTop(state, "confirm", (screen) => ({ ...screen, companions })),
  "check-in": busy,
  "checked-in": (state) => ({ ...done(state), screens: [home] }),
  // From a code of the very place one is at: there is nothing left to confirm.
  leave: (state) => busy(shown(state).at === "confirm" ? { ...state, screens: [home] } : state),
};

function reading(state: Running): Running {
  return changeTop(state, "scan", (screen) => ({ ...screen, problem: null }));
}

/** Where it was scanned; a code that ended while its place was being confirmed leads back there. */
function refused(state: Running, problem: CodeProblem): Running {
  switch (shown(state).at) {
    case "scan":
      return settleTop(state, "scan", (screen) => ({ ...screen, problem }));
    case "confirm":
      return { ...done(state), screens: [home, { at: "scan", way: "camera", problem, trouble: null }] };
    default:
      return state;
  }
}
