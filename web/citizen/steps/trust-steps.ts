import type { TrustAct } from "../acts/trust-act.ts";
import { changeTop, push, type Steps } from "../running.ts";

export const trustSteps: Steps<TrustAct> = {
  "open-ledger": (state) => push(state, { at: "ledger", entries: null }),
  "ledger-read": (state, { entries }) => changeTop(state, "ledger", (screen) => ({ ...screen, entries })),
  "open-stored": (state) => push(state, { at: "stored", use: null }),
  "stored-read": (state, { use }) => changeTop(state, "stored", (screen) => ({ ...screen, use })),
  "check-code": (state) => changeTop(state, "verify", (screen) => ({ ...screen, check: "checking" })),
  "code-checked": (state, { check }) => changeTop(state, "verify", (screen) => ({ ...screen, check })),
};
