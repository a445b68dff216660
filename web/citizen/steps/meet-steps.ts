import type { MeetAct } from "../acts/meet-act.ts";
import { busy, done, dropWhere, type Steps } from "../running.ts";

export const meetSteps: Steps<MeetAct> = {
  host: busy,
  "extend-gathering": busy,
  "end-gathering": busy,
  "gathering-ended": (state) => dropWhere(done(state), ({ at }) => at === "meet" || at === "card"),
};
