import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import uPlot from "uplot";
import { pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";

/** One column of the table beside a chart. */
export interface ChartColumn {
  readonly name: string;
  readonly cells: readonly string[];
}

const height = 160;

/** The least that the scale goes up to: of one and two a chart should make no mountains. */
const scaleMin = 4;

/**
 * Numbers as bars, with a dashed line to compare them with, and the same as a table.
 *
 * @element authority-chart
 */
@customElement("authority-chart")
export class Chart extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
      }
      .plot {
        block-size: 160px;
        inline-size: 100%;
        overflow: hidden;
      }
      .u-wrap {
        position: relative;
      }
      .u-over,
      .u-under,
      .u-axis,
      .u-select {
        position: absolute;
      }
      .uplot canvas {
        display: block;
        inline-size: 100%;
        block-size: 100%;
      }
      .table {
        max-block-size: 20rem;
        overflow: auto;
      }
      table {
        border-collapse: collapse;
        font-size: var(--text-s);
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: var(--space-1) var(--space-3);
        padding-inline-start: 0;
        text-align: start;
        vertical-align: top;
        border-block-end: 1px solid var(--line);
      }
    `,
  ];

  /** What the bars are, for who does not see them. */
  @property() label = "";
  @property({ attribute: false }) bars: readonly number[] = [];
  /** Beside them; `null` where there is nothing. */
  @property({ attribute: false }) line: readonly (number | null)[] = [];
  /** What stands under which bar. */
  @property({ attribute: false }) marks: readonly { readonly at: number; readonly text: string }[] = [];
  /** A number on the scale, in words. */
  @property({ attribute: false }) figure: (value: number) => string = String;
  /** The same as a table; the first column names the row. The newest row is the last. */
  @property({ attribute: false }) columns: readonly ChartColumn[] = [];

  @query(".plot") private plot!: HTMLElement;

  #chart: uPlot | null = null;
  /** What changes the colours. */
  readonly #looks = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((look) =>
    matchMedia(look),
  );
  readonly #resized = new ResizeObserver(() => {
    const width = this.plot.clientWidth;
    if (width > 0 && width !== this.#chart?.width) this.#chart?.setSize({ width, height });
  });

  override connectedCallback(): void {
    super.connectedCallback();
    for (const look of this.#looks) look.addEventListener("change", this.#draw);
    if (this.hasUpdated) this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const look of this.#looks) look.removeEventListener("change", this.#draw);
    this.#resized.disconnect();
    this.#chart?.destroy();
    this.#chart = null;
  }

  protected override firstUpdated(): void {
    this.#begin();
  }

  protected override updated(): void {
    this.#draw();
  }

  #begin(): void {
    this.#resized.observe(this.plot);
    this.#draw();
  }

  #draw = (): void => {
    this.#chart?.destroy();
    const style = getComputedStyle(this);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const isMirrored = style.direction === "rtl";
    const { bars, line, marks, figure } = this;
    const axis = { stroke: colour("--ink-soft"), font: `12px ${colour("--sans")}`, ticks: { show: false } };
    this.#chart = new uPlot(
      {
        width: Math.max(1, this.plot.clientWidth),
        height,
        padding: [8, 0, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, dir: isMirrored ? -1 : 1, range: () => [-0.6, bars.length - 0.4] },
          y: { range: (_, _min, max) => [0, Math.max(scaleMin, max * 1.05)] },
        },
        series: [
          {},
          {
            fill: colour("--glaze-deep"),
            width: 0,
            paths: uPlot.paths.bars!({ size: [0.7, 24] }),
            points: { show: false },
          },
          { stroke: colour("--ink"), width: 2, dash: [5, 4], points: { show: false } },
        ],
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 28,
            splits: () => marks.map(({ at }) => at),
            values: () => marks.map(({ text }) => text),
          },
          {
            ...axis,
            side: isMirrored ? 1 : 3,
            size: 56,
            space: 36,
            incrs: [
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7,
            ],
            grid: { stroke: colour("--line"), width: 1 },
            values: (_, splits) => splits.map((value) => figure(value)),
          },
        ],
      },
      [bars.map((_, index) => index), [...bars], bars.map((_, index) => line[index] ?? null)],
      this.plot,
    );
  };

  protected override render() {
    const [rows, ...columns] = this.columns;
    // The reader's direction decides how it is drawn: a change of language draws it anew.
    return html`<div class="plot" role="img" aria-label=${this.label} lang=${pageReader().language}></div>
      <details>
        <summary class="unfolds">${msg("As a table")}</summary>
        <div class="table" tabindex="0" role="region" aria-label=${this.label}>
          <table>
            <thead>
              <tr>
                ${this.columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows?.cells
                .map(
                  (name, index) =>
                    html`<tr>
                      <th scope="row">${name}</th>
                      ${columns.map(({ cells }) => html`<td>${cells[index]}</td>`)}
                    </tr>`,
                )
                .toReversed()}
            </tbody>
          </table>
        </div>
      </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-chart": Chart;
  }
}
