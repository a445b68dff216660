import type { BrowserContext } from "playwright";

/**
 * A clock that runs as fast as every other, but shows the time of the story, and can be set forward. The server is
 * given it, and the browsers follow it, so that all of them always agree.
 */
export class ShiftedClock {
  #aheadMilliseconds: number;
  readonly #followers = new Set<BrowserContext>();

  /** @param start - What it shows first, Unix seconds; by default the true time. */
  constructor(start = Date.now() / 1000) {
    this.#aheadMilliseconds = start * 1000 - Date.now();
  }

  /** Unix seconds, with fractions. */
  readonly now = (): number => (Date.now() + this.#aheadMilliseconds) / 1000;

  /** Let all pages of a browser profile live in this time, those that are opened later too. */
  async setFor(context: BrowserContext): Promise<void> {
    await context.clock.install({ time: this.now() * 1000 });
    this.#followers.add(context);
    context.once("close", () => this.#followers.delete(context));
  }

  /** Set it forward by so many seconds. In the pages, what was due in that time happens now, once. */
  async advance(seconds: number): Promise<void> {
    this.#aheadMilliseconds += seconds * 1000;
    await Promise.all([...this.#followers].map((context) => context.clock.fastForward(seconds * 1000)));
  }

  /** Set it forward to a moment, Unix seconds; a moment that has passed leaves it as it is. */
  async advanceTo(moment: number): Promise<void> {
    const seconds = Math.ceil(moment - this.now());
    if (seconds > 0) await this.advance(seconds);
  }
}
