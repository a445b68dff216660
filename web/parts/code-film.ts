import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "./qr-code.ts";
import { WakeLock } from "./wake-lock.ts";
import { controls } from "../style/controls.ts";

/** How long a code stands, ms: a camera looks about eight times a second. */
const standMilliseconds = 160;
/** The same for cameras that cannot follow. */
const slowMilliseconds = 400;

/**
 * Codes for another device's camera, one after the other and again from the first, as large as the column.
 *
 * @element celadon-code-film
 */
@customElement("celadon-code-film")
export class CodeFilm extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      .white {
        inline-size: min(100%, 62dvh);
        margin-inline: auto;
        padding: var(--space-2);
        border-radius: var(--radius-s);
        background: #fff;
      }
      .row {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
      }
    `,
  ];

  /** From `encodeFrames`. */
  @property({ attribute: false }) texts: readonly string[] = [];
  /** What is shown, for those who cannot see it. */
  @property() label = "";

  @state() private at = 0;
  @state() private slow = false;

  /** A screen that goes dark in the middle would cut the transfer off. */
  protected readonly wakeLock = new WakeLock(this);
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#run();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  #run(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(
      () => {
        if (this.texts.length > 1) this.at = (this.at + 1) % this.texts.length;
      },
      this.slow ? slowMilliseconds : standMilliseconds,
    );
  }

  protected override render() {
    const { texts, at } = this;
    return html`<div class="white">
        <celadon-qr
          data-testid="code-film"
          correct="L"
          .text=${texts[at % Math.max(1, texts.length)] ?? ""}
          .label=${this.label}
        ></celadon-qr>
      </div>
      ${
        texts.length < 2
          ? nothing
          : html`<div class="row">
              <p class="soft figures" aria-hidden="true">${msg(str`Part ${at + 1} of ${texts.length}`)}</p>
              <button class="button" type="button" aria-pressed=${this.slow} @click=${this.#changePace}>
                ${msg("Slower")}
              </button>
            </div>`
      }`;
  }

  #changePace = (): void => {
    this.slow = !this.slow;
    this.#run();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-code-film": CodeFilm;
  }
}
