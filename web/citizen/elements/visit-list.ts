import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { DeviceState, Visit } from "../../device/device.ts";
import { dayWord, pageReader, type Reader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import { companyWords } from "../words/companion-words.ts";
import { placeName } from "../words/place-name.ts";
import { visitTimes } from "../words/visit-words.ts";

/** What was on one day. */
interface Day {
  readonly word: string;
  readonly visits: readonly Visit[];
  readonly home: DeviceState["atHome"];
}

/**
 * Visits by day, the latest first; each opens its own screen.
 *
 * @element celadon-visit-list
 * @fires act - `open` a visit; `delete-visits` of a day, or a day at home.
 */
@customElement("celadon-visit-list")
export class VisitList extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      h3 {
        font: 400 var(--text-s) / 1.3 var(--sans);
        color: var(--ink-soft);
        padding-block: var(--space-4) var(--space-1);
      }
      .day:first-child h3 {
        padding-block-start: var(--space-2);
      }
      li + li {
        border-block-start: 1px solid var(--line);
      }
      li > button {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0 var(--space-3);
        inline-size: 100%;
        min-block-size: var(--tap);
        padding: var(--space-3) 0;
        border: 0;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      .head,
      .home {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0 var(--space-3);
      }
      .quiet {
        min-block-size: var(--tap);
        padding: 0 var(--space-1);
        border: 0;
        background: none;
        color: var(--ink-soft);
        font: 400 var(--text-s) / 1.3 var(--sans);
        text-decoration: underline;
        text-underline-offset: 0.2em;
        cursor: pointer;
      }
      .name,
      .company {
        overflow-wrap: anywhere;
      }
      .figures {
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) visits: readonly Visit[] = [];
  /** Days on which the person stayed home. */
  @property({ attribute: false }) atHome: DeviceState["atHome"] = [];
  /** Each day can be deleted as a whole. */
  @property({ type: Boolean, attribute: "by-day" }) byDay = false;
  @property({ type: Boolean }) busy = false;
  /** Ids of visits that a warning came from. */
  @property({ attribute: false }) warned: ReadonlySet<string> = new Set();
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const reader = pageReader();
    return repeat(
      this.#days(reader),
      ({ word }) => word,
      ({ word, visits, home }) =>
        html`<div class="day">
          <div class="head">
            <h3>${word}</h3>
            ${
              this.byDay
                ? html`<button
                    class="quiet"
                    type="button"
                    data-testid="delete-day"
                    aria-label=${msg(str`Delete this day: ${word}`)}
                    ?disabled=${this.busy}
                    @click=${() => this.#delete(visits, home)}
                  >
                    ${msg("Delete this day")}
                  </button>`
                : nothing
            }
          </div>
          ${home.length === 0 ? nothing : this.#renderHome(home)}
          <ul>
            ${repeat(
              visits,
              (visit) => visit.id,
              (visit) => this.#renderVisit(visit, reader),
            )}
          </ul>
        </div>`,
    );
  }

  #days(reader: Reader): readonly Day[] {
    const days = new Map<string, Day>();
    const word = (moment: number) => dayWord(moment, this.now, reader);
    const moments = [...this.visits.map(({ arrival }) => arrival), ...this.atHome.map(({ at }) => at)];
    for (const moment of moments.toSorted((one, other) => other - one)) {
      const day = word(moment);
      if (days.has(day)) continue;
      days.set(day, {
        word: day,
        visits: this.visits.filter(({ arrival }) => word(arrival) === day),
        home: this.atHome.filter(({ at }) => word(at) === day),
      });
    }
    return [...days.values()];
  }

  #renderHome(home: DeviceState["atHome"]) {
    return html`<p class="home" data-testid="at-home">
      <span class="soft">${msg("You stayed home.")}</span>
      ${
        this.byDay
          ? html`<button
              class="quiet"
              type="button"
              ?disabled=${this.busy}
              @click=${() => this.#delete([], home)}
            >
              ${msg("Take it away")}
            </button>`
          : nothing
      }
    </p>`;
  }

  #delete(visits: readonly Visit[], home: DeviceState["atHome"]): void {
    const ids = (each: readonly { readonly id: string }[]) => each.map(({ id }) => id);
    this.dispatchEvent(new ActEvent({ do: "delete-visits", ids: ids(visits), atHome: ids(home) }));
  }

  #renderVisit(visit: Visit, reader: Reader) {
    const company = companyWords(visit);
    return html`<li>
      <button type="button" data-testid="visit" @click=${() => this.#open(visit.id)}>
        <span class="name">${placeName(visit.name)}</span>
        <span class="soft figures">${visitTimes(visit, reader)}</span>
        ${company === null ? nothing : html`<span class="soft company">${company}</span>`}
        ${visit.isByHand ? html`<span class="soft">${msg("Written down by you, not compared")}</span>` : nothing}
        ${this.warned.has(visit.id) ? html`<span class="soft">${msg("A warning came from this visit")}</span>` : nothing}
      </button>
    </li>`;
  }

  #open(id: string): void {
    this.dispatchEvent(
      new ActEvent({ do: "open", screen: { at: "visit", id, editing: false, problem: null } }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-visit-list": VisitList;
  }
}
