/**
 * Why a server pauses its list, with the words that the log has for it. The list is closed: the log is public and for good, and
 * free words in it could be about somebody. A device shows them in its own language, and others as they stand.
 *
 * @see SPEC.md §4.7
 */
export const pauseReasons = {
  "wrong-reports": "wrong reports are being looked into",
  "claim-codes": "claim codes may be in wrong hands",
  keys: "keys of the region may be in wrong hands",
  fault: "a fault is being looked into",
  work: "planned work on the server",
} as const;

/** Which of the {@link pauseReasons}. */
export type PauseReason = keyof typeof pauseReasons;

/** The names of all reasons. The order stays: records of staff name them by their place. */
export const pauseReasonNames = Object.keys(pauseReasons) as readonly PauseReason[];

/** Which reason an entry's words are of. @param words - From the log. @returns Null when they are others. */
export function pauseReasonOf(words: string): PauseReason | null {
  return pauseReasonNames.find((name) => pauseReasons[name] === words) ?? null;
}
