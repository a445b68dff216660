import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { controls } from "../style/controls.ts";

/**
 * Fills the whole screen with the page, and back. Nothing where the browser cannot (an iPhone's).
 *
 * @element venue-fullscreen
 */
@customElement("venue-fullscreen")
export class FullscreenButton extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: contents;
      }
      .button {
        background: none;
        color: inherit;
        font-size: inherit;
        font-weight: 400;
        padding-inline: var(--space-3);
        text-decoration: underline;
        text-underline-offset: 3px;
        text-decoration-color: var(--line);
      }
    `,
  ];

  @state() private full = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("fullscreenchange", this.#changed);
    this.#changed();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("fullscreenchange", this.#changed);
  }

  #changed = (): void => {
    this.full = document.fullscreenElement !== null;
  };

  #toggle = async (): Promise<void> => {
    try {
      if (this.full) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch {
      // Refused by the browser: the display is as good without.
    }
  };

  protected override render() {
    if (!document.fullscreenEnabled) return nothing;
    return html`<button class="button" type="button" @click=${() => void this.#toggle()}>
      ${this.full ? msg("Leave full screen") : msg("Full screen")}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-fullscreen": FullscreenButton;
  }
}
