import { msg, str } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../elements/companions-field.ts";
import { ownNameLengthMax, type Visit, type VisitChange } from "../../device/device.ts";
import { clockTime, inputMoment, inputValue, pageReader, shortDuration } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { Screen } from "../screen.ts";
import type { CompanionsEvent } from "../elements/companions-field.ts";
import { companyWords, rememberedCompanions } from "../words/companion-words.ts";
import { overlapWords } from "../words/overlap-words.ts";
import { type CountedVisit, countedVisits } from "../words/status-words.ts";
import { placeName } from "../words/place-name.ts";
import { visitRegion } from "../words/region-words.ts";
import { visitWhen } from "../words/visit-words.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { visitOf } from "../running.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * One visit: its times and note, to be changed or deleted.
 *
 * @element celadon-visit
 * @fires act - `start-editing`, `stop-editing`, `edit-visit`, `delete-visit`, `settle`, `leave`.
 */
@customElement("celadon-visit")
export class VisitScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      form,
      .facts {
        display: grid;
        gap: var(--space-3);
      }
      .times {
        font: 500 var(--text-l) / 1.3 var(--serif);
      }
      .note {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr));
        gap: var(--space-3);
      }
      label {
        display: grid;
        gap: var(--space-1);
        font-weight: 600;
      }
      .warning {
        display: grid;
        gap: var(--space-3);
      }
    `,
  ];

  @property({ attribute: false }) visit!: Visit;
  @property({ attribute: false }) screen!: Screen & { at: "visit" };
  /** Where it was, when not in the home region, and whether it is compared. */
  @property({ attribute: false }) region: string | null = null;
  /** What of this visit counts towards the colour; `null` when nothing does. */
  @property({ attribute: false }) counted: CountedVisit | null = null;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  @property({ type: Boolean }) busy = false;

  /** What it shares time with; `null` for nothing. */
  @property({ attribute: false }) overlap: string | null = null;
  /** Who was named before. */
  @property({ attribute: false }) remembered: readonly string[] = [];

  /** As they were changed; `null` before that. */
  @state() private companions: readonly string[] | null = null;
  @query("form") private form!: HTMLFormElement | null;

  /** The button that began or ended the editing is gone, and the focus with it. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("screen") as VisitScreen["screen"] | undefined;
    if (before === undefined || before.editing === this.screen.editing) return;
    this.companions = null;
    this.focusHeading();
  }

  protected override render() {
    return html`<celadon-frame heading=${placeName(this.visit.name)}>
      ${this.screen.editing ? this.#renderForm() : this.#renderFacts()}
    </celadon-frame>`;
  }

  #renderFacts() {
    const { visit } = this;
    const company = companyWords(visit);
    const reader = pageReader();
    return html`
      <div class="facts">
        <p class="times figures" data-testid="visit-times">${visitWhen(visit, this.now, reader)}</p>
        <p class="soft figures">
          ${
            visit.leaving === null
              ? msg(
                  str`You are checked in here. Ends by itself at ${clockTime(visit.plannedLeaving, reader)}.`,
                )
              : shortDuration(visit.leaving - visit.arrival)
          }
        </p>
        ${this.region === null ? nothing : html`<p data-testid="visit-region">${this.region}</p>`}
        ${company === null ? nothing : html`<p class="note" data-testid="visit-company">${company}</p>`}
        ${
          visit.isByHand
            ? html`<p class="soft" data-testid="by-hand">
                ${msg("You wrote this down yourself. It cannot be compared with the list, so nobody will warn you about it.")}
              </p>`
            : nothing
        }
        ${this.overlap === null ? nothing : html`<p class="soft" data-testid="overlap">${this.overlap}</p>`}
        ${visit.note === "" ? nothing : html`<p class="note">${visit.note}</p>`}
        ${
          visit.reported === 0
            ? nothing
            : html`<p class="soft">
                ${msg("You reported this visit. The people who were there are warned.")}
              </p>`
        }
      </div>
      ${this.counted === null ? nothing : this.#renderWarning(this.counted)}
      <div class="row">
        ${
          visit.leaving === null
            ? html`<button
                class="button"
                type="button"
                ?disabled=${this.busy}
                @click=${this.#say({ do: "leave" })}
              >
                ${msg("Leave")}
              </button>`
            : nothing
        }
        <button class="button" type="button" data-testid="edit" @click=${this.#say({ do: "start-editing" })}>
          ${msg("Change")}
        </button>
        ${
          visit.isByHand
            ? nothing
            : html`<button
                class="button"
                type="button"
                data-testid="hand-visit"
                @click=${this.#say({ do: "hand-visit", id: visit.id })}
              >
                ${msg("Hand to another phone")}
              </button>`
        }
        <button
          class="button"
          type="button"
          data-testid="delete"
          ?disabled=${this.busy}
          @click=${this.#say({ do: "delete-visit", id: visit.id })}
        >
          ${msg("Delete")}
        </button>
      </div>
      ${this.#error()}
    `;
  }

  #renderWarning(counted: CountedVisit) {
    return html`<section class="card warning">
      <h2>
        ${counted.settled ? msg("You marked this warning as settled") : msg("A warning came from this visit")}
      </h2>
      <p class="soft">
        ${
          counted.settled
            ? msg("It no longer counts. Its history stays in your diary.")
            : msg(
                "If a test since then was negative, you can mark it as settled. It then no longer counts, and its history stays.",
              )
        }
      </p>
      <div>
        <button
          class="button"
          type="button"
          @click=${this.#say({ do: "settle", id: counted.visitId, settled: !counted.settled })}
        >
          ${counted.settled ? msg("Let it count again") : msg("My test was negative")}
        </button>
      </div>
    </section>`;
  }

  #renderForm() {
    const { visit } = this;
    const open = visit.leaving === null;
    return html`<form @submit=${this.#submit}>
      ${
        open
          ? nothing
          : html`<label>
              ${msg("What it is called here")}
              <input
                class="field"
                name="name"
                type="text"
                autocomplete="off"
                maxlength=${ownNameLengthMax}
                ?required=${visit.isByHand}
                .value=${visit.name}
              />
            </label>`
      }
      <div class="two">
        <label>
          ${msg("Came")}
          <input
            class="field figures"
            name="arrival"
            type="datetime-local"
            required
            .value=${inputValue(visit.arrival)}
          />
        </label>
        <label>
          ${open ? msg("Will leave") : msg("Left")}
          <input
            class="field figures"
            name="leaving"
            type="datetime-local"
            required
            .value=${inputValue(visit.leaving ?? visit.plannedLeaving)}
          />
        </label>
      </div>
      <label>
        ${msg("Note, for you alone")}
        <textarea class="field" name="note" rows="3" maxlength="2000" .value=${visit.note}></textarea>
      </label>
      <celadon-companions
        .companions=${this.companions ?? visit.companions}
        .remembered=${this.remembered}
        @companions=${(event: CompanionsEvent) => (this.companions = event.companions)}
      ></celadon-companions>
      <p class="soft">
        ${
          visit.isByHand
            ? msg("What you write down yourself is not compared with the list.")
            : open
              ? msg("You can stay as long as the place's code allows.")
              : msg(
                  "A shorter stay is compared and reported for the shorter time only, for good. A longer one cannot be compared: the code is gone.",
                )
        }
      </p>
      ${this.#error()}
      <div class="row">
        <button class="button" type="submit" ?disabled=${this.busy}>${msg("Save")}</button>
        <button class="button plain" type="button" @click=${this.#say({ do: "stop-editing" })}>
          ${msg("Leave as it is")}
        </button>
      </div>
    </form>`;
  }

  #error() {
    return html`<p role="alert" data-testid="visit-problem">${this.screen.problem}</p>`;
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    if (this.form === null) return;
    const { visit } = this;
    const data = new FormData(this.form);
    const text = (name: string) => String(data.get(name) ?? "");
    const change: { -readonly [Field in keyof VisitChange]: VisitChange[Field] } = {};
    const { companions } = this;
    const arrival = changedMoment(text("arrival"), visit.arrival);
    const leaving = changedMoment(text("leaving"), visit.leaving ?? visit.plannedLeaving);
    if (arrival !== null) change.arrival = arrival;
    if (leaving !== null) change.leaving = leaving;
    if (visit.leaving !== null && text("name") !== visit.name) change.name = text("name");
    if (text("note") !== visit.note) change.note = text("note");
    if (companions !== null && companions.join("\n") !== visit.companions.join("\n")) {
      change.companions = companions;
    }
    this.dispatchEvent(
      new ActEvent(
        Object.keys(change).length === 0
          ? { do: "stop-editing" }
          : { do: "edit-visit", id: visit.id, change },
      ),
    );
  };

  #say(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** A field shows minutes, a visit has seconds: what was not touched must not lose them. */
function changedMoment(value: string, before: number): number | null {
  return value === inputValue(before) ? null : inputMoment(value);
}

/** The screen `visit`. */
export const drawScreen: DrawScreen<"visit"> = ({ running: { device, busy }, screen, now }) => {
  const visit = visitOf(device, screen.id);
  const visits = device.openVisit === null ? device.diary : [device.openVisit, ...device.diary];
  return html`<celadon-visit
    data-screen="visit"
    .visit=${visit}
    .region=${visit === null || visit.isByHand ? null : visitRegion(device, visit.regionId)}
    .overlap=${visit === null ? null : overlapWords(visit, visits)}
    .remembered=${rememberedCompanions(device)}
    .screen=${screen}
    .counted=${countedVisits(device).find(({ visitId }) => visitId === screen.id) ?? null}
    .now=${now}
    ?busy=${busy}
  ></celadon-visit>`;
};

declare global {
  interface HTMLElementTagNameMap {
    "celadon-visit": VisitScreen;
  }
}
