import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { plural } from "../../parts/plural.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import { sectionStyle } from "../section-style.ts";
import { columnsOf, type ListFile, type References, referencesIn, seemsToHaveHeadings } from "./list-file.ts";
import { numberWords, rowProblemWords } from "./list-words.ts";

/** So many rows are shown before they get codes. */
const previewRows = 5;

/** So many rows without a code are named. */
const problemsShown = 50;

/** The person says that these are the references. */
export class ReferencesChosenEvent extends Event {
  static readonly type = "references-chosen";
  readonly references: References;
  constructor(references: References) {
    super(ReferencesChosenEvent.type);
    this.references = references;
  }
}

/**
 * Which column of a file has the references, with a look at the first rows and at what is wrong.
 *
 * @element authority-list-choice
 * @fires references-chosen
 */
@customElement("authority-list-choice")
export class ListChoice extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    sectionStyle,
    css`
      table {
        inline-size: 100%;
        border-collapse: collapse;
        font-size: var(--text-s);
      }
      .scrolls {
        overflow-x: auto;
      }
      th,
      td {
        padding: var(--space-2) var(--space-3);
        border-block-end: 1px solid var(--line);
        text-align: start;
        vertical-align: top;
      }
      td {
        color: var(--ink-soft);
      }
      .chosen {
        background: var(--sunken);
        color: var(--ink);
        font-weight: 600;
      }
      .problems {
        display: grid;
        gap: var(--space-2);
        max-block-size: 16rem;
        overflow-y: auto;
      }
      summary {
        display: flex;
        align-items: center;
        min-block-size: var(--tap);
        font-weight: 600;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) file!: ListFile;
  /** What the button says. @param count - How many references there are. */
  @property({ attribute: false }) action: (count: number) => string = String;
  @property({ type: Boolean }) busy = false;

  @state() private column = 0;
  @state() private hasHeadings = false;

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("file")) return;
    this.column = 0;
    this.hasHeadings = seemsToHaveHeadings(this.file);
  }

  protected override render() {
    const { file, column, hasHeadings } = this;
    const found = referencesIn(file, column, hasHeadings);
    const count = found.references.length;
    const columns = Array.from({ length: columnsOf(file) }, (_, index) => this.#columnName(index));
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        if (count > 0) this.dispatchEvent(new ReferencesChosenEvent(found));
      }}
    >
      ${
        columns.length === 1
          ? nothing
          : html`<div class="question">
              <label for="column">${msg("Which column has your references?")}</label>
              <span class="select"
                ><select
                  class="field"
                  id="column"
                  @change=${(event: Event) => (this.column = Number((event.target as HTMLSelectElement).value))}
                >
                  ${columns.map(
                    (name, index) =>
                      html`<option value=${index} .selected=${index === column}>${name}</option>`,
                  )}
                </select></span
              >
            </div>`
      }
      <label class="tick"
        ><input
          type="checkbox"
          id="headings"
          .checked=${hasHeadings}
          @change=${(event: Event) => (this.hasHeadings = (event.target as HTMLInputElement).checked)}
        />${msg("The first row has headings")}</label
      >
      ${this.#renderPreview(columns)}
      <p data-testid="reference-count">
        ${plural(count, msg("one: # reference gets a code. | other: # references get a code each."))}
      </p>
      ${this.#renderProblems(found)}
      <div>
        <button
          class="button main"
          type="submit"
          data-testid="make-codes"
          aria-disabled=${count === 0 || this.busy}
        >
          ${this.action(count)}
        </button>
      </div>
    </form>`;
  }

  #renderPreview(columns: readonly string[]) {
    const rows = this.file.rows.slice(this.hasHeadings ? 1 : 0).slice(0, previewRows);
    const mark = (index: number) => (index === this.column ? "chosen" : "");
    return html`<div class="scrolls" role="group" tabindex="0" aria-label=${msg("The first rows")}>
      <table data-testid="preview">
        <thead>
          <tr>
            ${columns.map((name, index) => html`<th scope="col" class=${mark(index)}>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (cells) =>
              html`<tr>
                ${columns.map((_, index) => html`<td class=${mark(index)} dir="auto">${cells[index]}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #renderProblems({ problems }: References) {
    if (problems.length === 0) return nothing;
    const rest = problems.length - problemsShown;
    return html`<details data-testid="row-problems">
      <summary class="unfolds">
        ${plural(problems.length, msg("one: # row gets no code | other: # rows get no code"))}
      </summary>
      <ul class="problems" tabindex="0">
        ${problems
          .slice(0, problemsShown)
          .map(({ row, problem }) => html`<li>${rowProblemWords(row, problem)}</li>`)}
        ${rest > 0 ? html`<li>${plural(rest, msg("one: And # more. | other: And # more."))}</li>` : nothing}
      </ul>
    </details>`;
  }

  #columnName(index: number): string {
    const heading = this.hasHeadings ? (this.file.rows[0]?.[index] ?? "") : "";
    return heading === "" ? msg(str`Column ${numberWords(index + 1)}`) : heading;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-list-choice": ListChoice;
  }
  interface HTMLElementEventMap {
    "references-chosen": ReferencesChosenEvent;
  }
}
