import type { ReactiveController, ReactiveControllerHost } from "lit";

const quietMilliseconds = 6_000;

/** Knows when the page fills the screen and nobody has touched it for a while: tools then get out of the way. */
export class QuietFullscreen implements ReactiveController {
  quiet = false;

  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param host - Told to render again when {@link QuietFullscreen.quiet} changes. */
  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("fullscreenchange", this.#touched);
    addEventListener("pointermove", this.#touched);
    addEventListener("pointerdown", this.#touched);
    addEventListener("keydown", this.#touched);
    this.#touched();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    document.removeEventListener("fullscreenchange", this.#touched);
    removeEventListener("pointermove", this.#touched);
    removeEventListener("pointerdown", this.#touched);
    removeEventListener("keydown", this.#touched);
  }

  #touched = (): void => {
    clearTimeout(this.#timer);
    this.#set(false);
    if (document.fullscreenElement === null) return;
    this.#timer = setTimeout(() => this.#set(true), quietMilliseconds);
  };

  #set(quiet: boolean): void {
    if (quiet === this.quiet) return;
    this.quiet = quiet;
    this.#host.requestUpdate();
  }
}
