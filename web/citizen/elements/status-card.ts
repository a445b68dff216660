import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../../parts/mark.ts";
import { statusShape } from "../../parts/status-shape.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { StatusWords } from "../words/status-words.ts";

/**
 * The status: word, shape and colour, one sentence why, what to do, until when. The only thing on the page with a colour.
 *
 * @element celadon-status
 * @fires act - `open` the explanation, `check-now`.
 */
@customElement("celadon-status")
export class StatusCard extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      section {
        display: grid;
        gap: var(--space-4);
        padding: var(--space-5);
        border-radius: 28px;
        background: var(--ground);
        color: var(--figure);
        transition: background-color var(--calm);
      }
      section[data-colour="green"] {
        --figure: var(--green);
        --ground: var(--green-ground);
      }
      section[data-colour="yellow"] {
        --figure: var(--yellow);
        --ground: var(--yellow-ground);
      }
      section[data-colour="red"] {
        --figure: var(--red);
        --ground: var(--red-ground);
      }
      section[data-colour="grey"] {
        --figure: var(--grey);
        --ground: var(--grey-ground);
      }
      h1 {
        font-size: clamp(2rem, 10vw, var(--text-xxl));
        line-height: 1.06;
        color: var(--ink);
      }
      p {
        color: var(--ink);
      }
      .until {
        font-size: var(--text-s);
      }
      .old {
        padding-block-start: var(--space-3);
        border-block-start: 1px solid currentColor;
      }
      .button.plain {
        color: var(--figure);
        justify-self: start;
      }
      .button.mend {
        justify-self: start;
        background: var(--surface);
      }
      @media (forced-colors: active) {
        section {
          border: 3px solid;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: StatusWords;
  /** A sync is under way: the mend is already happening. */
  @property({ type: Boolean }) checking = false;

  /** Put the focus on the status word. */
  focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  protected override render() {
    const { colour, word, why, todo, until, outOfDate, link, mend } = this.words;
    return html`<section data-colour=${colour} data-testid="status" aria-labelledby="word">
      ${statusShape(colour, 76)}
      <h1 id="word" tabindex="-1">${word}</h1>
      <p data-testid="status-why">${why}</p>
      ${todo === null ? nothing : html`<p data-testid="status-todo">${todo}</p>`}
      ${until === null ? nothing : html`<p class="until" data-testid="status-until">${until}</p>`}
      ${outOfDate === null ? nothing : html`<p class="old" data-testid="status-out-of-date">${outOfDate}</p>`}
      ${
        mend === "check"
          ? html`<button class="button mend" type="button" ?disabled=${this.checking} @click=${this.#check}>
              ${this.checking ? msg("Checking …") : msg("Check now")}
            </button>`
          : nothing
      }
      <button class="button plain" type="button" @click=${this.#explain}>${link} ${icon("forward")}</button>
    </section>`;
  }

  #check = (): void => {
    this.dispatchEvent(new ActEvent({ do: "check-now" }));
  };

  #explain = (): void => {
    this.dispatchEvent(new ActEvent({ do: "open", screen: { at: "why" } }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-status": StatusCard;
  }
}
