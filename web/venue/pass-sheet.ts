import { msg, str } from "@lit/localize";
import { LitElement, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { isLongName } from "../parts/place-name.ts";
import "../parts/sized-code.ts";
import { type PassFormat, passesOnPage } from "./pass-format.ts";
import { passSheetStyle } from "./pass-sheet-style.ts";
import { passDay, passHours } from "./pass-words.ts";
import type { PrintedPass } from "./printed-pass.ts";
import { sheetStyle } from "../style/sheet-style.ts";

/**
 * A page of printed passes of one day: name, day in words, code, what to do, nothing else.
 *
 * @element venue-pass-sheet
 */
@customElement("venue-pass-sheet")
export class PassSheet extends LitElement {
  static override styles = [sheetStyle, passSheetStyle];

  /** The place's name. */
  @property() name = "";
  @property({ attribute: false }) pass: PrintedPass | null = null;
  /** The citizen page's plain address. */
  @property() address = "";
  @property() format: PassFormat = "a4";

  protected override render() {
    const { pass, format } = this;
    if (pass === null) return html``;
    const copies = Array.from({ length: passesOnPage[format] }, (_, copy) => copy > 0);
    // To a screen reader the page says once what it says to the eye on each of its parts.
    return html`<article class="sheet ${format}">
      ${copies.map(
        (again) =>
          html`<section class="face" aria-hidden=${again ? "true" : "false"}>
            ${this.#renderFace(pass)}
          </section>`,
      )}
    </article>`;
  }

  #renderFace(pass: PrintedPass) {
    const isSlip = this.format === "slips";
    return html`<div class="words">
        <p class="name ${isLongName(this.name) ? "long" : ""}" dir="auto">${this.name}</p>
        <p class="day">${passDay(pass)}<br /><span class="hours">${passHours(pass)}</span></p>
        ${isSlip ? this.#renderSlip() : ""}
      </div>
      <celadon-sized-code
        class="code"
        bleeds
        .text=${pass.text}
        .label=${msg(str`Code of ${this.name}`)}
      ></celadon-sized-code>
      ${isSlip ? "" : this.#renderSteps()}`;
  }

  #renderSlip() {
    return html`<div class="slip">
      <p>${msg("I was here from ……… to ………")}</p>
      <p>
        ${msg(html`Keep this slip for two weeks. Any phone can look it up, without a trace: open <strong dir="ltr">${this.address}</strong>, then <strong>Check a paper slip</strong>.`)}
      </p>
    </div>`;
  }

  #renderSteps() {
    return html`<ol class="steps">
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
    </ol>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-pass-sheet": PassSheet;
  }
}
