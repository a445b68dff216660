/** Length of a day in seconds. */
export const secondsPerDay = 86_400;

/** Length of an hour in seconds. */
export const secondsPerHour = 3600;

/** Length of a batch period where nothing else is said, in seconds. */
export const realPeriodSeconds = secondsPerHour;

/** The Unix day of a moment, UTC. @param now - Unix seconds. */
export function dayOf(now: number): number {
  return Math.floor(now / secondsPerDay);
}

/** The Unix hour of a moment. @param now - Unix seconds. */
export function hourOf(now: number): number {
  return Math.floor(now / secondsPerHour);
}

/**
 * The first moment of the period that a moment lies in. Periods are aligned to 1970, so that servers over one store agree.
 *
 * @param now - Unix seconds.
 * @param periodSeconds - Length of a period.
 */
export function periodStartOf(now: number, periodSeconds: number): number {
  return Math.floor(now / periodSeconds) * periodSeconds;
}
