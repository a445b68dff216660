import { hourOf } from "../clock.ts";

/** So many hours are remembered, the present one included. */
export const wrongCodeHours = 24;

/** From so many wrong claim codes in an hour on somebody is trying codes: people mistype, but their devices notice nearly all of that. */
export const guessingFrom = 100;

/**
 * How many wrong claim codes came in each hour of the last day: in memory, a number an hour and nothing else. A code has
 * 55 random bits, so that guessing finds nothing; but whoever watches shall know that somebody tries.
 */
export class WrongCodeCounts {
  readonly #byHour = new Map<number, number>();

  /**
   * Count one wrong code.
   *
   * @param now - Unix seconds.
   * @returns Whether this one raises the alarm: once an hour at most.
   */
  add(now: number): boolean {
    const hour = hourOf(now);
    for (const known of this.#byHour.keys()) {
      if (known <= hour - wrongCodeHours) this.#byHour.delete(known);
    }
    const count = (this.#byHour.get(hour) ?? 0) + 1;
    this.#byHour.set(hour, count);
    return count === guessingFrom;
  }

  /** The counts of the last day's hours, oldest first; the last is the present hour's. @param now - Unix seconds. */
  perHour(now: number): number[] {
    const first = hourOf(now) - wrongCodeHours + 1;
    return Array.from({ length: wrongCodeHours }, (_, index) => this.#byHour.get(first + index) ?? 0);
  }

  /** Whether somebody is trying codes, in this hour or the one before. @param now - Unix seconds. */
  isGuessing(now: number): boolean {
    return this.perHour(now)
      .slice(-2)
      .some((count) => count >= guessingFrom);
  }
}
