import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { companionLengthMax, companionsMax } from "../../device/device.ts";
import { controls } from "../../style/controls.ts";
import { placeName } from "../words/place-name.ts";

/** Other companions were chosen. */
export class CompanionsEvent extends Event {
  static readonly type = "companions";
  readonly companions: readonly string[];
  constructor(companions: readonly string[]) {
    super(CompanionsEvent.type);
    this.companions = companions;
  }
}

/**
 * Who is there, too, without a phone: one quiet line that unfolds, with those of last time as chips.
 *
 * @element celadon-companions
 * @fires companions
 */
@customElement("celadon-companions")
export class CompanionsField extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      summary {
        display: flex;
        align-items: center;
        min-block-size: var(--tap);
        text-decoration: underline;
        text-underline-offset: 0.2em;
        cursor: pointer;
      }
      .inner,
      .name {
        display: grid;
        gap: var(--space-2);
      }
      .name {
        font-weight: 600;
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .chip {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-block-size: var(--tap);
        padding-inline: var(--space-4);
        border-radius: 999px;
        background: var(--quiet);
        overflow-wrap: anywhere;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) companions: readonly string[] = [];
  /** Who was named before. */
  @property({ attribute: false }) remembered: readonly string[] = [];

  @query("input[type=text]") private input!: HTMLInputElement | null;

  protected override render() {
    const offered = [...new Set([...this.remembered, ...this.companions])];
    const full = this.companions.length >= companionsMax;
    return html`<details ?open=${this.companions.length > 0} data-testid="companions">
      <summary>${msg("Somebody with you who has no phone?")}</summary>
      <div class="inner">
        <p class="soft">
          ${msg("A child, a parent. Only a note for you: a warning then says that it is about them, too. Names never leave your phone.")}
        </p>
        ${
          offered.length === 0
            ? nothing
            : html`<div class="chips" role="group" aria-label=${msg("Who is with you")}>
                ${offered.map((name) => this.#renderChip(name, full))}
              </div>`
        }
        ${
          full
            ? nothing
            : html`<label class="name">
                ${msg("Name")}
                <input
                  class="field"
                  type="text"
                  autocomplete="off"
                  maxlength=${companionLengthMax}
                  data-testid="companion-name"
                  @change=${this.#add}
                  @keydown=${this.#enter}
                />
              </label>`
        }
      </div>
    </details>`;
  }

  #renderChip(name: string, full: boolean) {
    const chosen = this.companions.includes(name);
    return html`<label class="chip">
      <input
        type="checkbox"
        .checked=${chosen}
        ?disabled=${full && !chosen}
        @change=${() =>
          this.#choose(chosen ? this.companions.filter((each) => each !== name) : [...this.companions, name])}
      />
      ${placeName(name)}
    </label>`;
  }

  #add = (): void => {
    const name = this.input?.value.trim() ?? "";
    if (this.input !== null) this.input.value = "";
    if (name !== "" && !this.companions.includes(name)) this.#choose([...this.companions, name]);
  };

  /** In a form, the key that ends a name must not send the form. */
  #enter = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    this.#add();
  };

  #choose(companions: readonly string[]): void {
    this.dispatchEvent(new CompanionsEvent(companions));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-companions": CompanionsField;
  }
}
