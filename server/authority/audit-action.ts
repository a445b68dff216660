import type { ApprovalAction } from "./approval-action.ts";

/**
 * What staff do that is written down, and the numbers that stand beside it. A page says it in words: `web/authority/audit/`.
 * Each part of the authority adds its own.
 */
export type AuditAction =
  /** `roles`: bits of {@link import("./role.ts").roleBits}. */
  | "enrolled"
  | "signed-in"
  | "signed-out"
  | "signed-out-everywhere"
  | "session-ended"
  | "passkey-added"
  | "passkey-renamed"
  | "passkey-removed"
  | "name-changed"
  /** `staff`, `roles`. */
  | "invited"
  /** `staff`. */
  | "invited-again"
  /** `staff`, `from`, `to`. */
  | "roles-changed"
  /** `staff`. */
  | "access-ended"
  /** `approval`, and the numbers of what is asked for. */
  | `asked-${ApprovalAction}`
  /** `approval`. */
  | "approval-given"
  /** `approval`. */
  | "approval-refused"
  /** `approval`. */
  | "approval-withdrawn"
  | "audit-exported"
  /** `purpose`: 1 report, 2 confirm, 3 retract; `count`: how many claim codes; `approval` where it took one. */
  | "codes-issued"
  /** `token`, `count`. By no person: a laboratory's program. */
  | "codes-issued-by-token"
  /** `count`; none of them had been used. */
  | "codes-revoked"
  /** `token`. By no person: a laboratory's program. */
  | "codes-revoked-by-token"
  /** `rows`: of a list that each get a code. */
  | "codes-list-begun"
  /** `token`, `perDay`: claim codes at most; `days`: how long it holds. */
  | "token-made"
  /** `token`. */
  | "token-revoked"
  /** `reason`: its place in `pauseReasonNames`; `approval`. */
  | "publishing-paused"
  /** `approval`. */
  | "publishing-resumed";
