import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { announce } from "../../parts/announce.ts";
import { icon } from "../../parts/mark.ts";
import { fullMoment, pageReader, type Reader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import type { List } from "../lists-reader.ts";
import type { RecordLine } from "../log-reader.ts";
import { entryWords } from "../words/entry-words.ts";
import { figure } from "../words/number-words.ts";
import { sectionStyle } from "./section-style.ts";
import { plural } from "../../parts/plural.ts";

const linesPerPage = 25;

/**
 * Every line of the record, newest first, a page at a time.
 *
 * @element log-lines
 */
@customElement("log-lines")
export class LinesSection extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      td p + p {
        margin-block-start: var(--space-1);
      }
      .written {
        color: var(--ink-soft);
        direction: ltr;
        unicode-bidi: isolate;
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3);
        align-items: center;
        justify-content: space-between;
      }
      h2 {
        scroll-margin-block-start: var(--space-4);
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly RecordLine[] = [];
  /** What is known of the lists: their times. */
  @property({ attribute: false }) lists: readonly List[] = [];

  @state() private page = 0;
  @query("h2") private heading!: HTMLElement;

  #closed = new Map<number, number>();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("lists")) {
      this.#closed = new Map(this.lists.map(({ number, closed }) => [number, closed]));
    }
    this.page = Math.min(this.page, this.#pages - 1);
  }

  get #pages(): number {
    return Math.max(1, Math.ceil(this.lines.length / linesPerPage));
  }

  protected override render() {
    const reader = pageReader();
    const end = this.lines.length - this.page * linesPerPage;
    const shown = this.lines.slice(Math.max(0, end - linesPerPage), end).toReversed();
    return html`<section aria-labelledby="lines" data-testid="lines">
      <h2 id="lines" tabindex="-1">${msg("Every line")}</h2>
      <div class="content">
        <p>
          ${plural(this.lines.length, msg("one: The record is # line long, numbered from 0. Lines are only ever added. What is signed is exactly what stands in small letters. | other: The record is # lines long, numbered from 0. Lines are only ever added. What is signed is exactly what stands in small letters."))}
        </p>
        <div class="scroll">
          <table>
            <caption class="visually-hidden">
              ${msg("Lines of the record, newest first")}
            </caption>
            <thead>
              <tr>
                <th scope="col">${msg("Line")}</th>
                <th scope="col">${msg("What it says")}</th>
              </tr>
            </thead>
            <tbody>
              ${shown.map((line) => this.#renderLine(line, reader))}
            </tbody>
          </table>
        </div>
        ${this.#pages === 1 ? nothing : this.#renderPager(reader)}
      </div>
    </section>`;
  }

  #renderLine({ index, text, entry }: RecordLine, reader: Reader) {
    const closed = entry.kind === "batch" ? this.#closed.get(entry.number) : undefined;
    return html`<tr data-testid="line">
      <th scope="row">${figure(index, reader)}</th>
      <td>
        <p>
          ${entryWords(entry, reader)}
          ${closed === undefined ? "" : msg(str`Closed ${fullMoment(closed, reader)}.`)}
        </p>
        <p class="written"><code>${text}</code></p>
      </td>
    </tr>`;
  }

  #renderPager(reader: Reader) {
    return html`<nav aria-label=${msg("Pages of the record")}>
      <button class="button" type="button" aria-disabled=${this.page === 0} @click=${() => this.#turn(-1)}>
        ${icon("back")} ${msg("Newer")}
      </button>
      <span class="figures"
        >${msg(str`Page ${figure(this.page + 1, reader)} of ${figure(this.#pages, reader)}`)}</span
      >
      <button
        class="button"
        type="button"
        aria-disabled=${this.page === this.#pages - 1}
        @click=${() => this.#turn(1)}
      >
        ${msg("Older")} ${icon("forward")}
      </button>
    </nav>`;
  }

  #turn(by: 1 | -1): void {
    const page = this.page + by;
    if (page < 0 || page >= this.#pages) return;
    this.page = page;
    this.heading.scrollIntoView({ block: "start" });
    announce(msg(str`Page ${page + 1} of ${this.#pages}`));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "log-lines": LinesSection;
  }
}
