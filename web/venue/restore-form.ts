import { msg } from "@lit/localize";
import { bytesToHex } from "@noble/hashes/utils.js";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../parts/screen-frame.ts";
import { controls } from "../style/controls.ts";
import { VenueActEvent } from "./act-event.ts";
import { VenueError } from "./errors.ts";
import { fieldStyle } from "./field-style.ts";
import { decodeRecoverySheet, type RecoverySheet, tidySheetText } from "./recovery-sheet.ts";
import { type SheetProblem, sheetProblemWords } from "./sheet-problem.ts";
import "./region-note.ts";
import type { RegionState } from "./state.ts";

/**
 * Brings a place back from the text of its recovery sheet.
 *
 * @element venue-restore-form
 * @fires venue-act
 */
@customElement("venue-restore-form")
export class RestoreForm extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    css`
      textarea.field {
        min-block-size: 11rem;
        font-family: ui-monospace, "Noto Sans Mono", "DejaVu Sans Mono", monospace;
        letter-spacing: 0.06em;
        overflow-wrap: anywhere;
        resize: vertical;
      }
    `,
  ];

  @property({ attribute: false }) region: RegionState = { kind: "unknown", trouble: null };

  @state() private problem: SheetProblem | null = null;
  /** Submitted before the region was known; goes on by itself when it comes. */
  @state() private waiting = false;
  @query("#text") private field!: HTMLTextAreaElement;

  #submit = (event: Event): void => {
    event.preventDefault();
    this.#use();
  };

  #use(): void {
    const read = this.#read();
    if (typeof read === "string") {
      this.problem = read;
      this.field.focus();
      return;
    }
    this.problem = null;
    this.waiting = this.region.kind === "unknown";
    this.dispatchEvent(
      new VenueActEvent(this.waiting ? { kind: "ask-region" } : { kind: "read-sheet", sheet: read }),
    );
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!this.waiting || !changed.has("region")) return;
    this.waiting = this.region.trouble === null && this.region.kind === "unknown";
    if (this.region.kind === "known") this.#use();
  }

  #read(): RecoverySheet | SheetProblem {
    if (this.field.value.trim() === "") return "empty";
    try {
      const sheet = decodeRecoverySheet(tidySheetText(this.field.value));
      const { region } = this;
      if (region.kind === "known" && bytesToHex(region.region.id) !== bytesToHex(sheet.regionId)) {
        return "other-region";
      }
      return sheet;
    } catch (error) {
      if (error instanceof VenueError) return error.code;
      throw error;
    }
  }

  protected override render() {
    return html`<celadon-frame
      heading=${msg("Bring a place back")}
      back-label=${msg("Back to all places")}
      has-foot
    >
      <form id="form" novalidate @submit=${this.#submit}>
        <div class="question">
          <label for="text">${msg("Letters and digits on the recovery sheet")}</label>
          <textarea
            class="field"
            id="text"
            dir="ltr"
            rows="6"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            aria-describedby="text-hint text-problem"
            aria-invalid=${this.problem === null ? "false" : "true"}
            @input=${() => (this.problem = null)}
          ></textarea>
          <p class="soft" id="text-hint">
            ${msg("Spaces, lines and small letters do not matter. There is no I, L, O or U in it.")}
          </p>
          <div id="text-problem" role="alert">
            ${
              this.problem === null
                ? nothing
                : html`<p class="problem">${sheetProblemWords(this.problem)}</p>`
            }
          </div>
        </div>
        <venue-region-note .region=${this.region}></venue-region-note>
      </form>
      <button slot="foot" class="button first" type="submit" form="form">
        ${this.waiting ? msg("One moment…") : msg("Bring the place back")}
      </button>
    </celadon-frame>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-restore-form": RestoreForm;
  }
}
