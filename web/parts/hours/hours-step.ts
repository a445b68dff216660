import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { intervalStart, type Policy } from "../../../protocol/index.ts";
import "../choice-chips.ts";
import type { ChooseEvent } from "../choice-chips.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import { localDayOf } from "../local-day.ts";
import { lengthWords, windowProblemWords } from "./hours-words.ts";
import { hoursList } from "./hours-list.ts";
import {
  momentsAt,
  oldestInterval,
  type ReleaseWindow,
  type WallTime,
  wallTimeOf,
  windowOf,
  type WindowProblem,
} from "./release-window.ts";

/** Hours that can be released were chosen. */
export class HoursChosenEvent extends Event {
  static readonly type = "hours-chosen";
  readonly window: ReleaseWindow;
  constructor(window: ReleaseWindow) {
    super(HoursChosenEvent.type);
    this.window = window;
  }
}

/**
 * From when to when: by the day and the clock on the place's wall, in steps of ten minutes.
 *
 * @element celadon-hours-step
 * @fires hours-chosen
 */
@customElement("celadon-hours-step")
export class HoursStep extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
      }
      fieldset {
        display: grid;
        gap: var(--space-3);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
        gap: var(--space-3);
      }
      legend {
        margin-block-end: var(--space-2);
      }
      .question label {
        font-weight: 400;
      }
    `,
  ];

  /** What was asked for, or chosen before. */
  @property({ attribute: false }) asked: ReleaseWindow | null = null;
  @property({ attribute: false }) policy!: Pick<Policy, "retentionDays">;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  @state() private from: WallTime = { day: "", time: "" };
  @state() private to: WallTime = { day: "", time: "" };
  @state() private isSubmitted = false;

  /** Take what was chosen, or say what is wrong with it. */
  submit(): void {
    this.isSubmitted = true;
    const window = this.#window();
    if (typeof window !== "string") this.dispatchEvent(new HoursChosenEvent(window));
    else this.renderRoot.querySelector<HTMLElement>("input")?.focus();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("asked")) return;
    const { asked } = this;
    const today = { day: localDayOf(this.now), time: "" };
    this.from = asked === null ? today : wallTimeOf(intervalStart(asked.first));
    this.to = asked === null ? today : wallTimeOf(intervalStart(asked.end));
  }

  protected override render() {
    const window = this.#window();
    const problem = typeof window === "string" ? window : null;
    return html`${this.#renderEnd("from", msg("From"), this.from)}
      ${this.#renderEnd("to", msg("To"), this.to)}
      <div role="status">
        ${
          typeof window === "string"
            ? nothing
            : html`${hoursList(window)}
                <p class="soft">${lengthWords(window)}</p>`
        }
      </div>
      <div role="alert">
        ${
          problem === null || !this.#isTold(problem)
            ? nothing
            : html`<p class="problem" data-testid="hours-problem">
                ${windowProblemWords(problem, this.policy.retentionDays)}
              </p>`
        }
      </div>`;
  }

  #renderEnd(id: "from" | "to", legend: string, { day, time, second = false }: WallTime) {
    return html`<fieldset>
      <legend>${legend}</legend>
      <div class="pair">
        <div class="question">
          <label for="${id}-day">${msg("Day")}</label>
          <input
            class="field"
            id="${id}-day"
            type="date"
            min=${localDayOf(intervalStart(oldestInterval(this.now, this.policy.retentionDays)))}
            max=${localDayOf(this.now)}
            .value=${day}
            @change=${(event: Event) => this.#change(id, { day: (event.target as HTMLInputElement).value })}
          />
        </div>
        <div class="question">
          <label for="${id}-time">${msg("Time")}</label>
          <input
            class="field"
            id="${id}-time"
            type="time"
            step="600"
            .value=${time}
            @change=${(event: Event) => this.#change(id, { time: (event.target as HTMLInputElement).value })}
          />
        </div>
      </div>
      ${
        momentsAt({ day, time }).length < 2
          ? nothing
          : html`<celadon-choice
              .question=${msg("The clocks were set back that night, and this time came twice. Which one?")}
              .choices=${[
                { value: "first", label: msg("The first time") },
                { value: "second", label: msg("The second time") },
              ]}
              .value=${second ? "second" : "first"}
              @choose=${({ value }: ChooseEvent) => this.#change(id, { second: value === "second" })}
            ></celadon-choice>`
      }
    </fieldset>`;
  }

  #change(id: "from" | "to", change: Partial<WallTime>): void {
    this.isSubmitted = false;
    const before = this.from.day;
    this[id] = { ...this[id], ...change };
    // The end follows, so that choosing one day takes one change.
    if (id === "from" && this.to.day === before) this.to = { ...this.to, day: this.from.day };
  }

  #window(): ReleaseWindow | WindowProblem {
    return windowOf(this.from, this.to, this.now, this.policy);
  }

  /** Nobody is told that something is missing while they are still choosing. */
  #isTold(problem: WindowProblem): boolean {
    return this.isSubmitted || problem !== "incomplete";
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-hours-step": HoursStep;
  }
  interface HTMLElementEventMap {
    "hours-chosen": HoursChosenEvent;
  }
}
