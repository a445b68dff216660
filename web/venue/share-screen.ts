import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { encodeFrames } from "../../protocol/index.ts";
import "../parts/code-film.ts";
import "../parts/screen-frame.ts";
import { controls } from "../style/controls.ts";
import type { Place } from "./place.ts";
import { encodeSecondDisplay } from "./second-display.ts";

/** How long one picture of the cover stands, in seconds: its clock is compared with the second display's. */
const freshSeconds = 30;

/**
 * Shows a place's future cover to the camera of a second display; only once the owner says that nobody else is looking.
 *
 * @element venue-share
 */
@customElement("venue-share")
export class ShareScreen extends LitElement {
  static override styles = [
    controls,
    css`
      ol {
        display: grid;
        gap: var(--space-3);
        padding-inline-start: 1.4em;
        list-style: decimal;
      }
    `,
  ];

  @property({ attribute: false }) place: Place | null = null;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  /** The site's plain address. */
  @property() address = "";

  @state() private open = false;
  #shown: { readonly at: number; readonly texts: readonly string[] } | null = null;

  protected override willUpdate(): void {
    const { place } = this;
    if (!this.open || place === null) return;
    if (this.#shown !== null && Math.abs(this.now - this.#shown.at) < freshSeconds) return;
    const bytes = encodeSecondDisplay(place, this.now);
    this.#shown = { at: this.now, texts: bytes === null ? [] : encodeFrames("display", bytes) };
  }

  protected override render() {
    const { place } = this;
    if (place === null) return nothing;
    return html`<celadon-frame
      heading=${msg("A second display")}
      back-label=${msg("Back")}
      ?has-foot=${!this.open}
    >
      <p>
        ${msg(html`Another entrance, another table: the second display shows the same codes of <strong dir="auto">${place.name}</strong>, without a network between them. For a room of its own make a place of its own.`)}
      </p>
      <ol>
        <li>
          ${msg(html`On the other tablet, open <strong dir="ltr">${this.address}</strong> and tap <strong>This is a second display</strong>.`)}
        </li>
        <li>${msg("Hold its camera over the code that this device shows.")}</li>
      </ol>
      ${this.open ? this.#renderCode() : this.#renderWarning()}
      <button
        slot="foot"
        class="button first"
        type="button"
        ?hidden=${this.open}
        @click=${() => (this.open = true)}
      >
        ${msg("Show the code")}
      </button>
    </celadon-frame>`;
  }

  #renderWarning() {
    return html`<p>
      <strong>${msg("See that nobody else films it.")}</strong>
      ${msg("Whoever has this code can make codes of this place until the programme ends, though none of the past.")}
    </p>`;
  }

  #renderCode() {
    const texts = this.#shown?.texts ?? [];
    if (texts.length === 0) {
      return html`<p role="status">
        ${msg("There is nothing to hand on now: this display shows no code itself.")}
      </p>`;
    }
    return html`<celadon-code-film
        .texts=${texts}
        .label=${msg("Code for the second display")}
      ></celadon-code-film>
      <p class="soft">
        ${msg("When the other tablet shows the place’s name, go back. It ends with this one, and a sheet brings it back, too.")}
      </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-share": ShareScreen;
  }
}
