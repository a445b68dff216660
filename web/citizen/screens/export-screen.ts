import { msg, str } from "@lit/localize";
import { css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Visit } from "../../device/device.ts";
import { fullDate, pageReader } from "../../parts/time-words.ts";
import type { TransferScreen } from "../transfer/transfer-screen.ts";
import { companyWords } from "../words/companion-words.ts";
import { placeName } from "../words/place-name.ts";
import { visitTimes } from "../words/visit-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * The diary for the person's own use: as a file that other programs read, and on paper.
 *
 * @element celadon-export
 * @fires act - `export-tokens`, `save-diary`, `print-diary`.
 */
@customElement("celadon-export")
export class ExportScreen extends FramedScreen {
  static override styles = [
    controls,
    transferStyle,
    css`
      .paper {
        display: none;
      }
      @media print {
        .screen {
          display: none;
        }
        .paper {
          display: block;
          color: #000;
          font-size: 10pt;
        }
        table {
          inline-size: 100%;
          border-collapse: collapse;
        }
        th,
        td {
          padding: 2mm 3mm 2mm 0;
          border-block-end: 0.3mm solid #000;
          text-align: start;
          vertical-align: top;
          overflow-wrap: anywhere;
        }
        .figures {
          white-space: nowrap;
        }
        tr {
          break-inside: avoid;
        }
      }
    `,
  ];

  @property({ attribute: false }) screen!: TransferScreen & { at: "export" };
  /** Newest first, an open one included. */
  @property({ attribute: false }) visits: readonly Visit[] = [];
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const isEmpty = this.visits.length === 0;
    return html`<celadon-frame heading=${msg("Your diary, to keep")}>
      <p class="screen">
        ${msg("Nothing is sent. But a file or a sheet of paper is no longer under Celadon's care: it does not age out, and whoever has it can read where you were.")}
      </p>
      <section class="card screen">
        <h2>${msg("As a file")}</h2>
        <p class="soft">
          ${msg("Places, times, notes and warnings, in a form that other programs read (JSON).")}
        </p>
        <label class="tick">
          <input
            type="checkbox"
            data-testid="with-tokens"
            .checked=${this.screen.withTokens}
            @change=${(event: Event) =>
              this.dispatchEvent(
                new ActEvent({
                  do: "export-tokens",
                  withTokens: (event.target as HTMLInputElement).checked,
                }),
              )}
          />
          <span>
            ${msg("The secret numbers of the places, too")}
            <span class="soft">
              ${msg("Whoever has them can look for these places in the public list, as this phone does.")}
            </span>
          </span>
        </label>
        <button
          class="button"
          type="button"
          data-testid="save-diary"
          ?disabled=${isEmpty}
          @click=${this.#act({ do: "save-diary" })}
        >
          ${msg("Save the file")}
        </button>
      </section>
      <section class="card screen">
        <h2>${msg("On paper")}</h2>
        <button
          class="button"
          type="button"
          data-testid="print-diary"
          ?disabled=${isEmpty}
          @click=${this.#act({ do: "print-diary" })}
        >
          ${msg("Print the diary")}
        </button>
      </section>
      ${isEmpty ? html`<p class="screen">${msg("There is nothing in your diary yet.")}</p>` : this.#renderPaper()}
    </celadon-frame>`;
  }

  #renderPaper() {
    const reader = pageReader();
    return html`<section class="paper" data-testid="diary-paper" aria-hidden="true">
      <p>${msg(str`Diary of ${fullDate(this.now, reader)}`)}</p>
      <table>
        <thead>
          <tr>
            <th>${msg("Day")}</th>
            <th>${msg("Time")}</th>
            <th>${msg("Place")}</th>
            <th>${msg("Note")}</th>
          </tr>
        </thead>
        <tbody>
          ${this.visits.map(
            (visit) =>
              html`<tr>
                <td>${fullDate(visit.arrival, reader)}</td>
                <td class="figures">${visitTimes(visit, reader)}</td>
                <td>${placeName(visit.name)}</td>
                <td>${[companyWords(visit), visit.note].filter(Boolean).join("\n")}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `export`. */
export const drawScreen: DrawScreen<"export"> = ({ screen, running: { device }, now }) => {
  const { openVisit, diary } = device;
  return html`<celadon-export
    data-screen="export"
    .screen=${screen}
    .visits=${openVisit === null ? diary : [openVisit, ...diary]}
    .now=${now}
  ></celadon-export>`;
};

declare global {
  interface HTMLElementTagNameMap {
    "celadon-export": ExportScreen;
  }
}
