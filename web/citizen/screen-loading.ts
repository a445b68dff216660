import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Screen } from "./screen.ts";
import { isLoaded, loadScreen } from "./screens.ts";

/** A wait that nobody should be bothered with, ms. */
const quietMilliseconds = 300;

/** How it stands with the screen that is wanted: there, not there and nothing to be said yet, a wait worth showing, or out of reach. */
export type LoadingStand = "loaded" | "soon" | "waiting" | "failed";

/** Fetches the screens that come when they are first shown, and has the page drawn anew as that goes on. */
export class ScreenLoading implements ReactiveController {
  #host: ReactiveControllerHost;
  #wanted: Screen["at"] = "home";
  #stand: LoadingStand = "loaded";
  #settled: Promise<void> = Promise.resolve();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  get stand(): LoadingStand {
    return this.#stand;
  }

  /** Over when the wanted screen is there or out of reach. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** This screen is wanted now. */
  want(at: Screen["at"]): void {
    if (at === this.#wanted) return;
    this.#wanted = at;
    if (!isLoaded(at)) return this.#load();
    this.#stand = "loaded";
    this.#settled = Promise.resolve();
  }

  #load(): void {
    const at = this.#wanted;
    const tell = (stand: LoadingStand) => {
      if (this.#wanted !== at) return;
      this.#stand = stand;
      this.#host.requestUpdate();
    };
    this.#stand = "soon";
    const timer = setTimeout(() => tell("waiting"), quietMilliseconds);
    this.#settled = loadScreen(at)
      .then(
        () => tell("loaded"),
        () => tell("failed"),
      )
      .finally(() => clearTimeout(timer));
  }
}
