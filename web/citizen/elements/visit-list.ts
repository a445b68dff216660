import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Visit } from "../../device/device.ts";
import { dayWord, pageReader, type Reader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import { placeName } from "../words/place-name.ts";
import { visitTimes } from "../words/visit-words.ts";

/**
 * Visits by day, the latest first; each opens its own screen.
 *
 * @element celadon-visit-list
 * @fires act - `open` a visit.
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
      button {
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
      .name {
        overflow-wrap: anywhere;
      }
      .soft {
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) visits: readonly Visit[] = [];
  /** Ids of visits that a warning came from. */
  @property({ attribute: false }) warned: ReadonlySet<string> = new Set();
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const reader = pageReader();
    return repeat(
      this.#days(reader),
      ([day]) => day,
      ([day, visits]) =>
        html`<div class="day">
          <h3>${day}</h3>
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

  #days(reader: Reader): readonly (readonly [string, readonly Visit[]])[] {
    const days = new Map<string, Visit[]>();
    for (const visit of this.visits) {
      const day = dayWord(visit.arrival, this.now, reader);
      days.set(day, [...(days.get(day) ?? []), visit]);
    }
    return [...days];
  }

  #renderVisit(visit: Visit, reader: Reader) {
    return html`<li>
      <button type="button" data-testid="visit" @click=${() => this.#open(visit.id)}>
        <span class="name">${placeName(visit.name)}</span>
        <span class="soft figures">${visitTimes(visit, reader)}</span>
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
