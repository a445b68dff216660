import type { EndingAct } from "../acts/ending-act.ts";
import { busy, type Steps } from "../running.ts";

export const endingSteps: Steps<EndingAct> = { erase: busy };
