import { setTimeout as sleep } from "node:timers/promises";

/** So many wrong claim codes are answered at once: people mistype. */
const burst = 30;

/** And then so many a minute, over the whole region. */
const perMinute = 10;

/** How late the others are answered. */
const lateMilliseconds = 2000;

/**
 * Slows down whoever tries claim codes. Region-wide, since the server keeps no addresses; right codes are never refused or
 * late, so nobody can shut a case out by sending wrong ones.
 */
export class WrongCodeRate {
  readonly #monotonic: () => number;
  readonly #stopped = new AbortController();
  #tokens = burst;
  #filledAt: number;

  /** @param monotonic - Milliseconds; never goes back. */
  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
    this.#filledAt = monotonic();
  }

  /** Call for each wrong code, before it is answered. */
  async slowDown(): Promise<void> {
    if (this.take()) return;
    await sleep(lateMilliseconds, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
  }

  /** Count one wrong code. @returns Whether it is within the rate. */
  take(): boolean {
    const now = this.#monotonic();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 60_000) * perMinute);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Answer those who wait now: the server is closing. */
  stop(): void {
    this.#stopped.abort();
  }
}
