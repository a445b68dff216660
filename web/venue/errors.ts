/**
 * Why something was refused on the venue page. A code exists only where the page says something different.
 */
export type VenueErrorCode =
  // Recovery sheets, in the order in which they are checked (SPEC.md §4.1).
  | "not-a-sheet"
  | "wrong-characters"
  | "wrong-check"
  | "unsupported-version"
  | "malformed"
  // The region's root and manifest.
  | "no-network"
  | "bad-answer"
  | "other-region"
  // A second display.
  | "other-clock"
  | "other-sunset";

/** The one error of `web/venue`. Anything else that is thrown here is a bug. */
export class VenueError extends Error {
  override readonly name = "VenueError";
  readonly code: VenueErrorCode;

  /**
   * @param code - What callers branch on.
   * @param message - What was got and what was wanted; for developers, not for the page.
   */
  constructor(code: VenueErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
