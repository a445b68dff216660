import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { controls } from "../style/controls.ts";
import { icon } from "./mark.ts";

/** The person wants to go back one screen. */
export class BackEvent extends Event {
  static readonly type = "go-back";
  constructor() {
    super(BackEvent.type, { bubbles: true, composed: true });
  }
}

/**
 * What every screen but the first has in common: the way back, the heading, the column, and a foot under the thumb.
 *
 * @element celadon-frame
 * @slot - The screen.
 * @slot foot - The one main action; stays in view.
 * @fires go-back
 */
@customElement("celadon-frame")
export class ScreenFrame extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex: 1;
        flex-direction: column;
        inline-size: 100%;
        max-inline-size: 32rem;
        min-block-size: var(--frame-min-block-size, 100dvh);
        margin-inline: auto;
        padding-inline: var(--space-4);
      }
      header {
        display: flex;
        align-items: center;
        min-block-size: var(--tap);
        padding-block: var(--space-3) 0;
        margin-inline-start: calc(-1 * var(--space-3));
      }
      h1 {
        margin-block: var(--space-2) 0;
      }
      .body {
        flex: 1;
        display: flex;
        flex-direction: column;
        gap: var(--space-4);
        padding-block-end: var(--space-5);
        animation: arrive var(--calm);
      }
      footer {
        position: sticky;
        inset-block-end: 0;
        z-index: 1;
        margin-inline: calc(-1 * var(--space-4));
        padding: var(--space-4) var(--space-4) calc(var(--space-4) + env(safe-area-inset-bottom));
        background: linear-gradient(transparent, var(--paper) 28%);
      }
      footer[hidden] {
        display: none;
      }
      @keyframes arrive {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
      @media print {
        :host {
          max-inline-size: none;
        }
        header,
        footer {
          display: none;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .body {
          animation: none;
        }
      }
    `,
  ];

  @property() heading = "";
  /** What the way back is called for screen readers, if not "Back"; empty for a screen without one. */
  @property({ attribute: "back-label" }) backLabel: string | null = null;
  @property({ type: Boolean, attribute: "has-foot" }) hasFoot = false;

  @query("h1") private headingElement!: HTMLElement;

  /** Put the focus on the heading, so that screen readers and keyboards start at the top of the new screen. */
  focusHeading(): void {
    this.headingElement.focus({ preventScroll: true });
  }

  #back = (): void => {
    this.dispatchEvent(new BackEvent());
  };

  protected override render() {
    return html`
      <header>
        ${
          this.backLabel === ""
            ? nothing
            : html`<button
                class="button icon"
                type="button"
                aria-label=${this.backLabel ?? msg("Back")}
                @click=${this.#back}
              >
                ${icon("back")}
              </button>`
        }
      </header>
      <main class="body">
        <h1 tabindex="-1">${this.heading}</h1>
        <slot></slot>
      </main>
      <footer ?hidden=${!this.hasFoot}><slot name="foot"></slot></footer>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-frame": ScreenFrame;
  }
  interface HTMLElementEventMap {
    "go-back": BackEvent;
  }
}
