import type { GoingAct } from "../acts/going-act.ts";
import type { Effects } from "../effect-world.ts";
import { actTrouble } from "../words/trouble-words.ts";

export const goingEffects: Effects<GoingAct> = {
  "welcome-done": (_, { device }) => device.changeSettings({ introduced: true }),
  trouble: ({ problem }, { toast }) => toast({ text: actTrouble(problem) }),
};
