import type { ListsAct } from "../acts/lists-act.ts";
import type { Steps } from "../running.ts";

export const listsSteps: Steps<ListsAct> = {
  checking: (state, { progress }) => ({ ...state, checking: { progress } }),
  checked: (state) => ({ ...state, checking: null }),
};
