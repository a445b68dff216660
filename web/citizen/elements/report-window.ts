import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Visit } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";
import { fullDay, inputValue, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { suggestedStart, visitsSince } from "../report-window.ts";
import "../../parts/choice-chips.ts";
import type { ChooseEvent } from "../../parts/choice-chips.ts";

/** These visits were suggested, and the person took the suggestion. */
export class SuggestionEvent extends Event {
  static readonly type = "suggestion";
  readonly visitIds: readonly string[];
  constructor(visitIds: readonly string[]) {
    super(SuggestionEvent.type);
    this.visitIds = visitIds;
  }
}

/**
 * Which visits matter, from the day of the first symptoms or of the test. What is answered here stays here.
 *
 * @element celadon-report-window
 * @fires suggestion
 */
@customElement("celadon-report-window")
export class ReportWindow extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      label {
        display: grid;
        gap: var(--space-2);
        font-weight: 600;
      }
      .button {
        justify-self: start;
      }
    `,
  ];

  /** What can be reported. */
  @property({ attribute: false }) visits: readonly Visit[] = [];
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  @state() private ill: "yes" | "no" | null = null;
  @state() private day = "";

  protected override render() {
    return html`<celadon-choice
        .question=${msg("Have you had symptoms?")}
        .choices=${[
          { value: "yes", label: msg("Yes") },
          { value: "no", label: msg("No") },
        ]}
        .value=${this.ill ?? ""}
        @choose=${(event: ChooseEvent) => (this.ill = event.value === "yes" ? "yes" : "no")}
      ></celadon-choice>
      ${this.ill === null ? nothing : this.#renderDay()}
      <p class="soft">
        ${msg(
          "People can pass it on from about two days before their first symptoms; without symptoms, two days before the test are counted. What you answer here is not stored and not sent.",
        )}
      </p>`;
  }

  #renderDay() {
    const reader = pageReader();
    const start = suggestedStart(this.day);
    const visits = start === null ? [] : visitsSince(this.visits, start);
    return html`<label>
        ${this.ill === "yes" ? msg("Day of the first symptoms") : msg("Day of the test")}
        <input
          class="field"
          type="date"
          data-testid="window-day"
          max=${inputValue(this.now).slice(0, 10)}
          .value=${this.day}
          @change=${(event: Event) => (this.day = (event.target as HTMLInputElement).value)}
        />
      </label>
      ${
        start === null
          ? nothing
          : visits.length === 0
            ? html`<p role="status">${msg(str`No visit since ${fullDay(start, reader)}.`)}</p>`
            : html`<button
                class="button"
                type="button"
                data-testid="take-suggestion"
                @click=${() => this.#take(visits)}
              >
                ${plural(
                  visits.length,
                  msg("one: Choose # visit since {day} | other: Choose # visits since {day}"),
                  { day: fullDay(start, reader) },
                )}
              </button>`
      }`;
  }

  #take(visits: readonly Visit[]): void {
    this.dispatchEvent(new SuggestionEvent(visits.map(({ id }) => id)));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-report-window": ReportWindow;
  }
  interface HTMLElementEventMap {
    suggestion: SuggestionEvent;
  }
}
