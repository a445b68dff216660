import type { ReportAct } from "../acts/report-act.ts";
import {
  busy,
  changeTop,
  done,
  home,
  isAt,
  push,
  replaceTop,
  type Running,
  settleTop,
  shown,
  type Steps,
} from "../running.ts";
import { readClaim } from "../../parts/claim-words.ts";

export const reportSteps: Steps<ReportAct> = {
  "start-report": (state, { code, byLink }) => begin(state, { draft: code, chosen: [], byLink }),
  "another-code": (state, { chosen }) => begin(state, { draft: "", chosen, byLink: false }),
  "code-typed": (state, { draft }) =>
    changeTop(state, "report-code", (screen) => ({ ...screen, draft, problem: null })),
  "claim-entered": (state, { draft }) => enter(state, draft),
  "choose-visits": (state, { chosen }) =>
    changeTop(state, "report-visits", (screen) => ({ ...screen, chosen })),
  review(state) {
    const screen = shown(state);
    if (!isAt(screen, "report-visits") || screen.chosen.length === 0) return state;
    return push(state, { at: "report-summary", code: screen.code, chosen: screen.chosen, problem: null });
  },
  "send-report": busy,
  "report-started": (state) => ({ ...done(state), screens: [home, { at: "report-progress" }] }),
  "report-refused": (state, { problem }) =>
    settleTop(state, "report-summary", (screen) => ({ ...screen, problem })),
  outbox: (state, { problem }) => ({ ...state, outboxProblem: problem }),
};

function begin(
  state: Running,
  start: { readonly draft: string; readonly chosen: readonly string[]; readonly byLink: boolean },
): Running {
  return { ...state, screens: [home, { at: "report-code", problem: null, ...start }] };
}

/** A code that can be one leads on to the choice; one that cannot is refused where it was typed. */
function enter(state: Running, draft: string): Running {
  const screen = shown(state);
  if (!isAt(screen, "report-code")) return state;
  const reading = readClaim(draft);
  if (reading.kind === "problem") return replaceTop(state, { ...screen, draft, problem: reading.problem });
  return push(replaceTop(state, { ...screen, draft, problem: null }), {
    at: "report-visits",
    code: reading.code,
    chosen: screen.chosen,
  });
}
