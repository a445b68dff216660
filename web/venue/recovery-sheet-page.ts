import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { fullDate, longDuration, pageReader } from "../parts/time-words.ts";
import { encodeRecoverySheet, type RecoverySheet, sheetGroups } from "./recovery-sheet.ts";
import { isLongName } from "../parts/place-name.ts";
import { sheetStyle } from "../style/sheet-style.ts";
import "../parts/sized-code.ts";

/**
 * The recovery sheet as it is printed.
 *
 * @element venue-recovery-sheet
 */
@customElement("venue-recovery-sheet")
export class RecoverySheetPage extends LitElement {
  static override styles = [
    sheetStyle,
    css`
      .sheet {
        display: flex;
        flex-direction: column;
        gap: calc(9 * var(--mm));
      }
      .kind {
        font-size: calc(5 * var(--mm));
      }
      .name {
        margin-block-start: calc(2 * var(--mm));
        font-size: calc(12 * var(--mm));
      }
      .name.long {
        font-size: calc(9 * var(--mm));
      }
      .top {
        display: flex;
        gap: calc(14 * var(--mm));
        align-items: start;
      }
      celadon-sized-code {
        --code-size: calc(64 * var(--mm));
        flex: none;
      }
      dl {
        display: grid;
        gap: calc(4 * var(--mm));
      }
      dt {
        font-size: calc(4 * var(--mm));
      }
      dd {
        font: 500 calc(5.6 * var(--mm)) / 1.25 var(--serif);
        overflow-wrap: anywhere;
      }
      .groups {
        display: grid;
        grid-template-columns: repeat(6, auto);
        justify-content: space-between;
        gap: calc(3 * var(--mm)) calc(4 * var(--mm));
        padding-block: calc(5 * var(--mm));
        border-block: calc(0.3 * var(--mm)) solid #000;
        font:
          500 calc(6.4 * var(--mm)) / 1.2 ui-monospace,
          "Noto Sans Mono",
          "DejaVu Sans Mono",
          monospace;
        letter-spacing: 0.04em;
      }
      ul {
        display: grid;
        gap: calc(3 * var(--mm));
      }
    `,
  ];

  @property({ attribute: false }) sheet: RecoverySheet | null = null;
  @property({ attribute: "region-name" }) regionName = "";
  /** The venue page's plain address. */
  @property() address = "";
  /** When it was made, Unix seconds. */
  @property({ type: Number }) made = 0;

  protected override render() {
    const { sheet } = this;
    if (sheet === null) return html``;
    const text = encodeRecoverySheet(sheet);
    return html`<article class="sheet">
      <div>
        <p class="kind">${msg("Recovery sheet of")}</p>
        <p class="name ${isLongName(sheet.name) ? "long" : ""}" dir="auto">${sheet.name}</p>
      </div>
      <div class="top">
        <celadon-sized-code bleeds .text=${text} label=${msg("The sheet’s code")}></celadon-sized-code>
        <dl>
          <div>
            <dt>${msg("Made on")}</dt>
            <dd>${fullDate(this.made, pageReader())}</dd>
          </div>
          <div>
            <dt>${msg("A scan counts for")}</dt>
            <dd>${longDuration(sheet.stayMinutes * 60)}</dd>
          </div>
          <div>
            <dt>${msg("Region")}</dt>
            <dd dir="auto">${this.regionName}</dd>
          </div>
        </dl>
      </div>
      <div class="groups" dir="ltr">${sheetGroups(text).map((group) => html`<span>${group}</span>`)}</div>
      <ul>
        <li>
          ${msg(html`To bring the display back, open <strong dir="ltr">${this.address}</strong>, tap <strong>I have a recovery sheet</strong>, and hold the camera over the code or type the letters above.`)}
        </li>
        <li>
          ${msg("You need it on another device, when this browser is emptied, and when the programme is extended.")}
        </li>
        <li>
          ${msg("Keep it locked away, and let nobody photograph it. Whoever has it can make this place’s codes, past ones too. No copy exists.")}
        </li>
      </ul>
    </article>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-recovery-sheet": RecoverySheetPage;
  }
}
