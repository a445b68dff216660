import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";

/** How long it is held, ms. */
const holdMilliseconds = 1500;

/** It was held to the end, or confirmed in two steps. */
export class HeldEvent extends Event {
  static readonly type = "held";
  constructor() {
    super(HeldEvent.type);
  }
}

/**
 * A button for what cannot be undone: pressed and held, by finger, pointer or key (space or enter). Who cannot hold, or whose
 * screen reader presses for them, has two steps beside it.
 *
 * @element celadon-hold
 * @slot - What it does, in words.
 * @fires held
 */
@customElement("celadon-hold")
export class HoldButton extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
        justify-items: center;
      }
      .first {
        position: relative;
        overflow: hidden;
        touch-action: none;
        user-select: none;
        -webkit-touch-callout: none;
      }
      .fill {
        position: absolute;
        inset-block: 0;
        inset-inline-start: 0;
        inline-size: 0;
        background: currentcolor;
        opacity: 0.25;
      }
      .holding .fill {
        inline-size: 100%;
        transition: inline-size 1500ms linear;
      }
      @media (prefers-reduced-motion: reduce) {
        .holding .fill {
          transition: none;
          inline-size: 50%;
        }
      }
    `,
  ];

  @property({ type: Boolean }) disabled = false;

  @state() private holding = false;
  @state() private asked = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release();
  }

  protected override render() {
    return html`<button
        class="button first ${this.holding ? "holding" : ""}"
        type="button"
        data-testid="hold"
        aria-describedby="how"
        ?disabled=${this.disabled}
        @pointerdown=${this.#press}
        @pointerup=${this.#release}
        @pointerleave=${this.#release}
        @pointercancel=${this.#release}
        @keydown=${this.#keyDown}
        @keyup=${this.#release}
        @blur=${this.#release}
        @contextmenu=${(event: Event) => event.preventDefault()}
      >
        <span class="fill" aria-hidden="true"></span>
        <slot></slot>
      </button>
      <span class="soft" id="how" role="status">
        ${this.holding ? msg("Keep holding …") : msg("Press and hold, or hold the space bar.")}
      </span>
      ${
        this.asked
          ? html`<button
              class="button"
              type="button"
              data-testid="hold-confirm"
              ?disabled=${this.disabled}
              @click=${this.#done}
            >
              ${msg("Yes, do it now")}
            </button>`
          : html`<button
              class="button plain"
              type="button"
              data-testid="hold-two-steps"
              ?disabled=${this.disabled}
              @click=${this.#ask}
            >
              ${msg("Without holding, in two steps")}
            </button>`
      }`;
  }

  #press = (): void => {
    if (this.holding || this.disabled) return;
    this.holding = true;
    this.#timer = setTimeout(this.#done, holdMilliseconds);
  };

  #release = (): void => {
    clearTimeout(this.#timer);
    this.holding = false;
  };

  #keyDown = (event: KeyboardEvent): void => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (!event.repeat) this.#press();
  };

  #ask = async (): Promise<void> => {
    this.asked = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[data-testid="hold-confirm"]')?.focus();
  };

  #done = (): void => {
    this.#release();
    this.dispatchEvent(new HeldEvent());
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-hold": HoldButton;
  }
  interface HTMLElementEventMap {
    held: HeldEvent;
  }
}
