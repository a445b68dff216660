/** Answers to requests of one kind. */
export class Tally {
  readonly #milliseconds: number[] = [];
  readonly #byStatus = new Map<number, number>();

  /** @param status - 0 for no answer. */
  add(status: number, milliseconds: number): void {
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
    if (status >= 200 && status < 300) this.#milliseconds.push(milliseconds);
  }

  /** How many were answered as they should be. */
  get answered(): number {
    return this.#milliseconds.length;
  }

  /** How many got no answer, or another one, and were sent again: by the status, 0 for none. */
  get again(): ReadonlyMap<number, number> {
    return new Map([...this.#byStatus].filter(([status]) => status < 200 || status >= 300));
  }

  /** All of {@link Tally.again}. */
  get repeated(): number {
    return [...this.again.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Of the right answers, ms; 0 when there was none. @param share - 0 to 1. */
  quantile(share: number): number {
    const sorted = this.#milliseconds.toSorted((one, other) => one - other);
    return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  }
}
