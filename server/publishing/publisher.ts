import { periodStartOf } from "../clock.ts";
import { isClockInDoubt, nowOf, type World } from "../world.ts";
import { pausedFor } from "./pause.ts";
import { forgetWhilePaused, publish, type PublishedBatch } from "./publish.ts";

/** No sleep is longer than this, so that a clock that was set anew is noticed. */
const sleepMillisecondsMax = 30_000;

/** A failed closing is tried again after so long, or after a period when that is shorter. */
const retryMilliseconds = 5_000;

/** Closes a batch at the start of each period, by the world's clock, as long as that is not in doubt. */
export class Publisher {
  readonly #world: World;
  readonly #wake: () => void;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #isStopped = false;
  /** The first moment of the last period of a pause in which what has had its time was forgotten. */
  #forgottenIn = 0;

  /** @param wake - Called when the log may have grown, also by another process. */
  constructor(world: World, wake: () => void) {
    this.#world = world;
    this.#wake = wake;
  }

  /** Close what is due, now and from now on. @returns When that has been tried once. */
  async start(): Promise<void> {
    this.#running = this.#closeDue();
    await this.#running;
  }

  /** @returns When nothing is under way any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  async #closeDue(): Promise<void> {
    const { clock, periodSeconds, log } = this.#world;
    let wait: number;
    try {
      if (isClockInDoubt(this.#world) || (await this.publish()) === null) this.#wake();
      const now = clock();
      wait = (periodStartOf(now, periodSeconds) + periodSeconds - now) * 1000;
    } catch (error) {
      log.error(error, "The batch could not be closed; this is tried again.");
      wait = Math.min(retryMilliseconds, periodSeconds * 1000);
    }
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.start(), Math.min(Math.ceil(wait), sleepMillisecondsMax));
  }

  /** Close the batch that is due, if any, and log it with the counts of requests since the last one. */
  async publish(): Promise<PublishedBatch | null> {
    const { log, requests, load } = this.#world;
    const published = await publish(this.#world);
    if (published === null) {
      await this.#forgetWhilePaused();
      return null;
    }
    const { number, bytes } = published;
    this.#wake();
    load.close();
    log.info({ batch: number, bytes, requests: requests.take() }, `Batch ${number} closed, ${bytes} bytes.`);
    return published;
  }

  async #forgetWhilePaused(): Promise<void> {
    const { store, region, periodSeconds } = this.#world;
    const now = nowOf(this.#world);
    const periodStart = periodStartOf(now, periodSeconds);
    if (
      periodStart <= this.#forgottenIn ||
      (await pausedFor(store.log)) === null ||
      (await region.isPastSunset(now))
    )
      return;
    await forgetWhilePaused(this.#world);
    this.#forgottenIn = periodStart;
  }
}
