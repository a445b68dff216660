import { msg, str } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../../parts/language-switch.ts";
import { icon, mark } from "../../parts/mark.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { DrawScreen } from "../draw-screen.ts";

/**
 * Three short cards on first opening: what it does, what stays on the phone, what it cannot do.
 *
 * @element celadon-welcome
 * @fires act - `welcome-card`, `welcome-done`.
 */
@customElement("celadon-welcome")
export class WelcomeScreen extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        inline-size: 100%;
        max-inline-size: 32rem;
        margin-inline: auto;
        padding: var(--space-4) var(--space-4) calc(var(--space-4) + env(safe-area-inset-bottom));
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        min-block-size: var(--tap);
      }
      .mark {
        display: flex;
        align-items: center;
        gap: 10px;
        font: 500 var(--text-l) / 1 var(--serif);
      }
      main {
        flex: 1;
        display: flex;
        flex-direction: column;
        justify-content: center;
        gap: var(--space-4);
        padding-block: var(--space-6);
        animation: arrive var(--calm);
      }
      .picture {
        inline-size: min(128px, 17vh);
        block-size: min(128px, 17vh);
        color: var(--glaze-deep);
        margin-block-end: var(--space-4);
      }
      .glaze {
        color: var(--glaze);
      }
      h1 {
        font-size: clamp(2rem, 10vw, var(--text-xxl));
      }
      p {
        font-size: 1.12rem;
        max-inline-size: 34em;
      }
      li {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-3);
        padding-block: var(--space-2);
      }
      li::before {
        content: "";
        inline-size: 8px;
        block-size: 8px;
        margin-block-start: 0.55em;
        border-radius: 50%;
        background: var(--glaze);
      }
      footer {
        position: sticky;
        inset-block-end: 0;
        margin-block-end: calc(-1 * var(--space-4) - env(safe-area-inset-bottom));
        padding-block: var(--space-5) calc(var(--space-4) + env(safe-area-inset-bottom));
        background: linear-gradient(transparent, var(--paper) 30%);
      }
      .steps {
        text-align: center;
        padding-block-end: var(--space-3);
      }
      @keyframes arrive {
        from {
          opacity: 0;
          translate: 12px 0;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        main {
          animation: none;
        }
      }
    `,
  ];

  @property({ type: Number }) card = 0;

  /** Put the focus on the card's heading. */
  focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("card") && changed.get("card") !== undefined) this.focusHeading();
  }

  protected override render() {
    const last = this.card === 2;
    return html`
      <header>
        <div class="mark">${mark} Celadon</div>
        <celadon-language></celadon-language>
        ${last ? html`` : html`<button class="button plain" type="button" @click=${this.#done}>${msg("Skip")}</button>`}
      </header>
      <main data-testid="welcome">${[this.#what, this.#stays, this.#cannot][this.card]?.()}</main>
      <footer>
        <p class="soft steps">${msg(str`${this.card + 1} of 3`)}</p>
        <button
          class="button first"
          type="button"
          data-testid="welcome-next"
          @click=${last ? this.#done : this.#next}
        >
          ${last ? msg("Begin") : html`${msg("Next")} ${icon("forward")}`}
        </button>
      </footer>
    `;
  }

  #what = () => html`
    <svg
      class="picture"
      viewBox="0 0 128 128"
      fill="none"
      stroke="currentColor"
      stroke-width="5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <g class="glaze">
        <path
          d="M20 44V28a8 8 0 0 1 8-8h16m40 0h16a8 8 0 0 1 8 8v16m0 40v16a8 8 0 0 1-8 8H84m-40 0H28a8 8 0 0 1-8-8V84"
          stroke="currentColor"
        />
      </g>
      <path d="M44 44h14v14H44zM70 44h14v14H70zM44 70h14v14H44zM72 72v12h12M84 70v2" />
    </svg>
    <h1 tabindex="-1">${msg("Know when you shared a place with an infection")}</h1>
    <p>
      ${msg("Scan the code where you are. If someone who was there at the same time later reports a positive test, this page tells you: where, when, how long, and what to do.")}
    </p>
    <p>${msg("There is no account. Nobody asks who you are.")}</p>
  `;

  #stays = () => html`
    <svg
      class="picture"
      viewBox="0 0 128 128"
      fill="none"
      stroke="currentColor"
      stroke-width="5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <rect x="36" y="12" width="56" height="104" rx="12" />
      <g class="glaze"><path d="M50 40h28M50 56h28M50 72h16" stroke="currentColor" /></g>
      <path d="M58 102h12" />
    </svg>
    <h1 tabindex="-1">${msg("Your diary stays on this phone")}</h1>
    <p>
      ${msg("Where you were is written down here and nowhere else. The phone fetches one public list, the same for everyone, and compares it by itself. Each visit is deleted when its time is over, usually after two weeks.")}
    </p>
    <p>${msg("You report only if you want to, visit by visit, and nothing leaves before your last tap.")}</p>
  `;

  #cannot = () => html`
    <svg
      class="picture"
      viewBox="0 0 128 128"
      fill="none"
      stroke="currentColor"
      stroke-width="5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <circle cx="64" cy="64" r="46" stroke-dasharray="14 10" />
      <g class="glaze"><path d="M50 56a14 14 0 1 1 20 12c-4 2-6 5-6 9M64 90v.1" stroke="currentColor" /></g>
    </svg>
    <h1 tabindex="-1">${msg("What it cannot do")}</h1>
    <ul>
      <li>
        <span
          >${msg("It knows only places you scanned, and only infections that were reported. “No known exposure” is not “safe”.")}</span
        >
      </li>
      <li><span>${msg("Whoever holds this phone unlocked can read the diary.")}</span></li>
      <li><span>${msg("If only two of you were at a table, a warning tells who it was.")}</span></li>
      <li>
        <span>${msg("The colour is for you alone. It proves nothing, and nobody may ask for it.")}</span>
      </li>
    </ul>
  `;

  #next = (): void => {
    this.dispatchEvent(new ActEvent({ do: "welcome-card", card: this.card + 1 }));
  };

  #done = (): void => {
    this.dispatchEvent(new ActEvent({ do: "welcome-done" }));
  };
}

/** The screen `welcome`. */
export const drawScreen: DrawScreen<"welcome"> = ({ screen }) =>
  html`<celadon-welcome data-screen="welcome" .card=${screen.card}></celadon-welcome>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-welcome": WelcomeScreen;
  }
}
