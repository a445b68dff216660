import { msg, str } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Visit } from "../../device/device.ts";
import { clockTime, pageReader, shortDuration } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import { placeName } from "../words/place-name.ts";

/**
 * Where the person is checked in now, and the way out.
 *
 * @element celadon-current-visit
 * @fires act - `leave`, `open` the visit.
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

  protected override render() {
    const { visit } = this;
    const reader = pageReader();
    const elapsed = shortDuration(Math.max(0, this.now - visit.arrival));
    return html`<section class="card" aria-label=${msg("Current visit")} data-testid="current-visit">
      <button class="visit" type="button" @click=${this.#open}>
        <span class="name">${placeName(visit.name)}</span>
        <span class="soft figures">${msg(str`Since ${clockTime(visit.arrival, reader)} · ${elapsed}`)}</span>
        <span class="soft figures"
          >${msg(str`Ends by itself at ${clockTime(visit.plannedLeaving, reader)}`)}</span
        >
      </button>
      <button class="button" type="button" ?disabled=${this.busy} data-testid="leave" @click=${this.#leave}>
        ${msg("Leave")}
      </button>
    </section>`;
  }

  #open = (): void => {
    this.dispatchEvent(
      new ActEvent({ do: "open", screen: { at: "visit", id: this.visit.id, editing: false, problem: null } }),
    );
  };

  #leave = (): void => {
    this.dispatchEvent(new ActEvent({ do: "leave" }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-current-visit": CurrentVisit;
  }
}
