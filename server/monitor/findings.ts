/** Something that is not as it should be. The message is a plain difference: what was got, and what was wanted. */
export class Difference extends Error {
  override readonly name = "Difference";
  /** What differs: `/assets/a.js`, `batch 7`, `manifest 2`, `log`. */
  readonly what: string;
  /** Texts that prove it, to be kept. */
  readonly evidence: readonly Evidence[];

  constructor(what: string, message: string, evidence: readonly Evidence[] = [], options?: ErrorOptions) {
    super(message, options);
    this.what = what;
    this.evidence = evidence;
  }
}

/** A text to keep as it is, such as a signed checkpoint. */
export interface Evidence {
  readonly title: string;
  readonly text: string;
}

/** What a run found, written down line by line as it is found. */
export class Findings {
  readonly #write: (text: string) => void;
  readonly #about: string;
  #checks = 0;
  #problems = 0;
  #isCutShort = false;

  /**
   * @param write - Takes whole lines.
   * @param about - Begins the name of everything that is checked.
   */
  constructor(write: (text: string) => void, about = "") {
    this.#write = write;
    this.#about = about;
  }

  /** Take over what others found. @param report - What they wrote. */
  add(others: Findings, report: string): void {
    this.#write(report);
    this.#checks += others.#checks;
    this.#problems += others.#problems;
  }

  /** How many things were not as they should be. */
  get problems(): number {
    return this.#problems;
  }

  /** A check that found everything right. */
  ok(what: string, text: string): void {
    this.#checks++;
    this.#write(`ok       ${printable(`${this.#about}${what}: ${text}`)}\n`);
  }

  /** Something that is not as it should be. */
  problem({ what, message, evidence }: Difference): void {
    this.#checks++;
    this.#problems++;
    this.#write(`PROBLEM  ${printable(`${this.#about}${what}: ${message}`)}\n`);
    for (const { title, text } of evidence) {
      const lines = text.replace(/\n$/, "").split("\n");
      this.#write(`         ${title}:\n${lines.map((line) => `           ${printable(line)}\n`).join("")}`);
    }
  }

  /** What keeps the run from going on. */
  stopped(why: string): void {
    this.#isCutShort = true;
    this.#write(`STOPPED  ${printable(why)}\n`);
  }

  /** The last line. */
  conclude(): void {
    const none = this.#isCutShort ? "nothing wrong so far" : "nothing is wrong";
    const said = this.#problems === 0 ? none : counted(this.#problems, "problem");
    const rest = this.#isCutShort ? "; the rest could not be checked" : "";
    this.#write(`${counted(this.#checks, "check")}, ${said}${rest}.\n`);
  }
}

/** What work gave, or the difference that it found. */
export async function found<Result>(work: () => Promise<Result>): Promise<Result | Difference> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Difference) return error;
    throw error;
  }
}

/** `1 entry`, `2 entries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What a stranger wrote may not move the cursor, or turn the line around. */
export function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "\uFFFD");
}
