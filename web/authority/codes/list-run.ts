import type { CodedRow } from "./code-file.ts";

/** A list as the server knows it: an id and row numbers, from 0. */
export interface KnownList {
  readonly job: string;
  readonly rows: number;
  /** How often it has been begun or taken up. */
  readonly run: number;
  readonly attempt: number;
  readonly issued: number;
  readonly saved: number;
  /** Unix seconds. */
  readonly expires: number;
}

/** What a run asks of the server. */
export interface ListServer {
  begin(job: string, rows: number): Promise<KnownList>;
  issue(
    job: string,
    wanted: {
      readonly run: number;
      readonly attempt: number;
      readonly first: number;
      readonly count: number;
    },
  ): Promise<{ readonly codes: readonly (string | null)[]; readonly expires: number }>;
  saved(job: string, saved: { readonly run: number; readonly rows: number }): Promise<KnownList>;
}

/** What came in the way of a request. */
export type ListTrouble =
  /** No answer: whether it was done nobody here knows. */
  | "no-answer"
  | "signed-out"
  /** It has been taken up in another window. */
  | "superseded"
  /** It is not there any more: it has expired, or all of it was revoked. */
  | "gone"
  | "refused";

/** How a run stands. */
export type RunState =
  | { readonly at: "running" }
  /** No answer came; it is tried again by itself. */
  | { readonly at: "waiting" }
  | { readonly at: "paused" }
  | { readonly at: "stopped"; readonly trouble: Exclude<ListTrouble, "no-answer"> }
  | { readonly at: "complete" };

/** So many codes are asked for at once. */
const rowsAtOnce = 250;

/** After no answer it is tried again after so long, and then after twice as long each time. */
const retryMilliseconds = { first: 1_000, max: 15_000 };

/**
 * Gives a list its codes, some rows at a time. The references and the codes are in this object's memory and nowhere else; the
 * server gets row numbers. When an answer is lost, the same rows are asked for again: they get new codes, and the lost ones are
 * revoked.
 */
export class ListRun extends EventTarget {
  readonly references: readonly string[];
  /** The first row that this run gives a code to: those before are in a file that was saved earlier. */
  readonly firstRow: number;
  readonly job: string;
  readonly #run: number;
  readonly #server: ListServer;
  readonly #troubleOf: (error: unknown) => ListTrouble;
  readonly #coded: CodedRow[] = [];
  #attempt: number;
  #savedRows: number;
  #state: RunState = { at: "paused" };
  #wake: () => void = () => {};

  /**
   * @param known - What the server said as the list was begun or taken up.
   * @param references - All of the list, in its order.
   * @param firstRow - Where to begin: where the last file ended, or 0 to make all codes anew.
   * @param troubleOf - What an error of the server means; throws what is none.
   */
  constructor(
    server: ListServer,
    known: KnownList,
    references: readonly string[],
    firstRow: number,
    troubleOf: (error: unknown) => ListTrouble,
  ) {
    super();
    this.#server = server;
    this.job = known.job;
    this.#run = known.run;
    this.#attempt = known.attempt;
    this.references = references;
    this.firstRow = firstRow;
    this.#savedRows = firstRow;
    this.#troubleOf = troubleOf;
  }

  get state(): RunState {
    return this.#state;
  }

  /** The rows that have been given codes in this run. */
  get coded(): readonly CodedRow[] {
    return this.#coded;
  }

  /** How many rows of the list have a code, those of earlier files too. */
  get done(): number {
    return this.firstRow + this.#coded.length;
  }

  /** Whether there are codes that are nowhere but here. */
  get hasUnsaved(): boolean {
    return this.done > this.#savedRows;
  }

  /** Begin, or go on. @returns When it is complete, paused or stopped. */
  async run(): Promise<void> {
    if (!this.#is("paused", "stopped")) return;
    this.#enter({ at: "running" });
    let wait = retryMilliseconds.first;
    while (this.#is("running", "waiting")) {
      if (this.done === this.references.length) return this.#enter({ at: "complete" });
      const trouble = await this.#step();
      if (trouble !== null && trouble !== "no-answer") return this.#enter({ at: "stopped", trouble });
      // Who paused meanwhile keeps what came, and the pause.
      if (this.#is("paused")) return this.#changed();
      this.#enter({ at: trouble === null ? "running" : "waiting" });
      if (trouble === null) {
        wait = retryMilliseconds.first;
        continue;
      }
      await this.#pauseFor(wait);
      wait = Math.min(2 * wait, retryMilliseconds.max);
    }
  }

  /** Stop after what is under way. */
  pause(): void {
    if (this.#is("running", "waiting")) this.#enter({ at: "paused" });
    this.#wake();
  }

  /** Try again now: the network is back. */
  tryNow(): void {
    this.#wake();
  }

  /**
   * Tell the server that all codes so far are in a file.
   *
   * @returns What came in the way, or null. After "superseded" the codes here may not be given to anybody; after anything else they
   *   hold, but the list taken up again would make them anew.
   */
  async tellSaved(): Promise<ListTrouble | null> {
    const rows = this.done;
    if (rows === 0) return null;
    try {
      await this.#server.saved(this.job, { run: this.#run, rows });
    } catch (error) {
      return this.#troubleOf(error);
    }
    return null;
  }

  /** The codes so far are in a file. */
  noteSaved(): void {
    this.#savedRows = this.done;
    this.#changed();
  }

  async #step(): Promise<ListTrouble | null> {
    const first = this.done;
    const count = Math.min(rowsAtOnce, this.references.length - first);
    try {
      const attempt = ++this.#attempt;
      const { codes, expires } = await this.#server.issue(this.job, {
        run: this.#run,
        attempt,
        first,
        count,
      });
      for (const [index, code] of codes.entries()) {
        this.#coded.push({ reference: this.references[first + index]!, code, expires });
      }
      return null;
    } catch (error) {
      return this.#troubleOf(error);
    }
  }

  async #pauseFor(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #is(...each: readonly RunState["at"][]): boolean {
    return each.includes(this.#state.at);
  }

  #enter(state: RunState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
