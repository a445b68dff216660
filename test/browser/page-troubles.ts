import type { BrowserContext, ConsoleMessage } from "playwright";

/**
 * Everything that went wrong in a browser's pages and workers: errors and warnings on the console, which is where
 * breaches of the content security policy end up too, and exceptions nobody caught.
 */
export class PageTroubles {
  readonly #troubles: string[] = [];
  #expected: RegExp[] = [];

  constructor(context: BrowserContext) {
    context.on("console", (message) => this.#hear(message));
    context.on("weberror", (error) =>
      this.#add(`exception: ${error.error().stack ?? error.error().message}`),
    );
    context.on("serviceworker", (worker) => worker.on("console", (message) => this.#hear(message)));
  }

  /** What went wrong unexpectedly. */
  get all(): readonly string[] {
    return this.#troubles;
  }

  /**
   * From now on browsers will complain about this (a refused code, a network that is gone), and may.
   *
   * @returns Ends it.
   */
  expect(complaint: RegExp): () => void {
    this.#expected.push(complaint);
    return () => {
      this.#expected = this.#expected.filter((each) => each !== complaint);
    };
  }

  #hear(message: ConsoleMessage): void {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const { url } = message.location();
    this.#add(`${message.type()}: ${message.text()} (${url})`);
  }

  #add(trouble: string): void {
    if (!this.#expected.some((complaint) => complaint.test(trouble))) this.#troubles.push(trouble);
  }
}
