import type { ReactiveController, ReactiveControllerHost } from "lit";
import { announce } from "../parts/announce.ts";
import { troubleWords } from "./trouble-words.ts";

/** One thing at a time that takes a while and may come to nothing: draws its element anew as it begins and ends. */
export class Work implements ReactiveController {
  /** It is under way. */
  busy = false;
  /** Why the last one came to nothing, in words. */
  trouble: string | null = null;

  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.trouble = null;
  }

  /**
   * Do it, unless something is under way.
   *
   * @param refused - What it means when the server says no, see {@link troubleWords}.
   * @returns Whether it was done.
   */
  async run(work: () => Promise<unknown>, refused?: (status: number) => string | null): Promise<boolean> {
    if (this.busy) return false;
    this.trouble = null;
    return this.#run(work, refused);
  }

  /** The same for what nobody asked for: an earlier trouble stands until it is over, and is not said aloud again. */
  async runQuietly(work: () => Promise<unknown>): Promise<boolean> {
    return !this.busy && this.#run(work);
  }

  async #run(work: () => Promise<unknown>, refused?: (status: number) => string | null): Promise<boolean> {
    const before = this.trouble;
    this.busy = true;
    this.#host.requestUpdate();
    try {
      await work();
      this.trouble = null;
      return true;
    } catch (error) {
      this.trouble = troubleWords(error, refused);
      if (this.trouble !== before) announce(this.trouble);
      return false;
    } finally {
      this.busy = false;
      this.#host.requestUpdate();
    }
  }
}
