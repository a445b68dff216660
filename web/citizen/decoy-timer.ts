import { secureRandom } from "../device/secure-random.ts";

/** From where a decoy session is seen to be due to its beginning, ms: as long as a person takes to report who has just opened the page. */
const waitMilliseconds = { least: 20_000, most: 120_000 } as const;

/** What {@link DecoyTimer} works with. */
export interface DecoyTimerParts {
  readonly isDue: () => Promise<boolean>;
  readonly begin: () => Promise<void>;
  /** Takes what a beginning that nobody awaits throws. */
  readonly failed: (error: unknown) => void;
}

/**
 * Begins decoy sessions where a person would begin a report: while the page is looked at, some time after it came into view, at no
 * round moment. Who looks away before lets it wait until another time.
 *
 * @see SPEC.md §4.5
 */
export class DecoyTimer {
  readonly #parts: DecoyTimerParts;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: DecoyTimerParts) {
    this.#parts = parts;
  }

  /** The page is in view: call it again and again. */
  async look(): Promise<void> {
    if (this.#timer !== undefined || !(await this.#parts.isDue())) return;
    this.stop();
    const { least, most } = waitMilliseconds;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#parts.begin().catch(this.#parts.failed);
      },
      least + secureRandom() * (most - least),
    );
  }

  /** The page is out of view, or closes. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
