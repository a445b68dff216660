import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../../parts/screen-frame.ts";
import type { ScreenFrame } from "../../parts/screen-frame.ts";
import { controls } from "../../style/controls.ts";

/**
 * Stands where a screen will be that has not come yet: its shape while it is on its way, and words when it cannot come.
 *
 * Browsers remember that a script could not be fetched, and a site that was renewed has others: what helps is to load the page anew.
 *
 * @element celadon-late-screen
 */
@customElement("celadon-late-screen")
export class LateScreen extends LitElement {
  static override styles = [
    controls,
    css`
      .shape {
        display: grid;
        gap: var(--space-4);
      }
      .shape div {
        block-size: 6rem;
        border-radius: var(--radius);
        background: var(--sunken);
      }
      .shape div:first-child {
        block-size: 2rem;
        inline-size: 60%;
      }
      .button {
        justify-self: start;
        align-self: start;
      }
    `,
  ];

  /** It could not be fetched. */
  @property({ type: Boolean }) failed = false;

  @state() private stillOffline = false;

  @query("celadon-frame") private frame!: ScreenFrame;

  /** Put the focus on the heading. */
  focusHeading(): void {
    this.frame.focusHeading();
  }

  #again = (): void => {
    this.stillOffline = !navigator.onLine;
    if (navigator.onLine) location.reload();
  };

  protected override render() {
    if (!this.failed) {
      return html`<celadon-frame heading=${msg("One moment")}>
        <div class="shape" aria-hidden="true">
          <div></div>
          <div></div>
          <div></div>
        </div>
      </celadon-frame>`;
    }
    return html`<celadon-frame heading=${msg("This part has not come yet")}>
      <p data-testid="late">
        ${msg("This part of the page is not on this phone yet, and it could not be fetched. Check the network. Your diary and everything else is as it was.")}
      </p>
      <p role="status">${this.stillOffline ? msg("There is still no network.") : ""}</p>
      <button class="button" type="button" @click=${this.#again}>${msg("Load the page anew")}</button>
    </celadon-frame>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-late-screen": LateScreen;
  }
}
