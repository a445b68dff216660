import { msg } from "@lit/localize";
import { css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { Visit } from "../../device/device.ts";
import { Seconds } from "../../parts/seconds.ts";
import { clockTime, fullDay, pageReader } from "../../parts/time-words.ts";
import { WakeLock } from "../../parts/wake-lock.ts";
import { controls } from "../../style/controls.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { placeName } from "../words/place-name.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * "I am checked in", for whoever asks at the door: one place, since when, and that time goes on. Nothing else of the diary, no
 * colour, and nothing that could be scanned or signed: it is a courtesy, not a proof.
 *
 * @element celadon-card
 */
@customElement("celadon-card")
export class CardScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      .card {
        display: grid;
        gap: var(--space-5);
        justify-items: center;
        padding-block: var(--space-6);
        text-align: center;
      }
      .name {
        font: 500 clamp(2rem, 10vw, var(--text-xxl)) / 1.06 var(--serif);
        overflow-wrap: anywhere;
      }
      .elapsed {
        font: 500 var(--text-xl) / 1 var(--serif);
        font-variant-numeric: tabular-nums;
      }
      .seconds {
        inline-size: min(50vw, 11rem);
        color: var(--ink);
      }
      .track {
        stroke: var(--line);
      }
      .hand {
        transform: rotate(var(--turn, 0deg));
        transform-origin: 60px 60px;
      }
      text {
        font: 500 22px / 1 var(--serif);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  /** The open visit; `null` when it has just ended. */
  @property({ attribute: false }) visit: Visit | null = null;

  protected readonly wakeLock = new WakeLock(this);
  readonly #seconds = new Seconds(this);
  @query(".seconds") private dial!: SVGElement | null;

  protected override updated(): void {
    this.dial?.style.setProperty("--turn", `${(this.#seconds.now % 60) * 6}deg`);
  }

  protected override render() {
    const { visit } = this;
    const { now } = this.#seconds;
    return html`<celadon-frame heading=${visit === null ? msg("Not checked in") : msg("Checked in")}>
      ${
        visit === null
          ? html`<p>${msg("Your visit has ended. Scan the code to check in again.")}</p>`
          : html`${this.#renderCard(visit, now)}
              <p class="soft">
                ${msg("A courtesy for whoever asks, and no proof: any phone can show this page. Nothing else of your diary is on it.")}
              </p>`
      }
    </celadon-frame>`;
  }

  #renderCard(visit: Visit, now: number) {
    const reader = pageReader();
    const since = clockTime(visit.arrival, reader);
    const elapsed = Math.max(0, now - visit.arrival);
    return html`<section class="card" data-testid="card">
      <p class="name" dir="auto" data-testid="card-place">${placeName(visit.name)}</p>
      ${this.#renderDial(elapsed)}
      <p class="figures">
        ${msg(html`Since ${since}`)}<br />
        <span class="soft">${fullDay(now, reader)}, ${clockTime(now, reader)}</span>
      </p>
    </section>`;
  }

  /** A watch's second hand around the running time: a still picture of it stands still. */
  #renderDial(elapsed: number) {
    const two = (value: number) => String(value).padStart(2, "0");
    const hours = Math.floor(elapsed / 3_600);
    const words = `${hours === 0 ? "" : `${hours}:`}${two(Math.floor(elapsed / 60) % 60)}:${two(elapsed % 60)}`;
    return html`<svg
      class="seconds"
      viewBox="0 0 120 120"
      role="img"
      aria-label=${msg("Running time")}
      fill="none"
    >
      <circle class="track" cx="60" cy="60" r="54" stroke-width="4" />
      <g class="hand" stroke="currentColor">
        <circle cx="60" cy="6" r="5" fill="currentColor" stroke="none" />
      </g>
      <text x="60" y="67" text-anchor="middle" fill="currentColor" data-testid="card-elapsed">${words}</text>
    </svg>`;
  }
}

/** The screen `card`. */
export const drawScreen: DrawScreen<"card"> = ({ running: { device } }) =>
  html`<celadon-card data-screen="card" .visit=${device.openVisit}></celadon-card>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-card": CardScreen;
  }
}
