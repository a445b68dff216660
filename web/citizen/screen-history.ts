/**
 * The browser's back button, without an address that tells anything: every screen has the same URL, history entries
 * differ only in a depth.
 */
export class ScreenHistory {
  #depth = 0;
  #returned: (depth: number) => void;

  /** @param returned - Called when the person went back (or forward) to a depth; 0 is the first screen. */
  constructor(returned: (depth: number) => void) {
    this.#returned = returned;
  }

  /**
   * Begin: after a reload the entries of the screens that were open are still there, so go back to the first of them.
   */
  start(): void {
    history.scrollRestoration = "manual";
    const left = depthOf(history.state);
    if (left > 0) history.go(-left);
    else history.replaceState({ depth: 0 }, "");
    addEventListener("popstate", (event) => {
      this.#depth = depthOf(event.state);
      this.#returned(this.#depth);
    });
  }

  /** Make the browser's entries follow the screens. */
  follow(depth: number): void {
    if (depth < this.#depth) history.go(depth - this.#depth);
    for (let each = this.#depth + 1; each <= depth; each++) history.pushState({ depth: each }, "");
    this.#depth = depth;
  }
}

function depthOf(state: unknown): number {
  const depth = (state as { depth?: unknown } | null)?.depth;
  return typeof depth === "number" ? depth : 0;
}
