import type { DiaryAct } from "../acts/diary-act.ts";
import { busy, changeTop, dropWhere, settleTop, type Steps } from "../running.ts";

export const diarySteps: Steps<DiaryAct> = {
  "edit-visit": busy,
  "delete-visits": busy,
  "start-editing": (state) =>
    changeTop(state, "visit", (screen) => ({ ...screen, editing: true, problem: null })),
  "stop-editing": (state) =>
    settleTop(state, "visit", (screen) => ({ ...screen, editing: false, problem: null })),
  "edit-refused": (state, { problem }) => settleTop(state, "visit", (screen) => ({ ...screen, problem })),
  "visit-gone": (state, { id }) => dropWhere(state, (screen) => screen.at === "visit" && screen.id === id),
};
