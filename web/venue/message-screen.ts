import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { mark } from "../parts/mark.ts";
import { controls } from "../style/controls.ts";

/**
 * A screen that says one thing: what happened, what it means, what to do.
 *
 * @element venue-message
 * @slot - The sentences.
 * @slot actions - Buttons, if something can be done.
 */
@customElement("venue-message")
export class MessageScreen extends LitElement {
  static override styles = [
    controls,
    css`
      main {
        display: grid;
        align-content: center;
        gap: var(--space-4);
        max-inline-size: 32rem;
        min-block-size: 100dvh;
        margin-inline: auto;
        padding: var(--space-5) var(--space-4);
      }
      h1 {
        font-size: var(--text-xxl);
        line-height: 1.05;
      }
      .actions {
        display: grid;
        gap: var(--space-3);
      }
    `,
  ];

  @property() heading = "";

  protected override render() {
    return html`<main role="alert">
      ${mark}
      <h1 tabindex="-1">${this.heading}</h1>
      <slot></slot>
      <div class="actions"><slot name="actions"></slot></div>
    </main>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-message": MessageScreen;
  }
}
