import { msg } from "@lit/localize";
import { bytesToHex } from "@noble/hashes/utils.js";
import { LitElement, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../parts/screen-frame.ts";
import { controls } from "../style/controls.ts";
import { VenueActEvent } from "./act-event.ts";
import type { RecoverySheet } from "./recovery-sheet.ts";
import "./region-note.ts";
import type { SheetProblem } from "./sheet-problem.ts";
import "./sheet-reader.ts";
import type { SheetReader, SheetReadEvent } from "./sheet-reader.ts";
import type { RegionState } from "./state.ts";

/**
 * Brings a place back from its recovery sheet.
 *
 * @element venue-restore-form
 * @fires venue-act
 */
@customElement("venue-restore-form")
export class RestoreForm extends LitElement {
  static override styles = controls;

  @property({ attribute: false }) region: RegionState = { kind: "unknown", trouble: null };

  @state() private refusal: SheetProblem | null = null;
  /** Read before the region was known; goes on by itself when it comes. */
  @state() private waiting: RecoverySheet | null = null;
  @query("venue-sheet-reader") private reader!: SheetReader;

  #submit = (event: Event): void => {
    event.preventDefault();
    this.reader.readTyped();
  };

  #read = ({ sheet }: SheetReadEvent): void => {
    this.refusal = null;
    this.waiting = sheet;
    if (this.region.kind === "unknown") this.dispatchEvent(new VenueActEvent({ kind: "ask-region" }));
    else this.#use();
  };

  #use(): void {
    const { region, waiting: sheet } = this;
    if (sheet === null || region.kind !== "known") return;
    this.waiting = null;
    if (bytesToHex(region.region.id) === bytesToHex(sheet.regionId)) {
      this.dispatchEvent(new VenueActEvent({ kind: "read-sheet", sheet }));
    } else {
      this.refusal = "other-region";
    }
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (this.waiting === null || !changed.has("region")) return;
    if (this.region.kind === "known") this.#use();
    else if (this.region.trouble !== null) this.waiting = null;
  }

  protected override render() {
    return html`<celadon-frame
      heading=${msg("Bring a place back")}
      back-label=${msg("Back to all places")}
      has-foot
    >
      <form id="form" novalidate @submit=${this.#submit}>
        <venue-sheet-reader .refusal=${this.refusal} @sheet-read=${this.#read}></venue-sheet-reader>
      </form>
      <venue-region-note .region=${this.region}></venue-region-note>
      <button slot="foot" class="button first" type="submit" form="form">
        ${this.waiting === null ? msg("Bring the place back") : msg("One moment…")}
      </button>
    </celadon-frame>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-restore-form": RestoreForm;
  }
}
