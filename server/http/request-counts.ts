/**
 * How many requests of each kind were answered since the last batch. This is all that is logged of them: a line for each
 * would tell when it came, and the time of a claim code's exchange and of a report can tie the two together.
 */
export class RequestCounts {
  #counts = new Map<string, number>();

  /**
   * @param method - As HTTP has it.
   * @param route - The pattern, not the address.
   */
  add(method: string, route: string, status: number): void {
    const kind = `${method} ${route} ${status}`;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** The counts so far, by kind, in alphabetical order; they start again from nothing. */
  take(): Record<string, number> {
    const counts = [...this.#counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
    this.#counts = new Map();
    return Object.fromEntries(counts);
  }
}
