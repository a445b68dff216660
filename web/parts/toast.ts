import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { controls } from "../style/controls.ts";

/** One short message that comes up from below, with at most one way back. */
export interface ToastMessage {
  /** What happened, in plain words. */
  readonly text: string;
  /** Usually "Undo". */
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** How long a message stays when nobody points at it, ms: long enough to read twice and reach the button. */
export const toastMilliseconds = 12_000;

/**
 * Place for short messages; one at a time, the newest wins. Put one into the page and call {@link Toast.show}.
 *
 * @element celadon-toast
 */
@customElement("celadon-toast")
export class Toast extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        inset-block-end: calc(var(--toast-offset, var(--space-4)) + env(safe-area-inset-bottom));
        inset-inline: var(--space-4);
        z-index: 10;
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      .toast {
        pointer-events: auto;
        display: flex;
        align-items: center;
        gap: var(--space-2);
        inline-size: min(100%, 30rem);
        padding-block: var(--space-2);
        padding-inline: var(--space-5) var(--space-2);
        border-radius: var(--radius);
        background: var(--ink);
        color: var(--paper);
        box-shadow: var(--shadow);
        animation: rise var(--calm);
      }
      .text {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
        padding-block: var(--space-2);
      }
      .button {
        background: none;
        color: inherit;
        padding-inline: var(--space-3);
      }
      .action {
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      :focus-visible {
        outline-color: var(--paper);
        outline-offset: -3px;
      }
      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 12px;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @state() private message: ToastMessage | null = null;

  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Show a message in place of the one before; it goes by itself, except while pointed at or focused. */
  show(message: ToastMessage): void {
    this.message = message;
    this.#wait();
  }

  /** Take the message away. */
  hide(): void {
    clearTimeout(this.#timer);
    this.message = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #wait = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(), toastMilliseconds);
  };

  #stay = (): void => clearTimeout(this.#timer);

  #act = (): void => {
    const run = this.message?.action?.run;
    this.hide();
    run?.();
  };

  protected override render() {
    return html`<div role="status" aria-live="polite">
      ${this.message === null ? nothing : this.#renderMessage(this.message)}
    </div>`;
  }

  #renderMessage({ text, action }: ToastMessage) {
    return html`<div
      class="toast"
      data-testid="toast"
      @pointerenter=${this.#stay}
      @pointerleave=${this.#wait}
      @focusin=${this.#stay}
      @focusout=${this.#wait}
    >
      <span class="text">${text}</span>
      ${
        action === undefined
          ? nothing
          : html`<button class="button action" type="button" @click=${this.#act}>${action.label}</button>`
      }
      <button class="button icon" type="button" aria-label=${msg("Dismiss")} @click=${() => this.hide()}>
        <svg
          width="20"
          height="20"
          viewBox="0 0 24 24"
          stroke="currentColor"
          stroke-width="2"
          aria-hidden="true"
        >
          <path d="M6 6l12 12M18 6 6 18" stroke-linecap="round" />
        </svg>
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-toast": Toast;
  }
}
