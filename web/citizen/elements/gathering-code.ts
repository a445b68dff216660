import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { CheckInCode } from "../../../protocol/index.ts";
import { codeShown, type Visit } from "../../device/device.ts";
import "../../parts/copy-button.ts";
import "../../parts/live-code.ts";
import { Seconds } from "../../parts/seconds.ts";
import { clockTime, pageReader } from "../../parts/time-words.ts";
import { WakeLock } from "../../parts/wake-lock.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";

const hourSeconds = 3_600;

/**
 * The host's code, as large as the phone allows, and how long it goes on. The screen stays on under it.
 *
 * @element celadon-gathering-code
 * @fires act - `extend-gathering`, `end-gathering`.
 */
@customElement("celadon-gathering-code")
export class GatheringCode extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
      }
      celadon-live-code {
        --code-size: min(76vw, 22rem, 52vh);
        justify-self: center;
        padding-block-end: var(--space-3);
        border-radius: var(--radius);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .silence {
        padding-block: var(--space-6);
      }
    `,
  ];

  /** The gathering, as the host's own visit. */
  @property({ attribute: false }) visit!: Visit;
  @property({ attribute: false }) hosting!: CheckInCode;
  /** The page's plain address, for guests who do not have it. */
  @property() address = "";
  @property({ type: Boolean }) busy = false;

  readonly #seconds = new Seconds(this);
  readonly #wakeLock = new WakeLock(this);

  protected override render() {
    const { now } = this.#seconds;
    const code = codeShown(this.hosting, Number.POSITIVE_INFINITY, now);
    return html`
      ${
        code?.kind === "showing"
          ? html`<celadon-live-code
              data-testid="gathering-code"
              .code=${code}
              .label=${msg("Your code, for your guests to scan")}
              .now=${now}
            ></celadon-live-code>`
          : html`<p class="silence" role="status">
              ${code === null ? msg("This gathering is over.") : this.#waiting(code.from)}
            </p>`
      }
      <p>${this.#guests()}</p>
      <p class="figures" data-testid="gathering-ends">${this.#ends()}</p>
      <div class="row">
        ${this.#renderLonger()}
        <button
          class="button"
          type="button"
          data-testid="end-gathering"
          ?disabled=${this.busy}
          @click=${() => this.dispatchEvent(new ActEvent({ do: "end-gathering" }))}
        >
          ${msg("End it now")}
        </button>
      </div>
      <p class="soft">
        ${msg("You are checked in too: one scan, and each is warned about the other. In a small group people can guess who it was. If you go on for longer, guests who stay scan once more.")}
        ${this.#wakeLock.refused ? msg("This phone may fall asleep; then the code comes back when you wake it.") : nothing}
      </p>
      ${
        code?.kind === "showing"
          ? html`<div>
              <celadon-copy quiet .text=${code.text} label=${msg("Copy the code as text")}></celadon-copy>
            </div>`
          : nothing
      }
    `;
  }

  #guests() {
    const address = html`<strong dir="ltr">${this.address}</strong>`;
    return msg(html`Your guests open ${address} and tap <strong>Scan a code</strong>.`);
  }

  #ends() {
    const end = clockTime(this.visit.plannedLeaving, pageReader());
    return msg(html`Ends by itself at ${end}`);
  }

  #waiting(from: number) {
    const time = clockTime(from, pageReader());
    return msg(html`This phone’s clock was ahead until now. The code comes back at ${time}.`);
  }

  #renderLonger() {
    const { plannedLeaving, latestLeaving } = this.visit;
    if (plannedLeaving >= latestLeaving) return nothing;
    const until = Math.min(plannedLeaving + hourSeconds, latestLeaving);
    return html`<button
      class="button"
      type="button"
      data-testid="extend"
      ?disabled=${this.busy}
      @click=${() => this.dispatchEvent(new ActEvent({ do: "extend-gathering", until }))}
    >
      ${msg("One hour more")}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-gathering-code": GatheringCode;
  }
}
