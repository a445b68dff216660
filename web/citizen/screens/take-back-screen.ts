import { msg } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../../parts/claim-field.ts";
import type { DeviceErrorCode, DeviceState, ReportedVisit, TakingBackState } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";
import { clockRange, dayWord, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import type { ClaimTypedEvent } from "../../parts/claim-field.ts";
import type { Screen } from "../screen.ts";
import { placeName } from "../words/place-name.ts";
import { visitStatus } from "../words/report-words.ts";
import { returnable, takingBackWords } from "../words/take-back-words.ts";
import { outboxTrouble } from "../words/trouble-words.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Take a sent report back, visit by visit, with a claim code for it; and how far that has come.
 *
 * @element celadon-take-back
 * @fires act
 */
@customElement("celadon-take-back")
export class TakeBackScreen extends FramedScreen {
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
      li + li {
        border-block-start: 1px solid var(--line);
      }
      label,
      .row {
        display: flex;
        align-items: center;
        gap: var(--space-4);
        min-block-size: var(--tap-main);
        padding-block: var(--space-2);
      }
      label {
        cursor: pointer;
      }
      input[type="checkbox"] {
        flex: none;
        inline-size: 26px;
        block-size: 26px;
        margin: 0;
        accent-color: var(--glaze-deep);
      }
      span {
        overflow-wrap: anywhere;
      }
      label > span > span,
      .row > span > span {
        display: block;
      }
      .button {
        justify-self: start;
      }
      .button.first {
        justify-self: stretch;
      }
    `,
  ];

  @property({ attribute: false }) screen!: Screen & { at: "take-back" };
  @property({ attribute: false }) device!: DeviceState;
  /** Why sending pauses; `null` when it does not. */
  @property({ attribute: false }) problem: DeviceErrorCode | null = null;
  @property({ type: Boolean }) busy = false;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const { takingBack, reported } = this.device;
    const open = returnable(this.device);
    const isUnderWay = takingBack !== null && takingBack.step !== "refused" && takingBack.step !== "sent";
    const asks = open.length > 0 && !isUnderWay;
    const chosen = this.screen.chosen.length;
    return html`<celadon-frame heading=${msg("Take a report back")} ?has-foot=${asks}>
      ${takingBack === null ? nothing : this.#renderStand(takingBack)}
      ${
        asks
          ? html`<p>
                ${msg(
                  "If your test was a mistake, the health authority gives you a claim code for taking back. Then everyone who was warned learns that it was withdrawn. What has not left this phone yet is withdrawn at once.",
                )}
              </p>
              <p class="soft">
                ${msg(
                  "It is sent like a report: the claim code, then 32 messages of equal size. Who was warned has seen the warning. What was sent stays on this phone until it ages out.",
                )}
              </p>`
          : nothing
      }
      ${
        reported.length === 0
          ? html`<p>${msg("Nothing was reported from this phone.")}</p>`
          : html`<section class="card" aria-label=${msg("Visits")}>
              <ul>
                ${reported.map((visit) => this.#renderVisit(visit, asks && open.includes(visit)))}
              </ul>
            </section>`
      }
      ${
        asks
          ? html`<celadon-claim-field
                .draft=${this.screen.draft}
                .problem=${this.screen.problem}
                @claim-typed=${this.#typed}
              ></celadon-claim-field>
              <button
                slot="foot"
                class="button first"
                type="button"
                data-testid="take-back-now"
                ?disabled=${this.busy || chosen === 0}
                @click=${this.#act({ do: "take-back-now" })}
              >
                ${
                  chosen === 0
                    ? msg("Choose at least one visit")
                    : plural(chosen, msg("one: Take # visit back | other: Take # visits back"))
                }
              </button>`
          : nothing
      }
    </celadon-frame>`;
  }

  #renderStand(takingBack: TakingBackState) {
    const { stand, line } = takingBackWords(takingBack);
    const { step } = takingBack;
    return html`<section data-testid="taking-back" data-step=${step}>
      <p class="stand figures" role="status">${stand}</p>
      <p>${line}</p>
      ${
        this.problem !== null && (step === "claiming" || step === "sending")
          ? html`<p>${outboxTrouble(this.problem)}</p>`
          : nothing
      }
      ${
        step === "claiming"
          ? html`<button class="button" type="button" @click=${this.#act({ do: "take-back-cancel" })}>
              ${msg("Leave it")}
            </button>`
          : nothing
      }
    </section>`;
  }

  #renderVisit(visit: ReportedVisit, isOpen: boolean) {
    const reader = pageReader();
    const words = html`<span>
      <span>${placeName(visit.name)}</span>
      <span class="soft figures">
        ${dayWord(visit.arrival, this.now, reader)}, ${clockRange(visit.arrival, visit.leaving, reader)}
      </span>
      <span class="soft">${visitStatus(visit.status)}</span>
    </span>`;
    return html`<li data-testid="reported-visit" data-status=${visit.status}>
      ${
        isOpen
          ? html`<label>
              <input
                type="checkbox"
                .checked=${this.screen.chosen.includes(visit.visitId)}
                @change=${(event: Event) =>
                  this.#toggle(visit.visitId, (event.target as HTMLInputElement).checked)}
              />
              ${words}
            </label>`
          : html`<div class="row">${words}</div>`
      }
    </li>`;
  }

  #toggle(id: string, isChosen: boolean): void {
    const others = this.screen.chosen.filter((each) => each !== id);
    const chosen = isChosen ? [...others, id] : others;
    this.dispatchEvent(new ActEvent({ do: "take-back-choose", chosen }));
  }

  #typed = ({ draft }: ClaimTypedEvent): void => {
    this.dispatchEvent(new ActEvent({ do: "take-back-typed", draft }));
  };

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `take-back`. */
export const drawScreen: DrawScreen<"take-back"> = ({ running, screen, now }) =>
  html`<celadon-take-back
    data-screen="take-back"
    .screen=${screen}
    .device=${running.device}
    .problem=${running.outboxProblem}
    ?busy=${running.busy}
    .now=${now}
  ></celadon-take-back>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-take-back": TakeBackScreen;
  }
}
