import type { ReactiveControllerHost } from "lit";
import { Work } from "./work.ts";

/** When {@link Looking} looks by itself. */
export interface ByItself {
  /** Milliseconds between two looks while the page is seen; it looks, too, when the page is seen again. */
  readonly every: number;
  /** Whether there is something to look for. By default there is. */
  readonly wanted?: () => boolean;
}

/** Fetches what its element shows: when the element appears, when it is told to, and by itself. */
export class Looking extends Work {
  readonly #look: () => Promise<unknown>;
  readonly #host: ReactiveControllerHost;
  readonly #byItself: ByItself | null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(host: ReactiveControllerHost, look: () => Promise<unknown>, byItself: ByItself | null = null) {
    super(host);
    this.#host = host;
    this.#look = look;
    this.#byItself = byItself;
  }

  override hostConnected(): void {
    super.hostConnected();
    void this.#host.updateComplete.then(this.now);
    if (this.#byItself === null) return;
    this.#timer = setInterval(this.#lookQuietly, this.#byItself.every);
    document.addEventListener("visibilitychange", this.#lookQuietly);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#lookQuietly);
  }

  /** Look now, or as soon as a look that is under way has ended: that one may have missed what has just changed. */
  readonly now = async (): Promise<void> => {
    await this.#underWay;
    this.#underWay = this.run(this.#look);
    await this.#underWay;
  };

  #lookQuietly = (): void => {
    const isWanted = document.visibilityState === "visible" && this.#byItself?.wanted?.() !== false;
    if (isWanted && !this.busy) this.#underWay = this.runQuietly(this.#look);
  };
}
