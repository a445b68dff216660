import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controls } from "../style/controls.ts";

/** One of a few answers. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Another answer was chosen. */
export class ChooseEvent extends Event {
  static readonly type = "choose";
  readonly value: string;
  constructor(value: string) {
    super(ChooseEvent.type);
    this.value = value;
  }
}

/**
 * A question with a few answers, of which one holds: radio buttons that look like chips.
 *
 * @element celadon-choice
 * @fires choose
 */
@customElement("celadon-choice")
export class ChoiceChips extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      legend {
        padding: 0;
        margin-block-end: var(--space-2);
        font-weight: 600;
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      label {
        position: relative;
        display: inline-flex;
        align-items: center;
        min-block-size: var(--tap);
        padding: var(--space-2) var(--space-4);
        border-radius: 999px;
        background: var(--quiet);
        cursor: pointer;
      }
      input {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        block-size: 100%;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      label:has(:checked) {
        background: var(--glaze-deep);
        color: var(--on-glaze-deep);
        font-weight: 600;
      }
      label:has(:focus-visible) {
        outline: 3px solid var(--glaze-deep);
        outline-offset: 3px;
      }
      @media (forced-colors: active) {
        label {
          border: 1px solid;
        }
        label:has(:checked) {
          border-width: 4px;
        }
      }
    `,
  ];

  @property() question = "";
  @property({ attribute: false }) choices: readonly Choice[] = [];
  @property() value = "";

  protected override render() {
    return html`<fieldset>
      <legend>${this.question}</legend>
      <div class="chips">
        ${this.choices.map(
          ({ value, label }) =>
            html`<label>
              <input
                type="radio"
                name="choice"
                value=${value}
                .checked=${value === this.value}
                @change=${() => this.dispatchEvent(new ChooseEvent(value))}
              />
              ${label}
            </label>`,
        )}
      </div>
    </fieldset>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-choice": ChoiceChips;
  }
  interface HTMLElementEventMap {
    choose: ChooseEvent;
  }
}
