import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { plural } from "../../parts/plural.ts";
import {
  clockRange,
  clockTime,
  dayWord,
  fullMoment,
  pageReader,
  shortDuration,
} from "../../parts/time-words.ts";
import { shownLine } from "../../parts/untrusted-text.ts";
import { controls } from "../../style/controls.ts";
import { sectionStyle } from "../section-style.ts";
import { CaseActEvent } from "./case-act.ts";
import { type CaseDay, caseDays } from "./case-days.ts";
import type { CaseIntent, OpenCase } from "./case-state.ts";
import { comparedWords, doubtWords, problemWords } from "./case-words.ts";
import { isPossible, type JudgedVisit } from "./judged-visit.ts";
import { isListed, nextLoad } from "./open-case.ts";
import type { Placement } from "./placement.ts";

/**
 * The visits of a case by day and minutes: which of them are to warn people, or are to be taken back.
 *
 * @element authority-case-choice
 * @fires case-act
 */
@customElement("authority-case-choice")
export class CaseChoice extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      .intents {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .intents [aria-pressed="true"] {
        box-shadow: inset 0 0 0 2px var(--ink);
      }
      .tick {
        display: flex;
        align-items: center;
        gap: var(--space-4);
        min-block-size: var(--tap);
        padding-block: var(--space-2);
      }
      .tick input {
        flex: none;
        inline-size: 26px;
        block-size: 26px;
        margin: 0;
        accent-color: var(--glaze-deep);
      }
      .tick.day {
        border-block-end: 1px solid var(--line);
        font-weight: 600;
      }
      li .tick,
      .not-possible {
        border-block-end: 1px solid var(--line);
      }
      .words {
        display: grid;
        gap: var(--space-1);
        min-inline-size: 0;
      }
      .not-possible {
        padding-block: var(--space-3);
        padding-inline-start: calc(26px + var(--space-4));
      }
      .returns > li + li {
        margin-block-start: var(--space-4);
      }
      .mark {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) open!: OpenCase;
  @property({ type: Number }) retentionDays = 14;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const { open } = this;
    const reader = pageReader();
    return html`<section aria-labelledby="visits">
        <h2 id="visits" tabindex="-1">
          ${plural(open.visits.length, msg("one: # visit | other: # visits"))}
        </h2>
        ${
          open.isRest
            ? html`<p class="problem" role="status" data-testid="rest">
                ${msg("The rest of the choice did not fit: another claim code takes what is chosen below.")}
              </p>`
            : nothing
        }
        <div class="intents" role="group" aria-label=${msg("What is to be done")}>
          ${this.#renderIntent("warn", msg("Warn people"))}
          ${this.#renderIntent("take-back", msg("Take back a mistake"))}
        </div>
        <p class="soft">${comparedWords(open.comparedFrom, open.comparedTo, reader)}</p>
        ${
          open.intent === "warn"
            ? caseDays(open.visits, reader).map((day) => this.#renderDay(day))
            : this.#renderReturns()
        }
      </section>
      <div class="actions">
        ${this.#renderGo()}
        <button
          class="button"
          type="button"
          data-testid="put-case-away"
          @click=${this.#say((desk) => desk.putAway())}
        >
          ${msg("Put the case away")}
        </button>
      </div>`;
  }

  #renderIntent(intent: CaseIntent, label: string) {
    return html`<button
      class="button"
      type="button"
      data-testid="intent-${intent}"
      aria-pressed=${this.open.intent === intent}
      @click=${this.#say((desk) => desk.intend(intent))}
    >
      ${this.open.intent === intent ? "✓ " : ""}${label}
    </button>`;
  }

  #renderDay({ moment, visits }: CaseDay) {
    const possible = visits.filter(isPossible).map(({ id }) => id);
    const chosen = possible.filter((id) => this.open.chosen.has(id));
    const label = dayWord(moment, this.now, pageReader());
    return html`<div data-testid="day">
      ${
        possible.length === 0
          ? html`<h3>${label}</h3>`
          : html`<label class="tick day">
              <input
                type="checkbox"
                .checked=${chosen.length === possible.length}
                .indeterminate=${chosen.length > 0 && chosen.length < possible.length}
                @change=${this.#choose(possible)}
              />
              <span>${label}</span>
            </label>`
      }
      <ul>
        ${visits.map((visit) => html`<li data-testid="visit">${this.#renderVisit(visit)}</li>`)}
      </ul>
    </div>`;
  }

  #renderVisit(visit: JudgedVisit) {
    const { id, problems, doubts } = visit;
    if (problems.length > 0) {
      return html`<div class="not-possible words" data-testid="not-possible">
        ${this.#renderTimes(visit)}
        ${problems.map((each) => html`<span class="mark">${problemWords(each, this.retentionDays)}</span>`)}
        <span class="soft">${msg("Left out.")}</span>
      </div>`;
    }
    return html`<label class="tick">
      <input
        type="checkbox"
        data-testid="choose-visit"
        .checked=${this.open.chosen.has(id)}
        @change=${this.#choose([id])}
      />
      <span class="words">
        ${this.#renderTimes(visit)}
        ${doubts.map((each) => html`<span class="mark" data-testid="doubt">${doubtWords(each)}</span>`)}
        ${
          isListed(visit, this.open.placements)
            ? html`<span class="mark" data-testid="listed">${msg("Stands in the lists already.")}</span>`
            : nothing
        }
      </span>
    </label>`;
  }

  #renderTimes({ arrivalMinute, leavingMinute, name, note }: JudgedVisit) {
    const [from, to] = [arrivalMinute * 60, leavingMinute * 60];
    const reader = pageReader();
    const isOneDay = dayWord(from, this.now, reader) === dayWord(to, this.now, reader);
    const times = isOneDay
      ? clockRange(from, to, reader)
      : msg(str`${clockTime(from, reader)} to ${fullMoment(to, reader)}`);
    return html`<span class="figures">${msg(str`${times}, ${shortDuration(to - from)}`)}</span> ${[
        name,
        note,
      ].map((text) => {
        const line = shownLine(text);
        return line === null ? nothing : html`<bdi class="soft">${line}</bdi>`;
      })}`;
  }

  #renderReturns() {
    const { visits, placements } = this.open;
    if (placements.length === 0) {
      return html`<p class="empty" data-testid="nothing-listed">
        ${msg("None of these visits stands in the lists. What was sent a moment ago comes with one of the next ones; while it is being sent, stop it above.")}
      </p>`;
    }
    const listed = visits.filter(({ id }) => placements.some(({ visitId }) => visitId === id));
    const reader = pageReader();
    return html`<ul class="returns">
      ${listed.map(
        (visit) =>
          html`<li data-testid="visit">
            <h3>${dayWord(visit.arrivalMinute * 60, this.now, reader)}</h3>
            <div class="words">${this.#renderTimes(visit)}</div>
            ${placements.filter(({ visitId }) => visitId === visit.id).map((each) => this.#renderPlacement(each))}
          </li>`,
      )}
    </ul>`;
  }

  #renderPlacement({ id, closed, isAmbiguous }: Placement) {
    return html`<label class="tick">
      <input
        type="checkbox"
        data-testid="choose-list"
        .checked=${this.open.returned.has(id)}
        @change=${this.#choose([id])}
      />
      <span class="words">
        <span class="figures">${msg(str`In the list of ${fullMoment(closed, pageReader())}`)}</span>
        ${
          isAmbiguous
            ? html`<span class="mark">
                ${msg("Stands in more than one list: sent twice, or also confirmed by somebody else, whose warning should stay. Choose the list that came after your mistake.")}
              </span>`
            : nothing
        }
      </span>
    </label>`;
  }

  #renderGo() {
    const { intent } = this.open;
    const { count } = nextLoad(this.open);
    const words =
      intent === "warn"
        ? msg("one: Go on with # visit | other: Go on with # visits")
        : msg("one: Take back # entry | other: Take back # entries");
    return html`<button
      class="button main"
      type="button"
      data-testid="go-to-code"
      ?disabled=${count === 0}
      @click=${this.#say((desk) => desk.goTo("code"))}
    >
      ${count === 0 ? msg("Choose at least one visit") : plural(count, words)}
    </button>`;
  }

  #choose(ids: readonly string[]) {
    return (event: Event) => {
      const { checked } = event.target as HTMLInputElement;
      this.dispatchEvent(new CaseActEvent((desk) => desk.choose(ids, checked)));
    };
  }

  #say(act: CaseActEvent["act"]) {
    return () => this.dispatchEvent(new CaseActEvent(act));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-case-choice": CaseChoice;
  }
}
