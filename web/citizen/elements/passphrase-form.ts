import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";

/** A passphrase was typed. */
export class PassphraseEvent extends Event {
  static readonly type = "passphrase";
  readonly passphrase: string;
  constructor(passphrase: string) {
    super(PassphraseEvent.type);
    this.passphrase = passphrase;
  }
}

/**
 * A field for a passphrase, which can be shown, and its button. What was typed is in the field and nowhere else, and goes when it is
 * used.
 *
 * To the browser it is a text that it must not remember, and no password: browsers keep passwords, copy them to their makers, and
 * Chromium asks its maker about every password field.
 *
 * @element celadon-passphrase
 * @fires passphrase
 */
@customElement("celadon-passphrase")
export class PassphraseForm extends LitElement {
  static override styles = [
    controls,
    css`
      form {
        display: grid;
        gap: var(--space-3);
      }
      label {
        font-weight: 600;
      }
      .row {
        display: flex;
        gap: var(--space-2);
      }
      [data-hidden] {
        -webkit-text-security: disc;
      }
      .row .field {
        flex: 1;
        min-inline-size: 0;
      }
      progress {
        inline-size: 100%;
        block-size: 8px;
        accent-color: var(--glaze-deep);
      }
    `,
  ];

  @property() label = "";
  /** What the button says. */
  @property() action = "";
  @property({ type: Boolean }) busy = false;
  /** 0 to 1; `null` when nothing is worked on. */
  @property({ attribute: false }) progress: number | null = null;

  @state() private visible = false;
  @query("input") private field!: HTMLInputElement;

  /** Put the focus into the field. */
  override focus(): void {
    this.field.focus();
  }

  protected override render() {
    return html`<form @submit=${this.#submit}>
      <label for="passphrase">${this.label}</label>
      <div class="row">
        <input
          id="passphrase"
          class="field"
          data-testid="passphrase"
          type="text"
          ?data-hidden=${!this.visible}
          autocomplete="off"
          autocorrect="off"
          autocapitalize="off"
          spellcheck="false"
          required
          ?readonly=${this.busy}
        />
        <button
          class="button"
          type="button"
          aria-pressed=${this.visible}
          @click=${() => (this.visible = !this.visible)}
        >
          ${this.visible ? msg("Hide") : msg("Show")}
        </button>
      </div>
      ${
        this.progress === null
          ? nothing
          : html`<progress max="1" .value=${this.progress} aria-label=${msg("Working on it")}></progress>`
      }
      <button class="button first" type="submit" data-testid="passphrase-go" ?disabled=${this.busy}>
        ${this.busy ? msg("One moment …") : this.action}
      </button>
    </form>`;
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    const passphrase = this.field.value;
    this.field.value = "";
    this.visible = false;
    this.dispatchEvent(new PassphraseEvent(passphrase));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-passphrase": PassphraseForm;
  }
  interface HTMLElementEventMap {
    passphrase: PassphraseEvent;
  }
}
