import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { controls } from "../style/controls.ts";
import { claimDraft, readClaim } from "./claim-words.ts";

/** What was typed changed. */
export class ClaimTypedEvent extends Event {
  static readonly type = "claim-typed";
  readonly draft: string;
  /** What it was before it was set in groups: a link that was pasted is whole here. */
  readonly typed: string;
  constructor(draft: string, typed: string) {
    super(ClaimTypedEvent.type);
    this.draft = draft;
    this.typed = typed;
  }
}

/**
 * Where a claim code is typed or pasted: in groups of four, forgiving, and checked while it is typed, without asking anybody.
 *
 * @element celadon-claim-field
 * @fires claim-typed
 */
@customElement("celadon-claim-field")
export class ClaimField extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      label {
        font-weight: 600;
      }
      input.field {
        font-family: ui-monospace, "Noto Sans Mono", monospace;
        font-size: var(--text-xl);
        letter-spacing: 0.04em;
        text-align: center;
        text-transform: uppercase;
        direction: ltr;
        min-block-size: var(--tap-main);
      }
      input[aria-invalid="true"] {
        border-width: 3px;
      }
      .problem {
        font-weight: 600;
      }
    `,
  ];

  @property() draft = "";
  /** What is wrong with it, said after the person wanted to go on; `null` when nothing is. */
  @property({ attribute: false }) problem: string | null = null;

  /** What can be said of it while it is typed. */
  @state() private remark = "";
  @query("input") private input!: HTMLInputElement;

  /** What stands in the field now. */
  get text(): string {
    return this.input.value;
  }

  override focus(): void {
    this.input.focus();
  }

  protected override render() {
    return html`<label for="code">${msg("Claim code")}</label>
      <input
        class="field"
        id="code"
        data-testid="claim-code"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        inputmode="text"
        placeholder="XXXX-XXXX-XXXX"
        aria-describedby="hint problem"
        aria-invalid=${this.problem === null ? "false" : "true"}
        .value=${claimDraft(this.draft)}
        @input=${this.#typed}
        @keydown=${this.#keyDown}
      />
      <p class="soft" id="hint">
        ${msg(
          "Twelve letters and digits. Capital or small, with or without hyphens; a link to it works too.",
        )}
      </p>
      <p class="soft" role="status" data-testid="claim-remark">${this.remark}</p>
      <p class="problem" id="problem" role="alert" data-testid="claim-problem">${this.problem}</p>`;
  }

  #typed = (): void => {
    const typed = this.input.value;
    // Grouping moves the caret; while something in the middle is corrected the text is left alone.
    const atEnd = this.input.selectionStart === this.input.value.length;
    if (atEnd) this.input.value = claimDraft(this.input.value);
    this.remark = remarkOn(this.input.value);
    this.dispatchEvent(new ClaimTypedEvent(this.input.value, typed));
  };

  /** A form around this element does not see the field in it. */
  #keyDown = ({ key }: KeyboardEvent): void => {
    if (key === "Enter") this.closest("form")?.requestSubmit();
  };

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.get("problem") === null && this.problem !== null) this.input.focus();
  }
}

const claimCodeCharacters = 12;

/** Nothing while too little is there to be judged. */
function remarkOn(draft: string): string {
  if (draft.replace(/[\s-]/g, "").length < claimCodeCharacters) return "";
  const reading = readClaim(draft);
  return reading.kind === "code" ? msg("The twelve characters fit together.") : reading.problem;
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-claim-field": ClaimField;
  }
  interface HTMLElementEventMap {
    "claim-typed": ClaimTypedEvent;
  }
}
