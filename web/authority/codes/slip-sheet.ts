import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { formatClaimCode } from "../../../protocol/index.ts";
import type { LanguageTag } from "../../locales/languages.ts";
import { slipWords } from "../../locales/slip-words.ts";
import "../../parts/sized-code.ts";
import { fullMoment } from "../../parts/time-words.ts";
import { sheetStyle } from "../../style/sheet-style.ts";
import { claimLink } from "./claim-link.ts";

/** The paper a slip is printed on: A6, in the corner of an A4 page with lines to cut along, or all of the page in large print. */
export type SlipSize = "a6" | "a4";

/** What stands on a slip. */
export interface Slip {
  /** 12 characters. */
  readonly code: string;
  /** Unix seconds. */
  readonly expires: number;
  /** Where the citizen's page is. */
  readonly origin: string;
}

/**
 * A slip with a claim code, for the person it is given to, in their language: the code to scan and to type, what to do, until when.
 *
 * @element authority-slip
 */
@customElement("authority-slip")
export class SlipSheet extends LitElement {
  static override styles = [
    sheetStyle,
    css`
      .sheet {
        display: flex;
        flex-direction: column;
        padding: calc(15 * var(--mm)) calc(16 * var(--mm));
        font-size: calc(8 * var(--mm));
        line-height: 1.3;
      }
      h2 {
        margin: 0;
        font: 500 calc(13 * var(--mm)) / 1.1 var(--serif);
      }
      .claim {
        margin-block: calc(7 * var(--mm)) calc(6 * var(--mm));
        font:
          600 calc(18.5 * var(--mm)) / 1 ui-monospace,
          "Noto Sans Mono",
          monospace;
        white-space: nowrap;
        direction: ltr;
        text-align: center;
      }
      celadon-sized-code {
        --code-size: calc(84 * var(--mm));
        margin-inline: auto;
      }
      ol {
        display: grid;
        gap: calc(3 * var(--mm));
        margin-block: auto;
      }
      li {
        display: grid;
        grid-template-columns: calc(10 * var(--mm)) 1fr;
      }
      .until {
        font-weight: 600;
      }
      @media print {
        :host([size="a6"]) {
          inline-size: 105mm;
          block-size: 148mm;
          border-inline-end: 0.2mm dashed #000;
          border-block-end: 0.2mm dashed #000;
        }
      }
    `,
  ];

  @property({ attribute: false }) slip!: Slip;
  @property({ attribute: false }) language: LanguageTag = "en";
  @property({ reflect: true }) size: SlipSize = "a6";

  protected override render() {
    const { code, expires, origin } = this.slip;
    const { direction, heading, steps, validUntil, promise, code: label } = slipWords(this.language);
    const moment = fullMoment(expires, { language: this.language, region: navigator.language });
    const [before = "", after = ""] = steps[0]!.split("{address}");
    return html`<article class="sheet" lang=${this.language} dir=${direction}>
      <h2>${heading}</h2>
      <p class="claim" data-testid="slip-code">${formatClaimCode(code)}</p>
      <celadon-sized-code .text=${claimLink(origin, code)} .label=${label}></celadon-sized-code>
      <ol>
        <li>
          <span>1</span><span>${before}<strong dir="ltr">${new URL(origin).host}</strong>${after}</span>
        </li>
        ${steps.slice(1).map((step, index) => html`<li><span>${index + 2}</span><span>${step}</span></li>`)}
      </ol>
      <p class="until">${validUntil.replace("{moment}", moment)}</p>
      <p>${promise}</p>
    </article>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-slip": SlipSheet;
  }
}
