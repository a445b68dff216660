import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * Steps of one screen in the browser's history, so that its way back goes one step back and not off the screen. All of them have the
 * screen's own address: what was typed is in none.
 */
export class StepHistory implements ReactiveController {
  readonly #back: () => void;
  /** Entries of this screen above its first. */
  #depth = 0;

  /** @param back - Go one step back: the browser did. */
  constructor(host: ReactiveControllerHost, back: () => void) {
    this.#back = back;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("popstate", this.#popped);
  }

  hostDisconnected(): void {
    removeEventListener("popstate", this.#popped);
  }

  /** One step further. */
  push(): void {
    this.#depth++;
    history.pushState(null, "", location.pathname + location.hash);
  }

  /** Go one step back by the browser. @returns False when there is no entry to go back to. */
  back(): boolean {
    if (this.#depth === 0) return false;
    history.back();
    return true;
  }

  /** The steps are over: their entries are left. */
  end(): void {
    const entries = this.#depth;
    this.#depth = 0;
    if (entries > 0) history.go(-entries);
  }

  #popped = (): void => {
    if (this.#depth === 0) return;
    this.#depth--;
    this.#back();
  };
}
