import type { FailureReason } from "./checks.ts";

/**
 * Why reading the record stopped: nobody answered, the answer was not one of a Celadon server, or what was read does not hold,
 * which is a {@link FailureReason}.
 */
export type RecordErrorCode = "offline" | "server-trouble" | FailureReason;

/** The one error of `web/log`. Anything else that is thrown here is a bug. */
export class RecordError extends Error {
  override readonly name = "RecordError";
  readonly code: RecordErrorCode;

  /**
   * @param code - What callers branch on.
   * @param message - What was got and what was wanted; shown small, for those who look into it.
   */
  constructor(code: RecordErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
