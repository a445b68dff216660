import { msg, str } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { DeviceErrorCode, ReportState } from "../../device/device.ts";
import { clockRange, clockTime, dayWord, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import { visitStatus } from "../words/report-words.ts";
import { claimRefused, outboxTrouble } from "../words/trouble-words.ts";
import { placeName } from "../words/place-name.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { plural } from "../../parts/plural.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * How far a report has come, and afterwards what became of it.
 *
 * @element celadon-report-progress
 * @fires act - `check-now`, `cancel-report`, `another-code`, `open-take-back`.
 */
@customElement("celadon-report-progress")
export class ReportProgressScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      section {
        display: grid;
        gap: var(--space-2);
      }
      .stand {
        font: 500 var(--text-l) / 1.3 var(--serif);
      }
      progress {
        inline-size: 100%;
        block-size: 10px;
        accent-color: var(--glaze-deep);
      }
      li {
        overflow-wrap: anywhere;
        display: grid;
        gap: 2px;
        padding-block: var(--space-3);
      }
      li + li {
        border-block-start: 1px solid var(--line);
      }
      .status {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) report: ReportState | null = null;
  /** Why sending pauses; `null` when it does not. */
  @property({ attribute: false }) problem: DeviceErrorCode | null = null;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  /** A sync is under way. */
  @property({ type: Boolean }) checking = false;

  protected override render() {
    return html`<celadon-frame heading=${msg("Your report")}>
      ${this.report === null ? html`<p>${msg("There is no report.")}</p>` : this.#renderReport(this.report)}
    </celadon-frame>`;
  }

  #renderReport(report: ReportState) {
    const waiting = report.step === "claiming" || report.step === "sending";
    return html`
      <section data-testid="report-progress" data-step=${report.step}>
        ${this.#renderStep(report)}
        ${
          waiting && this.problem !== null
            ? html`<p data-testid="outbox-trouble">${outboxTrouble(this.problem)}</p>`
            : nothing
        }
      </section>
      ${report.step === "refused" ? nothing : this.#renderVisits(report)}
      ${
        report.leftOver === 0 || report.step === "refused"
          ? nothing
          : html`<p>
              ${plural(
                report.leftOver,
                msg(
                  "one: One visit, or a part of one, did not fit. Another claim code takes what is left. | other: # visits, or parts, did not fit. Another claim code takes what is left.",
                ),
              )}
            </p>`
      }
      ${
        waiting
          ? html`<div>
              <button
                class="button"
                type="button"
                @click=${() => this.dispatchEvent(new ActEvent({ do: "cancel-report" }))}
              >
                ${report.step === "claiming" ? msg("Do not send it") : msg("Stop sending")}
              </button>
            </div>`
          : nothing
      }
      ${
        report.step === "sending" || report.step === "sent"
          ? html`<div>
              <button
                class="button"
                type="button"
                data-testid="take-back"
                @click=${() => this.dispatchEvent(new ActEvent({ do: "open-take-back" }))}
              >
                ${msg("Take it back")}
              </button>
            </div>`
          : nothing
      }
    `;
  }

  #renderStep(report: ReportState) {
    switch (report.step) {
      case "claiming":
        return html`<p class="stand" role="status">${msg("Asking the server to take the claim code …")}</p>
          <p class="soft">${msg("Nothing about any visit has been sent.")}</p>`;
      case "refused":
        return this.#renderRefused(report);
      case "sending":
        return html`<p class="stand figures" role="status">
            ${msg(str`${report.sent} of ${report.total} messages sent`)}
          </p>
          <progress aria-label=${msg("Messages sent")} max=${report.total} .value=${report.sent}></progress>
          <p class="soft figures">
            ${
              report.lastDue > this.now
                ? msg(str`The last one is due at ${clockTime(report.lastDue, pageReader())}.`)
                : msg("The last ones are leaving.")
            }
            ${msg("You need not wait: what has not left when you close Celadon leaves when you open it again.")}
          </p>`;
      case "sent": {
        const awaited = report.visits.some(({ status }) => status === "sent");
        return html`<p class="stand" role="status">${msg("All sent. Thank you.")}</p>
          <p class="soft">
            ${
              awaited
                ? msg("When the next lists come, this page looks for your visits in them and tells you here.")
                : msg("You can see below what became of each visit.")
            }
          </p>
          ${
            awaited
              ? html`<div>
                  <button
                    class="button"
                    type="button"
                    data-testid="check-now"
                    ?disabled=${this.checking}
                    @click=${() => this.dispatchEvent(new ActEvent({ do: "check-now" }))}
                  >
                    ${this.checking ? msg("Checking …") : msg("Check now")}
                  </button>
                </div>`
              : nothing
          }`;
      }
    }
  }

  #renderRefused(report: ReportState & { step: "refused" }) {
    const { what, todo } = claimRefused(report.reason);
    const chosen = report.visits.map(({ visitId }) => visitId);
    return html`<p class="stand" role="alert">${what}</p>
      <p>${todo}</p>
      <p class="soft">${msg("Nothing about any visit was sent. Your choice of visits is kept.")}</p>
      <div>
        <button
          class="button"
          type="button"
          data-testid="another-code"
          @click=${() => this.dispatchEvent(new ActEvent({ do: "another-code", chosen }))}
        >
          ${msg("Try another code")}
        </button>
      </div>`;
  }

  #renderVisits(report: ReportState) {
    const reader = pageReader();
    return html`<section class="card" aria-label=${msg("Visits")}>
      <ul>
        ${report.visits.map(
          (visit) =>
            html`<li data-testid="reported-visit" data-status=${visit.status}>
              <div>
                ${placeName(visit.name)}
                <div class="soft figures">
                  ${dayWord(visit.arrival, this.now, reader)},
                  ${clockRange(visit.arrival, visit.leaving, reader)}
                </div>
              </div>
              <span class=${visit.status === "published" ? "status" : "soft"}
                >${visitStatus(visit.status)}</span
              >
            </li>`,
        )}
      </ul>
    </section>`;
  }
}

/** The screen `report-progress`. */
export const drawScreen: DrawScreen<"report-progress"> = ({ running, now }) =>
  html`<celadon-report-progress
    data-screen="report-progress"
    .report=${running.device.report}
    .problem=${running.outboxProblem}
    ?checking=${running.checking !== null}
    .now=${now}
  ></celadon-report-progress>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-report-progress": ReportProgressScreen;
  }
}
