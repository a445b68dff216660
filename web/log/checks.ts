/** What is checked, in the order in which it is. */
export const checkNames = ["root", "checkpoint", "entries", "continued", "rules", "lists"] as const;

export type CheckName = (typeof checkNames)[number];

/** Why a check failed; each has a sentence of its own. */
export type FailureReason =
  /** Not signed by those who must have. */
  | "not-signed"
  | "too-few-witnesses"
  /** Signed, but against the bounds that hold whoever signs. */
  | "not-allowed"
  /** Not the bytes that the record names. */
  | "altered"
  /** Served, but not in the record. */
  | "not-recorded"
  /** In the record, but not served though it should be. */
  | "missing"
  /** The record is shorter than it was. */
  | "rolled-back"
  /** The record tells another history than it did. */
  | "rewritten"
  | "other-region"
  /** The reader's own clock makes the check impossible. */
  | "clock-behind";

/** How one check stands. */
export type Check =
  | { readonly state: "waiting" }
  | { readonly state: "passed" }
  /** There was nothing to compare with, as in a first visit. */
  | { readonly state: "nothing" }
  | { readonly state: "failed"; readonly reason: FailureReason; readonly detail: string };

export type Checks = Readonly<Record<CheckName, Check>>;

const waiting: Check = { state: "waiting" };

/** Before anything has been read. */
export const openChecks: Checks = {
  root: waiting,
  checkpoint: waiting,
  entries: waiting,
  continued: waiting,
  rules: waiting,
  lists: waiting,
};

/** What the checks say together. Waiting ones do not hide that another has failed. */
export function verdictOf(checks: Checks): "waiting" | "holds" | "broken" {
  const states = checkNames.map((name) => checks[name].state);
  if (states.includes("failed")) return "broken";
  return states.includes("waiting") ? "waiting" : "holds";
}
