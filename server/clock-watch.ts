import type { FastifyBaseLogger } from "fastify";
import { intervalSeconds } from "../protocol/index.ts";

/** How a {@link ClockWatch} is set up. */
export interface WatchedClock {
  /** Unix seconds: what is watched. */
  readonly clock: () => number;
  /** Seconds since any moment, of a clock that nobody sets. */
  readonly steadyClock: () => number;
  /** A leap is believed when it has stayed for so long, in seconds. */
  readonly patienceSeconds: number;
  readonly log: Pick<FastifyBaseLogger, "error" | "info">;
}

/** A clock that was set anew: by how far it leads the steady one since, and when that was first seen. */
interface Leap {
  readonly lead: number;
  readonly since: number;
}

/**
 * Notices when the machine's clock leaps by more than an interval, ahead or back, and holds it in doubt until it has stayed so for
 * a while, or is as it was: a list that closes in the future is refused by every phone until then, and what was deleted does not come
 * back. Slow drifts, and clocks that were wrong from the start, are not noticed.
 */
export class ClockWatch {
  readonly #watched: WatchedClock;
  #lead: number;
  #leap: Leap | null = null;

  constructor(watched: WatchedClock) {
    this.#watched = watched;
    this.#lead = watched.clock() - watched.steadyClock();
  }

  /** Whether the clock leapt and has not stayed so long enough. Ask at least twice a minute. */
  isInDoubt(): boolean {
    const { clock, steadyClock, patienceSeconds, log } = this.#watched;
    const steady = steadyClock();
    const lead = clock() - steady;
    if (isSame(lead, this.#lead)) {
      if (this.#leap !== null) log.info("The clock is as it was before it leapt; everything goes on.");
      this.#leap = null;
    } else if (this.#leap === null || !isSame(lead, this.#leap.lead)) {
      this.#leap = { lead, since: steady };
      log.error(this.#words(lead - this.#lead));
    } else if (steady - this.#leap.since >= patienceSeconds) {
      log.info("The clock has not been set back: it is believed, and everything goes on.");
      this.#leap = null;
    }
    if (this.#leap === null) this.#lead = lead;
    return this.#leap !== null;
  }

  #words(seconds: number): string {
    const minutes = Math.round(Math.abs(seconds) / 60);
    const patience = Math.ceil(this.#watched.patienceSeconds / 60);
    return (
      `The clock leapt ${minutes} minutes ${seconds > 0 ? "ahead" : "back"}. No list is closed, no claim code taken and nothing deleted ` +
      `until it is right again, or has stayed so for ${patience} minutes.`
    );
  }
}

function isSame(lead: number, other: number): boolean {
  return Math.abs(lead - other) <= intervalSeconds;
}
