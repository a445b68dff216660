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
  #isPausing = false;
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

  /** Whether it pauses as soon as what is under way has been answered. */
  get isPausing(): boolean {
    return this.#isPausing;
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
      if (this.#isPausing) return this.#enter({ at: "paused" });
      const trouble = await this.#step();
      if (trouble !== null && trouble !== "no-answer") return this.#enter({ at: "stopped", trouble });
      if (this.#isPausing) continue;
      this.#enter({ at: trouble === null ? "running" : "waiting" });
      if (trouble === null) {
        wait = retryMilliseconds.first;
        continue;
      }
      if (!this.#isPausing) await this.#pauseFor(wait);
      wait = Math.min(2 * wait, retryMilliseconds.max);
    }
  }

  /** Stop after what is under way. */
  pause(): void {
    if (!this.#is("running", "waiting")) return;
    this.#isPausing = true;
    this.#changed();
    this.#wake();
  }

  /** Try again now: the network is back. */
  tryNow(): void {
    this.#wake();
  }

  /**
   * Put the codes so far into a file. The server is told first: when this list has gone on elsewhere, these codes must not leave the
   * page.
   *
   * @param write - Gets the rows that the server was told of: those that come meanwhile are not among them.
   * @returns What came in the way, or null. After "superseded" nothing was written; after anything else the codes in the file hold, but
   *   the list taken up again would make them anew.
   */
  async save(write: (coded: readonly CodedRow[], rows: number) => void): Promise<ListTrouble | null> {
    const coded = [...this.#coded];
    const rows = this.done;
    const trouble = rows === 0 ? null : await this.#tellSaved(rows);
    if (trouble === "superseded") return trouble;
    write(coded, rows);
    this.#savedRows = rows;
    this.#changed();
    return trouble;
  }

  async #tellSaved(rows: number): Promise<ListTrouble | null> {
    try {
      await this.#server.saved(this.job, { run: this.#run, rows });
      return null;
    } catch (error) {
      return this.#troubleOf(error);
    }
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
    if (!this.#is("running", "waiting")) this.#isPausing = false;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
