import { LitElement, css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import "../../parts/screen-frame.ts";
import type { ScreenFrame } from "../../parts/screen-frame.ts";
import { controls } from "../../style/controls.ts";

/** The person wants to try again. */
export class RetryEvent extends Event {
  static readonly type = "retry";
  constructor() {
    super(RetryEvent.type);
  }
}

/**
 * Stands where a screen will be that has not come yet: its shape while it is on its way, and words when it cannot come.
 *
 * @element celadon-late-screen
 * @fires retry
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

  @query("celadon-frame") private frame!: ScreenFrame;

  /** Put the focus on the heading. */
  focusHeading(): void {
    this.frame.focusHeading();
  }

  protected override render() {
    if (!this.failed) {
      return html`<celadon-frame heading="One moment">
        <div class="shape" aria-hidden="true">
          <div></div>
          <div></div>
          <div></div>
        </div>
      </celadon-frame>`;
    }
    return html`<celadon-frame heading="This part has not come yet">
      <p data-testid="late">
        This part of the page is not on this phone yet, and it could not be fetched. Check the network. Your
        diary and everything else is as it was.
      </p>
      <button class="button" type="button" @click=${() => this.dispatchEvent(new RetryEvent())}>
        Try again
      </button>
    </celadon-frame>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-late-screen": LateScreen;
  }
}
