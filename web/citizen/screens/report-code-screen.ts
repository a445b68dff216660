import { msg } from "@lit/localize";
import { css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../../parts/claim-field.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { ClaimField, ClaimTypedEvent } from "../../parts/claim-field.ts";
import type { Screen } from "../screen.ts";
import { claimDraft } from "../../parts/claim-words.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { reportableVisits } from "../running.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * The claim code: typed, pasted, scanned or from a link. Sends nothing.
 *
 * @element celadon-report-code
 * @fires act - `code-typed`, `claim-entered`.
 */
@customElement("celadon-report-code")
export class ReportCodeScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      form {
        display: grid;
        gap: var(--space-2);
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
  @query("celadon-claim-field") private field!: ClaimField | null;

  protected override render() {
    const { draft, byLink } = this.screen;
    if (this.nothingToReport) return this.#renderNothing(byLink && draft !== "" ? claimDraft(draft) : null);
    return html`<celadon-frame heading=${msg("Warn the people who were there")} has-foot>
      <p>
        ${msg("With a positive test you are given a claim code. With it you can warn the people who were at the same places at the same time, without saying who you are.")}
      </p>
      <form id="form" @submit=${this.#submit}>
        <celadon-claim-field
          .draft=${draft}
          .problem=${this.screen.problem}
          @claim-typed=${this.#typed}
        ></celadon-claim-field>
      </form>
      <p class="soft">${msg("Nothing is sent yet. Next you choose, visit by visit, what to report.")}</p>
      <div>
        <button class="button" type="button" data-testid="scan-claim" @click=${this.#scan}>
          ${msg("Scan the claim code")}
        </button>
      </div>
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

  #typed = ({ draft }: ClaimTypedEvent): void => {
    this.dispatchEvent(new ActEvent({ do: "code-typed", draft }));
  };

  /** The scanner knows a claim code when it sees one, and leads back here with it. */
  #scan = (): void => {
    const scan = { at: "scan", way: "camera", problem: null, trouble: null } as const;
    this.dispatchEvent(new ActEvent({ do: "open", screen: scan }));
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    this.dispatchEvent(new ActEvent({ do: "claim-entered", draft: this.field?.text ?? "" }));
  };

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
