import type { GoingAct } from "../acts/going-act.ts";
import {
  changeTop,
  done,
  dropWhere,
  goBackTo,
  home,
  push,
  type Running,
  type Steps,
  visitOf,
} from "../running.ts";

export const goingSteps: Steps<GoingAct> = {
  "device-changed": (state, { device }) => withoutLostVisit({ ...state, device }),
  "update-waiting": (state) => ({ ...state, update: true }),
  "update-now": (state) => ({ ...state, update: false }),
  open: (state, { screen }) => push(state, screen),
  back: (state) => goBackTo(state, state.screens.length - 2),
  "back-to": (state, { depth }) => goBackTo(state, depth),
  "welcome-card": (state, { card }) => changeTop(state, "welcome", (screen) => ({ ...screen, card })),
  "welcome-done": (state) => ({ ...done(state), screens: [home] }),
  done,
};

/** A visit that aged out, or was deleted in another tab, takes its screen and its place in a choice with it. */
function withoutLostVisit(state: Running): Running {
  const present = (id: string) => visitOf(state.device, id) !== null;
  const left = dropWhere(state, (screen) => screen.at === "visit" && !present(screen.id));
  const [first, ...others] = left.screens;
  return {
    ...left,
    screens: [
      first,
      ...others.map((screen) =>
        // What is taken back may have gone from the diary.
        "chosen" in screen && screen.at !== "take-back" && !screen.chosen.every(present)
          ? { ...screen, chosen: screen.chosen.filter(present) }
          : screen,
      ),
    ],
  };
}
