/**
 * Why a message was refused. A code exists only where a caller branches on it: the citizen page gives every
 * refusal of a scanned code its own sentence, the server maps codes to statuses. Everything else is `malformed`.
 */
export type ProtocolErrorCode =
  | "malformed"
  | "unsupported-version"
  // Check-in codes, in the order in which they are checked (SPEC.md §4.2).
  | "not-a-code"
  | "not-digits"
  | "wrong-check"
  | "unknown-kind"
  | "wrong-length"
  | "beyond-last-interval"
  | "wrong-name-length"
  | "wrong-cover-length"
  | "not-utf-8"
  | "unknown-region"
  | "clock-behind"
  | "past-sunset"
  | "not-yet"
  | "pass-ended"
  | "display-moved-on"
  // Claim codes and tickets.
  | "decoy-claim-code"
  | "wrong-proof"
  // Notes, manifests and the log.
  | "bad-signature"
  | "too-few-signatures"
  | "out-of-bounds"
  | "wrong-region";

/** The one error of `protocol/`. Anything else that is thrown here is a bug. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code: ProtocolErrorCode;

  /**
   * @param code - What callers branch on.
   * @param message - What was got and what was wanted; for logs and developers, not for pages.
   */
  constructor(code: ProtocolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
