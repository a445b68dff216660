import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../parts/screen-frame.ts";
import { controls } from "../style/controls.ts";
import { VenueActEvent } from "./act-event.ts";
import "../parts/copy-button.ts";
import { fieldStyle } from "../style/field-style.ts";
import { localDayOf } from "../parts/local-day.ts";
import { Paper } from "../parts/paper.ts";
import "./pass-sheet.ts";
import { passDay } from "./pass-words.ts";
import { type PrintedPass, printedPassOfToday } from "./printed-pass.ts";
import "./recovery-sheet-page.ts";
import { encodeRecoverySheet, type RecoverySheet, sheetGroups } from "./recovery-sheet.ts";
import type { Region } from "./region.ts";
import "../parts/sized-code.ts";

/**
 * The one screen that has the place key: the sheet to keep, and today's pass while its morning can still be made.
 *
 * @element venue-sheet-screen
 * @fires venue-act
 */
@customElement("venue-sheet-screen")
export class SheetScreen extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    css`
      .body {
        display: grid;
        gap: var(--space-5);
      }
      .card {
        display: grid;
        gap: var(--space-4);
      }
      .card h2 {
        font: 500 var(--text-l) / 1.2 var(--serif);
      }
      celadon-sized-code {
        --code-size: min(13rem, 56vw);
        margin-inline: auto;
      }
      .white {
        border-radius: var(--radius-s);
        background: #fff;
      }
      .groups {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(4em, 1fr));
        gap: var(--space-2);
        font:
          500 1.1rem/1.4 ui-monospace,
          "Noto Sans Mono",
          "DejaVu Sans Mono",
          monospace;
        letter-spacing: 0.06em;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .pass {
        display: grid;
        grid-template-columns: minmax(0, 7rem) minmax(0, 1fr);
        gap: var(--space-4);
      }
      .pass venue-pass-sheet {
        align-self: start;
        border-radius: 4px;
        box-shadow: 0 0 0 1px var(--line);
      }
      .say {
        display: grid;
        gap: var(--space-3);
        align-content: start;
      }
    `,
  ];

  @property({ attribute: false }) sheet: RecoverySheet | null = null;
  @property({ attribute: false }) region: Region | null = null;
  /** Read from paper just now, so there is nothing to keep. */
  @property({ type: Boolean }) restored = false;
  /** The place could not be stored just now. */
  @property({ type: Boolean }) unsaved = false;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  /** The site's plain address. */
  @property() address = "";

  @state() private untickedProblem = false;
  @query("#kept") private kept!: HTMLInputElement | null;

  readonly #paper = new Paper(this);
  #today: PrintedPass | null = null;
  #made = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", this.#holdBack);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("beforeunload", this.#holdBack);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    const { region, sheet } = this;
    if (sheet === null || region === null) return;
    if (changed.has("sheet")) this.#made = this.now;
    if (changed.has("sheet") || this.#today?.day !== localDayOf(this.now)) {
      this.#today = printedPassOfToday(sheet, this.now, region.sunset);
    }
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has("sheet")) this.#paper.usual = this.#sheetPage();
  }

  protected override render() {
    const { sheet } = this;
    if (sheet === null) return nothing;
    const heading = this.restored ? msg("Your place is back") : msg("Keep this sheet");
    return html`<celadon-frame
      .heading=${heading}
      back-label=${this.restored ? msg("Back") : msg("Back, without this place")}
      has-foot
    >
      <div class="body">
        ${this.restored ? this.#renderBack(sheet) : this.#renderWhy(sheet)} ${this.#renderSheet(sheet)}
        ${this.#renderToday(sheet)}
        <div role="alert">
          ${
            this.unsaved
              ? html`<p class="problem">
                  ${msg("This browser could not store the place. Free some space on this device, then try again.")}
                </p>`
              : nothing
          }
        </div>
      </div>
      <button slot="foot" class="button first" type="button" @click=${this.#open}>
        ${msg("Open the display")}
      </button>
    </celadon-frame>`;
  }

  #renderWhy({ name }: RecoverySheet) {
    return html`<p>
      ${msg(html`It is the only way to bring <strong dir="auto">${name}</strong> back: on another tablet, when this browser was emptied, or when the programme is extended. This device forgets it as soon as you go on.`)}
    </p>`;
  }

  #renderBack({ name }: RecoverySheet) {
    return html`<p>
      ${msg(html`This is <strong dir="auto">${name}</strong>. Put the sheet away again; this device forgets it as soon as you go on.`)}
    </p>`;
  }

  #renderSheet(sheet: RecoverySheet) {
    const text = encodeRecoverySheet(sheet);
    return html`<section class="card" aria-labelledby="sheet-title">
      <h2 id="sheet-title">${msg("Recovery sheet")}</h2>
      ${
        this.restored
          ? nothing
          : html`<div class="white">
                <celadon-sized-code .text=${text} label=${msg("The sheet’s code")}></celadon-sized-code>
              </div>
              <div class="groups" dir="ltr" data-testid="sheet-groups">
                ${sheetGroups(text).map((group) => html`<span>${group}</span>`)}
              </div>`
      }
      <div class="actions">
        <button class="button" type="button" @click=${() => void this.#paper.print(this.#sheetPage())}>
          ${msg("Print the sheet")}
        </button>
        <celadon-copy .text=${text} label=${msg("Copy the sheet as text")}></celadon-copy>
      </div>
      ${this.restored ? nothing : this.#renderTick()}
    </section>`;
  }

  #renderToday(sheet: RecoverySheet) {
    const today = this.#today;
    if (today === null) return nothing;
    return html`<section class="card" aria-labelledby="pass-title">
      <h2 id="pass-title">${msg("A pass for today")}</h2>
      <div class="pass">
        ${this.#passPage(today, sheet)}
        <div class="say">
          <p>
            ${msg(str`One page for the door, good all ${passDay(today)}, for those who came earlier too. Passes for later days can be printed at any time.`)}
          </p>
        </div>
      </div>
      <div class="actions">
        <button
          class="button"
          type="button"
          @click=${() => void this.#paper.print(this.#passPage(today, sheet))}
        >
          ${msg("Print the pass")}
        </button>
        <celadon-copy .text=${today.text} label=${msg("Copy the pass as text")}></celadon-copy>
      </div>
    </section>`;
  }

  #renderTick() {
    return html`<div>
      <label class="tick">
        <input
          id="kept"
          type="checkbox"
          aria-describedby="kept-problem"
          @change=${() => (this.untickedProblem = false)}
        />
        ${msg("I have printed the sheet or written it down")}
      </label>
      <div id="kept-problem" role="alert">
        ${
          this.untickedProblem
            ? html`<p class="problem">
                ${msg("Keep the sheet first, then tick this. It cannot be shown again.")}
              </p>`
            : nothing
        }
      </div>
    </div>`;
  }

  #sheetPage() {
    return html`<venue-recovery-sheet
      .sheet=${this.sheet}
      .regionName=${this.region?.name ?? ""}
      .address=${`${this.address}/venue/`}
      .made=${this.#made}
    ></venue-recovery-sheet>`;
  }

  #passPage(pass: PrintedPass, { name }: RecoverySheet) {
    return html`<venue-pass-sheet .name=${name} .pass=${pass} .address=${this.address}></venue-pass-sheet>`;
  }

  #open = (): void => {
    if (this.kept?.checked === false) {
      this.untickedProblem = true;
      this.kept.focus();
      return;
    }
    if (this.sheet !== null) {
      this.dispatchEvent(new VenueActEvent({ kind: "open-place", sheet: this.sheet }));
    }
  };

  /** The key is nowhere else yet: the browser asks before it closes the page. */
  #holdBack = (event: BeforeUnloadEvent): void => {
    if (!this.restored) event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-sheet-screen": SheetScreen;
  }
}
