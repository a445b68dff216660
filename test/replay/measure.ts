/** Medians and percentiles of what was measured. */

/** The middle, the value that 95 % do not exceed, and the greatest. */
export interface Spread {
  readonly median: number;
  readonly percentile95: number;
  readonly most: number;
}

/** By nearest rank. All zero for no values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).toSorted();
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { median: rank(0.5), percentile95: rank(0.95), most: rank(1) };
}
