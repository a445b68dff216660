import { msg, str } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../../parts/choice-chips.ts";
import "../elements/companions-field.ts";
import { clockTime, dayWord, inputMoment, inputValue, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { CompanionsEvent } from "../elements/companions-field.ts";
import type { ChooseEvent } from "../../parts/choice-chips.ts";
import type { Screen } from "../screen.ts";
import { arrivalChoices, stayChoices } from "../words/stay-choices.ts";
import { rememberedCompanions } from "../words/companion-words.ts";
import { endingWords } from "../words/ending-words.ts";
import { placeName } from "../words/place-name.ts";
import { placeRegion } from "../words/region-words.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * The place and the time, large; how long; and with printed passes whether one came earlier.
 *
 * @element celadon-confirm
 * @fires act - `choose-stay`, `choose-arrival`, `check-in`.
 */
@customElement("celadon-confirm")
export class ConfirmScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      .place {
        padding-block: var(--space-3) var(--space-2);
      }
      .name {
        font: 500 clamp(2rem, 10vw, var(--text-xxl)) / 1.06 var(--serif);
        overflow-wrap: anywhere;
      }
      .when {
        font: 500 var(--text-l) / 1.3 var(--serif);
        color: var(--ink-soft);
        margin-block-start: var(--space-2);
      }
      .exact {
        display: grid;
        gap: var(--space-2);
        margin-block-start: var(--space-3);
      }
      .ends {
        padding-block-start: var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) screen!: Screen & { at: "confirm" };
  /** What it means that the place is in another region; `null` at home. */
  @property({ attribute: false }) region: ReturnType<typeof placeRegion> = null;
  /** What happens to the visit that is open; `null` for none. */
  @property({ attribute: false }) ends: ReturnType<typeof endingWords> = null;
  /** Since when one is checked in at this very place, Unix seconds; `null` when one is not. */
  @property({ attribute: false }) hereSince: number | null = null;
  /** The code is good for longer than the one that was scanned first. */
  @property({ type: Boolean, attribute: "reaches-further" }) reachesFurther = false;
  /** Who was named before; `null` when nobody can be named, as the diary is locked. */
  @property({ attribute: false }) remembered: readonly string[] | null = null;
  @property({ type: Boolean }) busy = false;

  @state() private exact = false;

  protected override render() {
    return this.hereSince === null ? this.#renderQuestion() : this.#renderHere(this.hereSince);
  }

  #renderHere(since: number) {
    return html`<celadon-frame heading=${msg("You are here already")} has-foot>
      <div class="place">
        <p class="name" data-testid="place-name">${placeName(this.screen.place.name)}</p>
        <p class="when figures" data-testid="here-since">
          ${msg(str`You are checked in here since ${clockTime(since, pageReader())}.`)}
        </p>
      </div>
      <p class="soft">${msg("There is nothing to do: the visit goes on.")}</p>
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="stay-here"
        @click=${() => this.#say({ do: "back-to", depth: 0 })}
      >
        ${msg("Stay")}
      </button>
      ${
        this.reachesFurther
          ? html`<button
              slot="foot"
              class="button"
              type="button"
              data-testid="stay-longer"
              ?disabled=${this.busy}
              @click=${() => this.#say({ do: "check-in" })}
            >
              ${msg("Stay longer")}
            </button>`
          : nothing
      }
      <button
        slot="foot"
        class="button"
        type="button"
        data-testid="leave-here"
        ?disabled=${this.busy}
        @click=${() => this.#say({ do: "leave" })}
      >
        ${msg("Leave")}
      </button>
    </celadon-frame>`;
  }

  #renderQuestion() {
    const { place, arrival, readAt, stayMinutes } = this.screen;
    const reader = pageReader();
    const arrived = arrival ?? Math.max(readAt, place.earliestArrival);
    const stays = stayChoices(readAt, place.latestLeaving, place.defaultStayMinutes, reader);
    const arrivals = arrivalChoices(readAt, place.earliestArrival, reader);
    const chosen = arrivals.findIndex((choice) => choice.arrival === arrival);
    return html`<celadon-frame heading=${msg("Check in?")} has-foot>
      <div class="place">
        <p class="name" data-testid="place-name">${placeName(place.name)}</p>
        <p class="when figures" data-testid="place-when">
          ${
            arrival === null
              ? msg(str`${dayWord(arrived, readAt, reader)}, now, ${clockTime(arrived, reader)}`)
              : msg(str`${dayWord(arrived, readAt, reader)}, from ${clockTime(arrived, reader)}`)
          }
        </p>
      </div>
      ${
        this.region === null
          ? nothing
          : html`<p data-testid="place-region"><strong>${this.region.what}</strong> ${this.region.todo}</p>`
      }
      ${
        arrivals.length === 0
          ? nothing
          : html`<div>
              <celadon-choice
                data-testid="arrival"
                question=${msg("When did you come?")}
                .choices=${[
                  ...arrivals.map(({ label }, index) => ({ value: String(index), label })),
                  { value: "exact", label: msg("Another time") },
                ]}
                .value=${this.exact || chosen < 0 ? "exact" : String(chosen)}
                @choose=${(event: ChooseEvent) => this.#chooseArrival(event.value, arrivals[Number(event.value)]?.arrival)}
              ></celadon-choice>
              ${this.exact ? this.#renderExact(arrived) : nothing}
            </div>`
      }
      <celadon-choice
        data-testid="stay"
        question=${msg("How long will you stay?")}
        .choices=${stays.map(({ minutes, label }) => ({ value: String(minutes), label }))}
        .value=${String(Math.min(stayMinutes, stays.at(-1)!.minutes))}
        @choose=${(event: ChooseEvent) => this.#say({ do: "choose-stay", minutes: Number(event.value) })}
      ></celadon-choice>
      <p class="soft ends">
        ${msg("The visit ends then by itself, or when you tap Leave, or when you scan at the next place.")}
        ${place.kind === "gathering" ? msg("In a small group people can guess who it was, if someone reports.") : nothing}
        ${this.ends === null || this.ends.asks ? nothing : html`<strong>${this.ends.text}</strong>`}
      </p>
      ${
        this.remembered === null
          ? nothing
          : html`<celadon-companions
              .companions=${this.screen.companions}
              .remembered=${this.remembered}
              @companions=${({ companions }: CompanionsEvent) => this.#say({ do: "choose-companions", companions })}
            ></celadon-companions>`
      }
      ${this.ends?.asks === true ? html`<p data-testid="asks-to-end">${this.ends.text}</p>` : nothing}
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="check-in"
        ?disabled=${this.busy}
        @click=${() => this.#say({ do: "check-in" })}
      >
        ${this.ends?.asks === true ? msg("End it and check in") : msg("Check in")}
      </button>
      ${
        this.ends?.asks === true
          ? html`<button
              slot="foot"
              class="button"
              type="button"
              data-testid="keep-visit"
              @click=${() => this.#say({ do: "back-to", depth: 0 })}
            >
              ${msg("Stay where I am")}
            </button>`
          : nothing
      }
    </celadon-frame>`;
  }

  #renderExact(arrived: number) {
    const { place, readAt } = this.screen;
    return html`<div class="exact">
      <label for="exact">${msg("Time you came")}</label>
      <input
        class="field figures"
        id="exact"
        type="datetime-local"
        min=${inputValue(place.earliestArrival)}
        max=${inputValue(readAt)}
        .value=${inputValue(arrived)}
        @change=${this.#exactChange}
      />
    </div>`;
  }

  #chooseArrival(value: string, arrival: number | null | undefined): void {
    this.exact = value === "exact";
    if (arrival !== undefined) this.#say({ do: "choose-arrival", arrival });
  }

  #exactChange = (event: Event): void => {
    const moment = inputMoment((event.target as HTMLInputElement).value);
    if (moment === null) return;
    const { place, readAt } = this.screen;
    const arrival = Math.min(readAt, Math.max(place.earliestArrival, moment));
    this.#say({ do: "choose-arrival", arrival });
  };

  #say(act: ConstructorParameters<typeof ActEvent>[0]): void {
    this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `confirm`. */
export const drawScreen: DrawScreen<"confirm"> = ({ running: { device, busy }, screen }) =>
  html`<celadon-confirm
    data-screen="confirm"
    .screen=${screen}
    .region=${placeRegion(device, screen.place.regionId)}
    .ends=${endingWords(device, pageReader())}
    .hereSince=${screen.place.isHere ? (device.openVisit?.arrival ?? null) : null}
    ?reaches-further=${screen.place.latestLeaving > (device.openVisit?.latestLeaving ?? 0)}
    .remembered=${device.lock.is === "locked" ? null : rememberedCompanions(device)}
    ?busy=${busy}
  ></celadon-confirm>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-confirm": ConfirmScreen;
  }
}
