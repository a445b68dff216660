import type { FastifyBaseLogger } from "fastify";
import { hourOf } from "../clock.ts";
import type { Store } from "../store/store.ts";

/** From so many wrong claim codes in an hour on somebody is trying codes: people mistype, but their devices notice nearly all of that. */
export const guessingFrom = 100;

/** Wrong codes are written to the disk together, after so long. */
const writtenAfterMilliseconds = 1000;

/**
 * How many wrong claim codes came in each hour: a number an hour and nothing else. A code has 55 random bits, so that guessing
 * finds nothing; but whoever watches shall know that somebody tries.
 *
 * What a second brought is written at once, so that a flood of wrong codes does not cost the disk what right ones do. A kill -9
 * loses that second.
 */
export class WrongCodeCounts {
  readonly #store: Store;
  readonly #log: Pick<FastifyBaseLogger, "error">;
  /** By Unix hour: what is not on the disk yet. */
  #waiting = new Map<number, number>();
  /** The same, of what is being written. */
  #written = new Map<number, number>();
  /** The hour of the last alarm. */
  #alarmed = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: Store, log: Pick<FastifyBaseLogger, "error">) {
    this.#store = store;
    this.#log = log;
  }

  /**
   * Count one wrong code.
   *
   * @param now - Unix seconds.
   * @returns Whether this one raises the alarm: once an hour at most.
   */
  async add(now: number): Promise<boolean> {
    const hour = hourOf(now);
    this.#waiting.set(hour, (this.#waiting.get(hour) ?? 0) + 1);
    this.#timer ??= setTimeout(() => void this.write(), writtenAfterMilliseconds);
    if (hour === this.#alarmed || (await this.#inHour(hour)) < guessingFrom) return false;
    const isFirst = hour !== this.#alarmed;
    this.#alarmed = hour;
    return isFirst;
  }

  /** Whether somebody is trying codes, in this hour or the one before. @param now - Unix seconds. */
  async isGuessing(now: number): Promise<boolean> {
    const hour = hourOf(now);
    return Math.max(await this.#inHour(hour - 1), await this.#inHour(hour)) >= guessingFrom;
  }

  /** Write what waits; what cannot be written stays for the next time. */
  async write(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.size === 0) return;
    const counts = this.#waiting;
    this.#waiting = new Map();
    this.#written = counts;
    try {
      await this.#store.transaction(async () => {
        for (const [hour, count] of counts) await this.#store.hourlyCounts.addWrong(hour, count);
      });
    } catch (error) {
      for (const [hour, count] of counts) this.#waiting.set(hour, (this.#waiting.get(hour) ?? 0) + count);
      this.#log.error(error, "Wrong claim codes could not be counted; this is tried again with the next.");
    }
    this.#written = new Map();
  }

  async #inHour(hour: number): Promise<number> {
    return (
      (await this.#store.hourlyCounts.wrongIn(hour)) +
      (this.#written.get(hour) ?? 0) +
      (this.#waiting.get(hour) ?? 0)
    );
  }
}
