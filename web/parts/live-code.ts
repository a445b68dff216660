import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { intervalSeconds } from "../../protocol/index.ts";
import type { ShownCode } from "../device/shown-code.ts";
import { qrModules } from "./qr-code.ts";
import "./sized-code.ts";

/**
 * The code that a place shows now, black on white whatever the theme, and how long it lasts: a quiet bar and the minutes.
 *
 * @element celadon-live-code
 * @cssprop --code-size - Length of the side of the black part; it may be reckoned with `--modules`, their number on it.
 */
@customElement("celadon-live-code")
export class LiveCode extends LitElement {
  static override styles = css`
    :host {
      display: grid;
      justify-items: center;
      padding: 0 0 2.4vmin;
      border-radius: 4vmin;
      background: #fff;
      color: #3f4c47;
      overflow: clip;
      box-shadow: var(--shadow);
      forced-color-adjust: none;
    }
    .life {
      inline-size: var(--code-size);
      block-size: max(6px, 0.9vmin);
      margin-block: 0 1.4vmin;
      border-radius: 999px;
      background: #ece9e0;
      overflow: hidden;
    }
    .bar {
      block-size: 100%;
      border-radius: inherit;
      background: #8fb5ab;
      transform: scaleX(var(--left, 1));
      transform-origin: 0 50%;
    }
    .bar:dir(rtl) {
      transform-origin: 100% 50%;
    }
    p {
      margin: 0;
      font-variant-numeric: tabular-nums;
    }
  `;

  @property({ attribute: false }) code!: ShownCode & { readonly kind: "showing" };
  /** What the picture is, for those who cannot see it. */
  @property() label = "";
  /** Unix seconds; given every second. */
  @property({ type: Number }) now = 0;

  @query(".bar") private bar!: HTMLElement;

  #measured = "";

  protected override willUpdate(): void {
    const { text } = this.code;
    if (text === this.#measured) return;
    this.#measured = text;
    this.style.setProperty("--modules", String(qrModules(text, "L").size));
  }

  protected override updated(): void {
    const left = Math.min(1, (this.code.until - this.now) / intervalSeconds);
    this.bar.style.setProperty("--left", String(left));
  }

  protected override render() {
    const seconds = Math.max(0, this.code.until - this.now);
    const left = html`<span dir="ltr"
      >${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}</span
    >`;
    return html`
      <celadon-sized-code
        data-testid="display-code"
        correct="L"
        .text=${this.code.text}
        .label=${this.label}
      ></celadon-sized-code>
      <div class="life" aria-hidden="true"><div class="bar"></div></div>
      <p>${this.code.last ? msg(html`Last code, for ${left}`) : msg(html`New code in ${left}`)}</p>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-live-code": LiveCode;
  }
}
