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
  | "approval-asked"
  /** `approval`. */
  | "approval-given"
  /** `approval`. */
  | "approval-refused"
  /** `approval`. */
  | "approval-withdrawn"
  | "audit-exported";
