import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controls } from "../style/controls.ts";
import { VenueActEvent } from "./act-event.ts";
import type { RegionState } from "./state.ts";

/**
 * Says what is missing when the region is not known, or when this address now serves another; nothing otherwise.
 *
 * @element venue-region-note
 * @fires venue-act
 */
@customElement("venue-region-note")
export class RegionNote extends LitElement {
  static override styles = [
    controls,
    css`
      :host,
      [role="status"] {
        display: contents;
      }
      .note {
        display: grid;
        gap: var(--space-2);
        justify-items: start;
        padding-inline-start: var(--space-4);
        border-inline-start: 4px solid var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) region: RegionState = { kind: "unknown", trouble: null };

  protected override render() {
    return html`<div role="status">${this.#renderNote()}</div>`;
  }

  #renderNote() {
    const { kind, trouble } = this.region;
    if (kind === "unknown" && trouble === "no-network") {
      return html`<div class="note" data-testid="needs-network">
        <p>
          ${msg(html`<strong>This page needs the network once,</strong> to learn which region it belongs to and until when the programme runs. After that it works without.`)}
        </p>
        ${this.#renderAsk(msg("Try again"))}
      </div>`;
    }
    if (kind === "unknown" && trouble !== null) {
      return html`<div class="note">
        <p>
          <strong>${msg("The server’s answer about its region could not be verified.")}</strong>
          ${msg("Nothing can be made before that. This device’s clock may be wrong, or the server is.")}
        </p>
        ${this.#renderAsk(msg("Try again"))}
      </div>`;
    }
    if (kind === "known" && trouble === "other-region") {
      return html`<div class="note">
        <p>
          <strong>${msg("This address now belongs to another region.")}</strong>
          ${msg(str`The places here still show codes of ${this.region.region.name}. New ones need the new region.`)}
        </p>
        <button class="button" type="button" @click=${this.#change}>${msg("Use the new region")}</button>
      </div>`;
    }
    return nothing;
  }

  #renderAsk(label: string) {
    return html`<button class="button" type="button" @click=${this.#ask}>${label}</button>`;
  }

  #ask = (): void => {
    this.dispatchEvent(new VenueActEvent({ kind: "ask-region" }));
  };

  #change = (): void => {
    this.dispatchEvent(new VenueActEvent({ kind: "change-region" }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-region-note": RegionNote;
  }
}
