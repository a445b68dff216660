import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../../parts/screen-frame.ts";
import type { ScreenFrame } from "../../parts/screen-frame.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Screen } from "../screen.ts";
import { claimDraft } from "../words/claim-words.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { reportableVisits } from "../running.ts";

/**
 * The claim code: typed, pasted, scanned or from a link. Sends nothing.
 *
 * @element celadon-report-code
 * @fires act - `code-typed`, `claim-entered`.
 */
@customElement("celadon-report-code")
export class ReportCodeScreen extends LitElement {
  static override styles = [
    controls,
    css`
      form {
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
      .card {
        display: grid;
        gap: var(--space-3);
      }
      .code {
        font:
          500 var(--text-xl) / 1.2 ui-monospace,
          "Noto Sans Mono",
          monospace;
        direction: ltr;
        text-align: start;
        user-select: all;
      }
    `,
  ];

  @property({ attribute: false }) screen!: Screen & { at: "report-code" };
  /** There is no visit that could be reported from this device. */
  @property({ type: Boolean, attribute: "nothing-to-report" }) nothingToReport = false;

  @state() private copied = false;
  @query("celadon-frame") private frame!: ScreenFrame;
  @query("input") private input!: HTMLInputElement | null;

  /** Put the focus on the heading. */
  focusHeading(): void {
    this.frame.focusHeading();
  }

  protected override render() {
    const { draft, byLink } = this.screen;
    if (this.nothingToReport) return this.#renderNothing(byLink && draft !== "" ? claimDraft(draft) : null);
    return html`<celadon-frame heading=${msg("Warn the people who were there")} has-foot>
      <p>
        ${msg("With a positive test you are given a claim code. With it you can warn the people who were at the same places at the same time, without saying who you are.")}
      </p>
      <form id="form" @submit=${this.#submit}>
        <label for="code">${msg("Claim code")}</label>
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
          aria-invalid=${this.screen.problem === null ? "false" : "true"}
          .value=${claimDraft(draft)}
          @input=${this.#typed}
        />
        <p class="soft" id="hint">
          ${msg("Twelve letters and digits. Capital or small, with or without hyphens; a link to it works too.")}
        </p>
        <p class="problem" id="problem" role="alert" data-testid="claim-problem">${this.screen.problem}</p>
      </form>
      <p class="soft">${msg("Nothing is sent yet. Next you choose, visit by visit, what to report.")}</p>
      <button slot="foot" class="button first" type="button" data-testid="claim-go-on" @click=${this.#submit}>
        ${msg("Choose visits")}
      </button>
    </celadon-frame>`;
  }

  #renderNothing(code: string | null) {
    return html`<celadon-frame
      heading=${code === null ? msg("There is nothing to report here") : msg("Your claim code")}
    >
      ${
        code === null
          ? html`<section class="card">
              <p>
                ${msg("This diary has no visit that was not reported already. Only visits that you checked in to with this page, on this device, can be reported from here.")}
              </p>
            </section>`
          : html`<section class="card">
              <p class="code" data-testid="carry-over">${code}</p>
              <div>
                <button class="button" type="button" @click=${() => this.#copy(code)}>
                  ${this.copied ? msg("Copied") : msg("Copy the code")}
                </button>
              </div>
              <p>
                ${msg("The diary here is empty, so there is nothing to report from here. If you use Celadon from your home screen or in another browser, open it there, choose “Warn the people who were there”, and type this code.")}
              </p>
              <p class="soft">${msg("Opening this link sent nothing.")}</p>
            </section>`
      }
    </celadon-frame>`;
  }

  #typed = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    // Grouping moves the caret; while something in the middle is corrected the text is left alone.
    const atEnd = input.selectionStart === input.value.length;
    if (atEnd) input.value = claimDraft(input.value);
    this.dispatchEvent(new ActEvent({ do: "code-typed", draft: input.value }));
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    this.dispatchEvent(new ActEvent({ do: "claim-entered", draft: this.input?.value ?? "" }));
  };

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("screen") as ReportCodeScreen["screen"] | undefined;
    if (before?.problem === null && this.screen.problem !== null) this.input?.focus();
  }

  async #copy(code: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(code);
      this.copied = true;
    } catch {
      // The code can be selected and copied by hand.
    }
  }
}

/** The screen `report-code`. */
export const drawScreen: DrawScreen<"report-code"> = ({ running: { device }, screen }) =>
  html`<celadon-report-code
    data-screen="report-code"
    .screen=${screen}
    ?nothing-to-report=${reportableVisits(device).length === 0}
  ></celadon-report-code>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-report-code": ReportCodeScreen;
  }
}
