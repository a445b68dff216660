/** One line of values, read. */
export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const nameForm = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const labelForm = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`;
const sampleLine = new RegExp(
  String.raw`^(${nameForm})(?:\{(${labelForm}(?:,${labelForm})*)\})? (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$`,
);

/**
 * Read Prometheus text, strictly: each metric has one HELP line, one TYPE line and then its values, no two of the same labels.
 *
 * @throws on anything else.
 */
export function readMetrics(text: string): readonly ReadSample[] {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const samples: ReadSample[] = [];
  const seen = new Set<string>();
  let current = "";
  let expected: "help" | "type" | "first value" | "value" = "help";
  for (const line of text.slice(0, -1).split("\n")) {
    const [, keyword, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (keyword === "HELP" && (expected === "help" || expected === "value")) {
      if (seen.has(name) || !new RegExp(`^${nameForm}$`).test(name))
        throw new Error(`twice or no name: ${line}`);
      seen.add((current = name));
      expected = "type";
    } else if (keyword === "TYPE" && expected === "type" && name === current) {
      if (rest !== "counter" && rest !== "gauge") throw new Error(`no such type: ${line}`);
      if ((rest === "counter") !== name.endsWith("_total"))
        throw new Error(`only counters are totals: ${line}`);
      expected = "first value";
    } else {
      const sample = expected === "help" || expected === "type" ? null : sampleLine.exec(line);
      if (sample === null || sample[1] !== current) throw new Error(`expected a ${expected}: ${line}`);
      const labels = labelsOf(sample[2] ?? "");
      const key = `${current} ${JSON.stringify(labels)}`;
      if (seen.has(key)) throw new Error(`twice: ${line}`);
      seen.add(key);
      samples.push({ name: current, labels, value: Number(sample[3]) });
      expected = "value";
    }
  }
  if (expected !== "value") throw new Error(`ends before a ${expected}`);
  return samples;
}

/** The value of a metric with just these labels; undefined when there is none. */
export function valueOf(
  samples: readonly ReadSample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return samples.find(
    (sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels),
  )?.value;
}

function labelsOf(text: string): Record<string, string> {
  const unescaped = (value: string): string =>
    value.replaceAll(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter));
  const pairs = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, unescaped(value)]));
}
