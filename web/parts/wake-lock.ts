import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * Keeps the screen on while its element is on the page. The browser lets go whenever the page is hidden, so it is
 * asked again every time the page comes back.
 */
export class WakeLock implements ReactiveController {
  /** Whether the device may fall asleep although the page asked it not to. */
  refused = false;

  readonly #host: ReactiveControllerHost;
  #sentinel: WakeLockSentinel | null = null;
  #wanted = false;

  /** @param host - Told to render again when {@link WakeLock.refused} changes. */
  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#wanted = true;
    document.addEventListener("visibilitychange", this.#ask);
    this.#ask();
  }

  hostDisconnected(): void {
    this.#wanted = false;
    document.removeEventListener("visibilitychange", this.#ask);
    void this.#sentinel?.release();
    this.#sentinel = null;
  }

  #ask = (): void => {
    if (document.visibilityState === "visible") void this.#request();
  };

  async #request(): Promise<void> {
    if (this.#sentinel !== null && !this.#sentinel.released) return;
    try {
      const sentinel = await this.#lock();
      if (this.#wanted) this.#sentinel = sentinel;
      else await sentinel?.release();
      this.#settle(sentinel === null);
    } catch {
      // Refused by a low battery or by a setting; asked again when the page comes back.
      this.#settle(true);
    }
  }

  async #lock(): Promise<WakeLockSentinel | null> {
    return "wakeLock" in navigator ? navigator.wakeLock.request("screen") : null;
  }

  #settle(refused: boolean): void {
    if (refused === this.refused) return;
    this.refused = refused;
    this.#host.requestUpdate();
  }
}
