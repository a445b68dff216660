import type { AutoLock } from "./lock-settings.ts";

/** How often it is looked whether the time is over, ms: timers of a page out of sight come late or not at all. */
const lookMilliseconds = 5_000;

/** What the tabs of one browser tell each other. */
type Told = "lock" | "used";

/**
 * Locks the diary when it is time, while it is unlocked. Use in one tab counts in all; whoever locks by hand locks all. A page that
 * leaves the screen for good, or goes to sleep, locks whatever was chosen.
 */
export class AutoLocker {
  readonly #lock: () => void;
  readonly #channel = new BroadcastChannel("celadon-lock");
  #after: AutoLock = "5";
  #lastUse = 0;
  #stop: (() => void) | null = null;

  /** @param lock - Locks this tab. */
  constructor(lock: () => void) {
    this.#lock = lock;
    this.#channel.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if (data === "lock") this.#lock();
      else this.#lastUse = Date.now();
    });
  }

  /** Whether the diary is unlocked, and what the person chose. */
  follow(isUnlocked: boolean, after: AutoLock): void {
    this.#after = after;
    if (isUnlocked === (this.#stop !== null)) return;
    if (isUnlocked) this.#watch();
    else this.#stop?.();
  }

  /** Lock every tab. */
  lockAll(): void {
    this.#tell("lock");
    this.#lock();
  }

  #watch(): void {
    this.#lastUse = Date.now();
    const timer = setInterval(this.#look, lookMilliseconds);
    const options = { capture: true, passive: true };
    addEventListener("pointerdown", this.#used, options);
    addEventListener("keydown", this.#used, options);
    addEventListener("pagehide", this.#lock);
    document.addEventListener("visibilitychange", this.#seen);
    this.#stop = () => {
      clearInterval(timer);
      removeEventListener("pointerdown", this.#used, options);
      removeEventListener("keydown", this.#used, options);
      removeEventListener("pagehide", this.#lock);
      document.removeEventListener("visibilitychange", this.#seen);
      this.#stop = null;
    };
  }

  #seen = (): void => {
    if (document.visibilityState === "hidden" && this.#after === "hidden") this.#lock();
    else this.#look();
  };

  #used = (): void => {
    const now = Date.now();
    if (now - this.#lastUse > lookMilliseconds) this.#tell("used");
    this.#look();
    this.#lastUse = now;
  };

  #look = (): void => {
    const minutes = Number(this.#after);
    if (minutes > 0 && Date.now() - this.#lastUse >= minutes * 60_000) this.#lock();
  };

  #tell(what: Told): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
    this.#channel.postMessage(what);
  }
}
