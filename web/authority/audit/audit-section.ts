import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { AuditEntry } from "../../../protocol/index.ts";
import { plural } from "../../parts/plural.ts";
import { saveFile } from "../../parts/save-file.ts";
import { fullMoment, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import type { AuthorityClient } from "../client.ts";
import { loading, problem } from "../loading.ts";
import { sectionStyle } from "../section-style.ts";
import { Work } from "../work.ts";
import { actionName, actionWords } from "./action-words.ts";
import { type AuditRecord, isWhole, recordAsCsv, recordAsJson } from "./audit-record.ts";

/** Some of the record, as the server says it. */
interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly hasMore: boolean;
  readonly names: Readonly<Record<number, string>>;
  /** Which there are entries of. */
  readonly actions: readonly string[];
}

/** What was saved, and whether it held. */
interface Saved {
  readonly entries: number;
  readonly whole: boolean;
}

const secondsPerMinute = 60;

/**
 * Who did what when: the record of the staff.
 *
 * @element authority-audit
 */
@customElement("authority-audit")
export class AuditSection extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    sectionStyle,
    css`
      .filters {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
        gap: var(--space-4);
      }
      .entry {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0 var(--space-4);
        padding-block: var(--space-3);
        border-block-end: 1px solid var(--line);
      }
      .entry:first-child {
        border-block-start: 1px solid var(--line);
      }
      @media (min-width: 40rem) {
        .entry {
          grid-template-columns: 13rem 10rem minmax(0, 1fr);
          align-items: baseline;
        }
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;

  @state() private page: AuditPage | null = null;
  @state() private saved: Saved | null = null;
  @query("#staff") private staffField!: HTMLSelectElement | null;
  @query("#action") private actionField!: HTMLSelectElement | null;
  readonly #looking = new Work(this);
  readonly #saving = new Work(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.#look(null));
  }

  /** @param before - Fetch the entries before this one, and keep those that are here; null for anew. */
  async #look(before: number | null): Promise<void> {
    await this.#looking.run(async () => {
      const filter = new URLSearchParams();
      const staff = this.staffField?.value ?? "";
      const action = this.actionField?.value ?? "";
      if (staff !== "") filter.set("staff", staff);
      if (action !== "") filter.set("action", action);
      if (before !== null) filter.set("before", String(before));
      const page = await this.client.get<AuditPage>(`/audit?${filter}`);
      const kept = before === null ? [] : (this.page?.entries ?? []);
      this.page = { ...page, entries: [...kept, ...page.entries] };
    });
  }

  #save = async (as: typeof recordAsCsv): Promise<void> => {
    this.saved = null;
    await this.#saving.run(async () => {
      const record = await this.client.post<AuditRecord>("/audit/export");
      saveFile(as(record, new Date().toISOString().slice(0, 10)));
      this.saved = { entries: record.entries.length, whole: isWhole(record) };
    });
    await this.#look(null);
  };

  protected override render() {
    const { page } = this;
    if (page === null) return loading(this.#looking, () => void this.#look(null));
    const oldest = page.entries.at(-1);
    return html`
      <p class="lead">
        ${msg("Who did what, and when, to the minute. Nothing can be changed or taken out here. There is no patient in it, no code and no address.")}
      </p>
      ${this.#renderFilters(page)} ${problem(this.#looking)}
      ${
        page.entries.length === 0
          ? html`<p class="empty" data-testid="no-entries">${msg("Nothing like that is in the record.")}</p>`
          : html`<ol class="entries" aria-label=${msg("The record, the newest first")}>
              ${page.entries.map((entry) => this.#renderEntry(entry, page.names))}
            </ol>`
      }
      ${
        page.hasMore && oldest !== undefined
          ? html`<div>
              <button
                class="button"
                type="button"
                aria-disabled=${this.#looking.busy}
                @click=${() => void this.#look(oldest.position)}
              >
                ${msg("Older")}
              </button>
            </div>`
          : nothing
      }
      ${this.#renderSaving()}
    `;
  }

  #renderFilters({ names, actions }: AuditPage) {
    const again = () => void this.#look(null);
    return html`<div class="filters">
      <div class="question">
        <label for="staff">${msg("Who")}</label>
        <div class="select">
          <select class="field" id="staff" @change=${again}>
            <option value="">${msg("Everyone")}</option>
            ${Object.keys(names).map(
              (number) => html`<option value=${number}>${nameOf(names, Number(number))}</option>`,
            )}
            <option value="0">${nameOf(names, 0)}</option>
          </select>
        </div>
      </div>
      <div class="question">
        <label for="action">${msg("What")}</label>
        <div class="select">
          <select class="field" id="action" @change=${again}>
            <option value="">${msg("Everything")}</option>
            ${actions.map((action) => html`<option value=${action}>${actionName(action)}</option>`)}
          </select>
        </div>
      </div>
    </div>`;
  }

  #renderEntry({ position, minute, staff, action, numbers }: AuditEntry, names: AuditPage["names"]) {
    return html`<li class="entry" data-testid="entry" data-action=${action} value=${position}>
      <span class="soft figures">${fullMoment(minute * secondsPerMinute, pageReader())}</span>
      <bdi class="name">${nameOf(names, staff)}</bdi>
      <span>${actionWords({ action, numbers }, (number) => nameOf(names, number))}</span>
    </li>`;
  }

  #renderSaving() {
    const { saved } = this;
    return html`<section aria-labelledby="saving">
      <h2 id="saving">${msg("Keep a copy elsewhere")}</h2>
      <p class="lead">
        ${msg("Each line is tied to all before it. A copy that you keep elsewhere shows whether anything was changed or taken out later. The server forgets lines after a year, and all of them when the region ends.")}
      </p>
      <div class="actions">
        <button
          class="button"
          type="button"
          aria-disabled=${this.#saving.busy}
          @click=${() => void this.#save(recordAsCsv)}
        >
          ${msg("Save for a spreadsheet (CSV)")}
        </button>
        <button
          class="button"
          type="button"
          aria-disabled=${this.#saving.busy}
          @click=${() => void this.#save(recordAsJson)}
        >
          ${msg("Save to check later (JSON)")}
        </button>
      </div>
      ${problem(this.#saving)}
      <div role="status">
        ${
          saved === null
            ? ""
            : saved.whole
              ? html`<p data-testid="record-whole">
                  ${plural(saved.entries, msg("one: Saved. # line, checked here: nothing is missing. | other: Saved. # lines, checked here: nothing is missing."))}
                </p>`
              : html`<p class="problem" data-testid="record-broken">
                  ${msg("Saved, but this record does not hold: a line was changed or taken out. Keep the file, and show it to whoever supervises you.")}
                </p>`
        }
      </div>
    </section>`;
  }
}

function nameOf(names: AuditPage["names"], staff: number): string {
  if (staff === 0) return msg("On the server");
  return names[staff] || msg(str`Number ${staff}`);
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-audit": AuditSection;
  }
}
