/** Length of an interval in seconds: the ENIN of Google/Apple Exposure Notification. @see SPEC.md §1 */
export const intervalSeconds = 600;

/** Intervals are leaf numbers of the place tree: 0 ≤ interval < 2^24 (the year 2288). @see SPEC.md §4.1 */
export const intervalLimit = 2 ** 24;

/** Length of a ticket key's epoch in seconds: one week. @see SPEC.md §4.4 */
export const epochSeconds = 604_800;

/** The interval that a moment lies in. @param unixSeconds - Seconds since 1970, UTC. */
export function intervalOf(unixSeconds: number): number {
  return Math.floor(unixSeconds / intervalSeconds);
}

/** The moment an interval begins, in Unix seconds. */
export function intervalStart(interval: number): number {
  return interval * intervalSeconds;
}

/** The weekly epoch that a moment lies in. @param unixSeconds - Seconds since 1970, UTC. */
export function epochOf(unixSeconds: number): number {
  return Math.floor(unixSeconds / epochSeconds);
}
