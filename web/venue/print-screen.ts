import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../parts/screen-frame.ts";
import { fullDay, pageReader } from "../parts/time-words.ts";
import { controls } from "../style/controls.ts";
import "../parts/copy-button.ts";
import { fieldStyle } from "../style/field-style.ts";
import { localDayOf } from "../parts/local-day.ts";
import { Paper } from "../parts/paper.ts";
import { type PassFormat, passFormats, passFormatWords } from "./pass-format.ts";
import "./pass-sheet.ts";
import { passDay, passHours } from "./pass-words.ts";
import { endOf, type Place } from "./place.ts";
import "./placement-hints.ts";
import {
  chosenDays,
  type ChosenDaysProblem,
  lastPrintedDay,
  printedDaysMax,
  type PrintedPass,
  printedPasses,
} from "./printed-pass.ts";
import { plural } from "../parts/plural.ts";

/**
 * Printed passes of a place for chosen days, one page each, with a preview.
 *
 * @element venue-print
 */
@customElement("venue-print")
export class PrintScreen extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    css`
      .body {
        display: grid;
        gap: var(--space-5);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 10rem), 1fr));
        gap: var(--space-4);
      }
      .passes {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.5rem), 1fr));
        gap: var(--space-5) var(--space-4);
      }
      .pass {
        display: grid;
        gap: var(--space-2);
        align-content: start;
      }
      .pass venue-pass-sheet {
        border-radius: 6px;
        box-shadow:
          0 0 0 1px var(--line),
          var(--shadow);
      }
      .day {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) place: Place | null = null;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  /** The citizen page's plain address. */
  @property() address = "";

  @state() private first = "";
  @state() private last = "";
  @state() private wholeDay = true;
  @state() private opens = "10:00";
  @state() private closes = "22:00";

  @state() private format: PassFormat = "a4";

  readonly #paper = new Paper(this);
  #passes: readonly PrintedPass[] = [];
  #problem: ChosenDaysProblem | "no-hours" | null = null;

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (this.place === null) return;
    if (this.first === "") this.first = this.last = localDayOf(this.now);
    const onlyTheClock = changed.size === 1 && changed.has("now");
    if (!onlyTheClock) this.#choose(this.place);
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.size > 1 || !changed.has("now")) this.#paper.usual = this.#pages();
  }

  #choose(place: Place): void {
    const days = chosenDays(this.first, this.last, this.now, endOf(place));
    const hours = this.wholeDay ? null : { opens: this.opens, closes: this.closes };
    if (typeof days === "string" || hours?.opens === "" || hours?.closes === "") {
      this.#problem = typeof days === "string" ? days : "no-hours";
      this.#passes = [];
      return;
    }
    this.#problem = null;
    this.#passes = printedPasses(place, days, hours);
  }

  protected override render() {
    const { place } = this;
    if (place === null) return nothing;
    const count = this.#passes.length;
    return html`<celadon-frame
      heading=${msg("Printed passes")}
      back-label=${msg("Back to all places")}
      ?has-foot=${count > 0}
    >
      <div class="body">
        <p>
          ${msg(html`For <strong dir="auto">${place.name}</strong>: one page for each day, for the door or the tables. Take yesterday’s down: nobody can check in with it.`)}
        </p>
        <form @submit=${(event: Event) => event.preventDefault()}>
          <div class="pair">
            ${this.#renderDay("first", msg("First day"), this.first)}
            ${this.#renderDay("last", msg("Last day"), this.last)}
          </div>
          <div>
            <label class="tick">
              <input
                id="whole"
                type="checkbox"
                .checked=${this.wholeDay}
                @change=${(event: Event) => (this.wholeDay = (event.target as HTMLInputElement).checked)}
              />
              ${msg("Good all day")}
            </label>
            ${
              this.wholeDay
                ? nothing
                : html`<div class="pair">
                    ${this.#renderTime("opens", msg("Opens"), this.opens)}
                    ${this.#renderTime("closes", msg("Closes"), this.closes)}
                  </div>`
            }
          </div>
          ${this.#renderFormat()}
          <div role="alert">
            ${
              this.#problem === null
                ? nothing
                : html`<p class="problem">${this.#problemWords(this.#problem, place)}</p>`
            }
          </div>
        </form>
        ${this.#renderPasses(place)}
        <venue-placement></venue-placement>
      </div>
      <button
        slot="foot"
        class="button first"
        type="button"
        ?hidden=${count === 0}
        @click=${() => void this.#paper.print(this.#pages())}
      >
        ${plural(count, msg("one: Print # page | other: Print # pages"))}
      </button>
    </celadon-frame>`;
  }

  #renderDay(id: "first" | "last", label: string, value: string) {
    const { place } = this;
    return html`<div class="question">
      <label for=${id}>${label}</label>
      <input
        class="field"
        id=${id}
        type="date"
        min=${localDayOf(this.now)}
        max=${place === null ? nothing : lastPrintedDay(place)}
        .value=${value}
        @change=${(event: Event) => this.#changeDay(id, (event.target as HTMLInputElement).value)}
      />
    </div>`;
  }

  #renderTime(id: "opens" | "closes", label: string, value: string) {
    return html`<div class="question">
      <label for=${id}>${label}</label>
      <input
        class="field"
        id=${id}
        type="time"
        step="600"
        .value=${value}
        @change=${(event: Event) => (this[id] = (event.target as HTMLInputElement).value)}
      />
    </div>`;
  }

  #renderFormat() {
    return html`<div class="question">
      <label for="format">${msg("Size")}</label>
      <div class="select">
        <select
          class="field"
          id="format"
          @change=${(event: Event) => (this.format = (event.target as HTMLSelectElement).value as PassFormat)}
        >
          ${passFormats.map((format) => html`<option value=${format}>${passFormatWords(format)}</option>`)}
        </select>
      </div>
    </div>`;
  }

  #renderPasses(place: Place) {
    if (this.#passes.length === 0) {
      return this.#problem === null
        ? html`<p role="status">${msg("These hours are over. Choose later ones, or another day.")}</p>`
        : nothing;
    }
    const today = this.#passes[0]!.day === localDayOf(this.now);
    return html`<ul class="passes">
        ${this.#passes.map(
          (pass) =>
            html`<li class="pass" data-testid="printed-pass" data-day=${pass.day}>
              ${this.#page(pass, place.name)}
              <p>
                <span class="day">${passDay(pass)}</span><br /><span class="soft">${passHours(pass)}</span>
              </p>
              <celadon-copy .text=${pass.text} label=${msg("Copy text")}></celadon-copy>
            </li>`,
        )}
      </ul>
      ${
        today
          ? html`<p class="soft">
              ${msg("Today’s pass begins now: what is past is gone from this device. Who came earlier can use one that was printed with the recovery sheet.")}
            </p>`
          : nothing
      }`;
  }

  #changeDay(id: "first" | "last", value: string): void {
    this[id] = value;
    // The other end follows, so that choosing one day takes one change.
    if (id === "first" && this.last < value) this.last = value;
  }

  #problemWords(problem: ChosenDaysProblem | "no-hours", place: Place): string {
    switch (problem) {
      case "no-day":
        return msg("Choose the first and the last day.");
      case "wrong-order":
        return msg("The last day is before the first. Choose it anew.");
      case "past":
        return msg("The first day is over. Choose today or a later day.");
      case "after-end":
        return msg(
          str`The programme ends on ${fullDay(endOf(place) - 1, pageReader())}. Choose days up to then.`,
        );
      case "too-many":
        return plural(
          printedDaysMax,
          msg(
            "one: At most # day at once. Choose fewer, and the rest after that. | other: At most # days at once. Choose fewer, and the rest after that.",
          ),
        );
      case "no-hours":
        return msg("Say when the place opens and closes, or tick “Good all day”.");
    }
  }

  #pages() {
    return this.#passes.map((pass) => this.#page(pass, this.place?.name ?? ""));
  }

  #page(pass: PrintedPass, name: string) {
    return html`<venue-pass-sheet
      .name=${name}
      .pass=${pass}
      .address=${this.address}
      .format=${this.format}
    ></venue-pass-sheet>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-print": PrintScreen;
  }
}
