/**
 * What takes two people, and the numbers that say what exactly. A page says it in words: `web/authority/approvals/`. Each part of the
 * authority adds its own.
 */
export type ApprovalAction =
  /** `purpose`: 2 confirm or 3 retract; `count`: how many claim codes. */
  | "issue-codes"
  /** `reason`: its place in `pauseReasonNames`. */
  | "pause"
  | "resume";
