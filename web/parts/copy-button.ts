import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { announce } from "./announce.ts";
import { icon } from "./mark.ts";
import { controls } from "../style/controls.ts";

const copiedMilliseconds = 4_000;

/**
 * A button that copies a text. Where the browser does not allow it, the text is shown, selected, to copy by hand.
 *
 * @element celadon-copy
 */
@customElement("celadon-copy")
export class CopyButton extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: inline-block;
      }
      .button {
        inline-size: 100%;
        font-size: inherit;
      }
      .button.quiet {
        background: none;
        color: inherit;
        font-weight: 400;
        padding-inline: var(--space-3);
        text-decoration: underline;
        text-underline-offset: 3px;
        text-decoration-color: var(--line);
      }
      dialog {
        inline-size: min(32rem, calc(100vw - 2 * var(--space-4)));
        padding: var(--space-5);
        border: 0;
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink);
        box-shadow:
          0 0 0 1px var(--line),
          0 16px 64px rgb(0 0 0 / 40%);
        font: 400 var(--text) / 1.45 var(--sans);
      }
      /* A code behind it stays as bright as it was. */
      dialog::backdrop {
        background: none;
      }
      .inside {
        display: grid;
        gap: var(--space-4);
      }
      textarea.field {
        block-size: 10rem;
        overflow-wrap: anywhere;
        resize: vertical;
      }
    `,
  ];

  /** What is copied. */
  @property() text = "";
  /** What the button says; "Copy the text" when nothing else is given. */
  @property() label: string | null = null;
  /** Looks like small print rather than like a button. */
  @property({ type: Boolean }) quiet = false;

  @state() private copied = false;
  @state() private byHand = false;
  @query("dialog") private dialog!: HTMLDialogElement | null;
  @query("textarea") private area!: HTMLTextAreaElement | null;

  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.text);
    } catch {
      this.byHand = true;
      await this.updateComplete;
      this.dialog?.showModal();
      this.area?.select();
      return;
    }
    this.copied = true;
    announce(msg("Copied"));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.copied = false;
    }, copiedMilliseconds);
  };

  protected override render() {
    return html`<button
        class="button ${this.quiet ? "quiet" : ""}"
        type="button"
        @click=${() => void this.#copy()}
      >
        ${this.copied ? html`${icon("tick")} ${msg("Copied")}` : (this.label ?? msg("Copy the text"))}
      </button>
      ${this.byHand ? this.#renderDialog() : nothing}`;
  }

  #renderDialog() {
    return html`<dialog aria-labelledby="title" @close=${() => (this.byHand = false)}>
      <form class="inside" method="dialog">
        <h2 id="title">${msg("This browser does not let pages copy. Copy it by hand.")}</h2>
        <textarea class="field" readonly aria-label=${msg("The text")} .value=${this.text}></textarea>
        <button class="button">${msg("Close")}</button>
      </form>
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-copy": CopyButton;
  }
}
