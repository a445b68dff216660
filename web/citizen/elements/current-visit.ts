import { msg, str } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Visit } from "../../device/device.ts";
import { icon } from "../../parts/mark.ts";
import { clockTime, pageReader, shortDuration } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import { placeName } from "../words/place-name.ts";

/**
 * Where the person is checked in now, and the way out.
 *
 * @element celadon-current-visit
 * @fires act - `leave`, `end-gathering`, `open` the visit, the card for the door or the code.
 */
@customElement("celadon-current-visit")
export class CurrentVisit extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        animation: drop var(--calm);
      }
      section {
        display: grid;
        gap: var(--space-1);
      }
      .plain {
        justify-self: start;
      }
      .row {
        display: flex;
        align-items: center;
        gap: var(--space-3);
      }
      .visit {
        flex: 1;
        min-inline-size: 0;
        padding: 0;
        border: 0;
        background: none;
        text-align: start;
        cursor: pointer;
        min-block-size: var(--tap);
      }
      .visit span {
        display: block;
      }
      .name {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .soft {
        margin-block-start: 2px;
      }
      @keyframes drop {
        from {
          opacity: 0;
          translate: 0 -24px;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        :host {
          animation: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) visit!: Visit;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  @property({ type: Boolean }) busy = false;
  /** It is a gathering that this phone hosts. */
  @property({ type: Boolean }) hosted = false;

  protected override render() {
    const { visit } = this;
    const reader = pageReader();
    const elapsed = shortDuration(Math.max(0, this.now - visit.arrival));
    return html`<section class="card" aria-label=${msg("Current visit")} data-testid="current-visit">
      <div class="row">
        <button class="visit" type="button" @click=${this.#open}>
          <span class="name">${placeName(visit.name)}</span>
          <span class="soft figures"
            >${msg(str`Since ${clockTime(visit.arrival, reader)} · ${elapsed}`)}</span
          >
          <span class="soft figures"
            >${msg(str`Ends by itself at ${clockTime(visit.plannedLeaving, reader)}`)}</span
          >
        </button>
        <button class="button" type="button" ?disabled=${this.busy} data-testid="leave" @click=${this.#leave}>
          ${this.hosted ? msg("End it") : msg("Leave")}
        </button>
      </div>
      ${
        this.hosted
          ? html`<button
              class="button plain"
              type="button"
              data-testid="show-code"
              @click=${this.#go("meet")}
            >
              ${msg("Show my code")} ${icon("forward")}
            </button>`
          : html`<button
              class="button plain"
              type="button"
              data-testid="show-card"
              @click=${this.#go("card")}
            >
              ${msg("Show at the door")} ${icon("forward")}
            </button>`
      }
    </section>`;
  }

  #open = (): void => {
    this.dispatchEvent(
      new ActEvent({ do: "open", screen: { at: "visit", id: this.visit.id, editing: false, problem: null } }),
    );
  };

  #go(at: "meet" | "card") {
    return () => this.dispatchEvent(new ActEvent({ do: "open", screen: { at } }));
  }

  #leave = (): void => {
    this.dispatchEvent(new ActEvent({ do: this.hosted ? "end-gathering" : "leave" }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-current-visit": CurrentVisit;
  }
}
