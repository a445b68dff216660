import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
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
      section[data-colour="closed"] {
        --ground: var(--sunken);
        --figure: var(--ink-soft);
      }
      .quiet {
        display: grid;
        gap: var(--space-4);
      }
      [data-testid="hold-status"] {
        min-block-size: var(--tap-main);
        touch-action: none;
        user-select: none;
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
  /** It stays closed until it is held. */
  @property({ type: Boolean }) quiet = false;

  @state() private held = false;

  /** Put the focus on the status word. */
  focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  protected override render() {
    const { link, mend } = this.words;
    if (this.quiet && mend !== "unlock") return this.#renderQuiet();
    return this.#renderOpen(
      html`${
          mend === "check"
            ? html`<button class="button mend" type="button" ?disabled=${this.checking} @click=${this.#check}>
                ${this.checking ? msg("Checking …") : msg("Check now")}
              </button>`
            : mend === "unlock"
              ? html`<button class="button mend" type="button" data-testid="unlock" @click=${this.#unlock}>
                  ${msg("Unlock")}
                </button>`
              : nothing
        }
        <button class="button plain" type="button" @click=${this.#explain}>
          ${link} ${icon("forward")}
        </button>`,
    );
  }

  /** The status itself. @param foot - What can be done about it. */
  #renderOpen(foot: unknown) {
    const { colour, word, why, todo, until, outOfDate } = this.words;
    return html`<section data-colour=${colour} data-testid="status" aria-labelledby="word">
      ${statusShape(colour, 76)}
      <h1 id="word" tabindex="-1">${word}</h1>
      <p data-testid="status-why">${why}</p>
      ${todo === null ? nothing : html`<p data-testid="status-todo">${todo}</p>`}
      ${until === null ? nothing : html`<p class="until" data-testid="status-until">${until}</p>`}
      ${outOfDate === null ? nothing : html`<p class="old" data-testid="status-out-of-date">${outOfDate}</p>`}
      ${foot}
    </section>`;
  }

  /** Closed, and the same whatever the status is; what is held lies above it and changes nothing of the page's layout. */
  #renderQuiet() {
    return html`<div class="quiet">
      <section data-colour="closed" data-testid="status-closed" aria-labelledby="word">
        <h1 id="word" tabindex="-1">${msg("Your status is closed")}</h1>
        <button
          class="button mend"
          type="button"
          data-testid="hold-status"
          aria-pressed=${this.held}
          @pointerdown=${this.#hold}
          @pointerup=${this.#release}
          @pointercancel=${this.#release}
          @pointerleave=${this.#release}
          @keydown=${this.#hold}
          @keyup=${this.#release}
          @blur=${this.#release}
          @click=${this.#press}
          @contextmenu=${(event: Event) => event.preventDefault()}
        >
          ${msg("Hold to see it")}
        </button>
      </section>
      <div aria-live="polite">${this.held ? this.#renderOpen(nothing) : nothing}</div>
    </div>`;
  }

  #check = (): void => {
    this.dispatchEvent(new ActEvent({ do: "check-now" }));
  };

  #explain = (): void => {
    const isLocked = this.words.mend === "unlock";
    this.dispatchEvent(new ActEvent(isLocked ? { do: "open-lock" } : { do: "open", screen: { at: "why" } }));
  };

  #unlock = (): void => {
    const screen = { at: "unlock", next: null, progress: null, problem: null } as const;
    this.dispatchEvent(new ActEvent({ do: "open", screen }));
  };

  /** Held: by a finger, a key, or, where a screen reader presses it, until it is pressed again. */
  #hold = (event: Event): void => {
    const isKey = event instanceof KeyboardEvent;
    if (isKey && event.key !== " " && event.key !== "Enter") return;
    if (isKey) event.preventDefault();
    this.heldAt = event.timeStamp;
    this.held = true;
  };

  #release = (): void => {
    this.held = false;
  };

  #press = (event: MouseEvent): void => {
    // After a hold a click follows; one that comes alone is a screen reader's.
    if (event.detail === 0 && event.timeStamp - this.heldAt > 1_000) this.held = !this.held;
  };

  private heldAt = -Infinity;
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-status": StatusCard;
  }
}
