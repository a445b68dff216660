import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Draws its element anew every second, on the second, while it is on the page. */
export class Seconds implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Unix seconds, whole. */
  get now(): number {
    return Math.floor(Date.now() / 1000);
  }

  hostConnected(): void {
    this.#wait();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    this.#timer = setTimeout(
      () => {
        this.#host.requestUpdate();
        this.#wait();
      },
      1000 - (Date.now() % 1000),
    );
  }
}
