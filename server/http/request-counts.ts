/**
 * How many requests of each kind were answered since the last batch. This is all that is logged of them: a line for each
 * would tell when it came, and the time of a claim code's exchange and of a report can tie the two together.
 */
export class RequestCounts {
  #counts = new Map<string, number>();
  /** By route and class of status, such as `/v1/root 2xx`; only what {@link RequestCounts.take} has told. */
  readonly #totals = new Map<string, number>();

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
    for (const [kind, count] of counts) {
      const [, route, status] = kind.split(" ");
      const total = `${route} ${status![0]}xx`;
      this.#totals.set(total, (this.#totals.get(total) ?? 0) + count);
    }
    return Object.fromEntries(counts);
  }

  /** What has been told so far, summed up, by route and class of status. For metrics. */
  totals(): { labels: { route: string; status: string }; value: number }[] {
    return [...this.#totals]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([total, value]) => {
        const [route = "", status = ""] = total.split(" ");
        return { labels: { route, status }, value };
      });
  }
}
