/** A result: what was measured, how much, in which unit, and what it is compared with in the same run. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** `value` divided by that of another row of this run, with its name. */
  readonly ratio?: { readonly to: string; readonly value: number };
}

/** Median milliseconds of several runs, after one that warms up. */
export async function medianMilliseconds(runs: number, run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index <= runs; index++) {
    const started = performance.now();
    await run();
    if (index > 0) times.push(performance.now() - started);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]!;
}

/** How often a second something can be done, one after the other. */
export async function perSecond(times: number, run: (index: number) => unknown): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < times; index++) await run(index);
  return (times / (performance.now() - started)) * 1_000;
}

/** A row compared with another of the same run. */
export function compared(row: Row, to: Row): Row {
  return { ...row, ratio: { to: to.what, value: row.value / to.value } };
}

/** Aligned lines for people. */
export function printRows(title: string, rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  process.stdout.write(`\n${title}\n`);
  for (const { what, value, unit, ratio } of rows) {
    const number = value >= 100 ? value.toFixed(0) : value.toPrecision(3);
    const beside = ratio === undefined ? "" : `   ${ratio.value.toFixed(2)} × ${ratio.to}`;
    process.stdout.write(`  ${what.padEnd(width)}  ${number.padStart(9)} ${unit}${beside}\n`);
  }
}
