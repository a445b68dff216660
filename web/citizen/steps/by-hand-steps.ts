import type { ByHandAct } from "../acts/by-hand-act.ts";
import { busy, done, goBackTo, settleTop, shown, type Steps } from "../running.ts";

export const byHandSteps: Steps<ByHandAct> = {
  "write-down": busy,
  "written-down": (state) =>
    shown(state).at === "write-down" ? goBackTo(done(state), state.screens.length - 2) : done(state),
  "writing-refused": (state, { problem }) =>
    settleTop(state, "write-down", (screen) => ({ ...screen, problem })),
  "stay-home": busy,
};
