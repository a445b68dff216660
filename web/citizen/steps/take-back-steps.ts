import type { TakeBackAct } from "../acts/take-back-act.ts";
import { busy, changeTop, push, settleTop, type Steps } from "../running.ts";
import { returnable } from "../words/take-back-words.ts";

export const takeBackSteps: Steps<TakeBackAct> = {
  "open-take-back"(state) {
    const visits = returnable(state.device);
    const chosen = visits.length === 1 ? visits.map(({ visitId }) => visitId) : [];
    return push(state, { at: "take-back", draft: "", chosen, problem: null });
  },
  "take-back-typed": (state, { draft }) =>
    changeTop(state, "take-back", (screen) => ({ ...screen, draft, problem: null })),
  "take-back-choose": (state, { chosen }) =>
    changeTop(state, "take-back", (screen) => ({ ...screen, chosen, problem: null })),
  "take-back-now": busy,
  "take-back-begun": (state) =>
    settleTop(state, "take-back", (screen) => ({ ...screen, draft: "", chosen: [], problem: null })),
  "take-back-refused": (state, { problem }) =>
    settleTop(state, "take-back", (screen) => ({ ...screen, problem })),
};
