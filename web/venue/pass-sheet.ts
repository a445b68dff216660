import { msg, str } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../parts/sized-code.ts";
import { passHours, passDay } from "./pass-words.ts";
import type { PrintedPass } from "./printed-pass.ts";
import { isLongName } from "../parts/place-name.ts";
import { sheetStyle } from "../style/sheet-style.ts";

/**
 * A printed pass: name, day in words, code at 80 mm, three steps, nothing else.
 *
 * @element venue-pass-sheet
 */
@customElement("venue-pass-sheet")
export class PassSheet extends LitElement {
  static override styles = [
    sheetStyle,
    css`
      .sheet {
        display: flex;
        flex-direction: column;
        padding-block-start: calc(26 * var(--mm));
      }
      .day {
        margin-block-start: calc(5 * var(--mm));
        font: 400 calc(8 * var(--mm)) / 1.25 var(--serif);
      }
      .hours {
        font-size: calc(5.4 * var(--mm));
      }
      celadon-sized-code {
        --code-size: calc(80 * var(--mm));
        margin-block: calc(18 * var(--mm));
      }
      ol {
        display: grid;
        margin-block-start: auto;
        padding-block-end: calc(6 * var(--mm));
        gap: calc(5.5 * var(--mm));
        font-size: calc(7 * var(--mm));
        line-height: 1.3;
      }
      .sentence {
        display: inline-block;
      }
      li {
        display: grid;
        grid-template-columns: calc(13 * var(--mm)) 1fr;
        align-items: baseline;
      }
      .number {
        font: 500 calc(10 * var(--mm)) / 1 var(--serif);
      }
    `,
  ];

  /** The place's name. */
  @property() name = "";
  @property({ attribute: false }) pass: PrintedPass | null = null;
  /** The citizen page's plain address. */
  @property() address = "";

  protected override render() {
    const { pass } = this;
    if (pass === null) return html``;
    const hours = passHours(pass);
    return html`<article class="sheet">
      <p class="name ${isLongName(this.name) ? "long" : ""}" dir="auto">${this.name}</p>
      <p class="day">${passDay(pass)}</p>
      <p class="hours">${hours}</p>
      <celadon-sized-code
        bleeds
        .text=${pass.text}
        .label=${msg(str`Code of ${this.name}`)}
      ></celadon-sized-code>
      <ol>
        <li>
          <span class="number">1</span
          ><span>${msg(html`Open <strong dir="ltr">${this.address}</strong>`)}</span>
        </li>
        <li><span class="number">2</span><span>${msg(html`Tap <strong>Scan a code</strong>`)}</span></li>
        <li>
          <span class="number">3</span
          ><span
            ><span class="sentence">${msg("You are checked in.")}</span>
            <span class="sentence">${msg("Nobody here knows who you are.")}</span></span
          >
        </li>
      </ol>
    </article>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-pass-sheet": PassSheet;
  }
}
