/** One measured value. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What is measured, with all its values. */
export interface Metric {
  /** `[a-z_]+`, with the unit last; of counters `_total` after it. */
  readonly name: string;
  readonly type: "counter" | "gauge";
  /** One sentence for operators. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** What {@link metricsText} is. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Metrics as Prometheus reads them: text exposition format 0.0.4. A metric without values is left out.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => {
      const lines = samples.map(({ labels = {}, value }) => `${name}${labelText(labels)} ${value}\n`);
      return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    })
    .join("");
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
