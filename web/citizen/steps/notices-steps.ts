import type { NoticesAct } from "../acts/notices-act.ts";
import { changeTop, type Steps } from "../running.ts";

export const noticesSteps: Steps<NoticesAct> = {
  "notices-asked": (state, { permission }) =>
    changeTop(state, "notices", (screen) => ({ ...screen, permission })),
};
