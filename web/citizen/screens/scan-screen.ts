import { msg } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import "../../parts/scanner/code-camera.ts";
import type { CameraTroubleEvent, CodeSeenEvent } from "../../parts/scanner/code-camera.ts";
import { controls } from "../../style/controls.ts";
import { fileButton } from "../../style/file-button.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { Screen } from "../screen.ts";
import { cameraHelp } from "../../parts/scanner/camera-help.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Read a place's code: by camera, from a picture, or as text.
 *
 * @element celadon-scan
 * @fires act - `code-text`, `code-picture`, `scan-way`, `camera-trouble`.
 */
@customElement("celadon-scan")
export class ScanScreen extends FramedScreen {
  static override styles = [
    controls,
    fileButton,
    css`
      celadon-code-camera {
        flex: 1;
        min-block-size: min(56dvh, 26rem);
      }
      .stage {
        display: flex;
        flex-direction: column;
        gap: var(--space-4);
      }
      .stage:has(celadon-code-camera) {
        min-block-size: min(70dvh, 34rem);
      }
      .problem h2,
      .help h2 {
        margin-block-end: var(--space-1);
      }
      .problem {
        display: grid;
        gap: var(--space-2);
        justify-items: start;
        border-inline-start: 6px solid var(--glaze-deep);
      }
      .help .button {
        margin-block-start: var(--space-4);
      }
      textarea.field {
        min-block-size: 9rem;
        resize: vertical;
        overflow-wrap: anywhere;
      }
      form {
        display: grid;
        gap: var(--space-3);
      }
      label.title {
        font-weight: 600;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        justify-content: center;
      }
    `,
  ];

  @property({ attribute: false }) screen!: Screen & { at: "scan" };
  @property({ type: Boolean }) busy = false;

  @query("textarea") private textarea!: HTMLTextAreaElement | null;

  protected override render() {
    const { way, problem, trouble, slip } = this.screen;
    return html`<celadon-frame heading=${slip === true ? msg("Check a paper slip") : msg("Scan a code")}>
      <div class="stage">
        ${
          way === "text"
            ? this.#renderText()
            : trouble === null
              ? html`<celadon-code-camera
                  data-testid="camera"
                  @code-seen=${this.#seen}
                  @camera-trouble=${this.#trouble}
                ></celadon-code-camera>`
              : this.#renderTrouble(trouble)
        }
        <div role="alert">
          ${
            problem === null
              ? nothing
              : html`<section class="card problem" data-testid="code-problem" data-code=${problem.code}>
                  <h2>${problem.what}</h2>
                  <p>${problem.todo}</p>
                  ${problem.slip === undefined ? nothing : this.#renderSlip(problem.slip)}
                </section>`
          }
        </div>
        ${
          way === "camera" && trouble === null && problem === null
            ? html`<p class="soft">
                ${
                  slip === true
                    ? msg(
                        "Hold the phone over the code on the slip, however old it is. It is looked up in the lists on this phone; nothing is sent, and no visit is made.",
                      )
                    : msg("Hold the phone over the place's code. The picture stays on this phone.")
                }
              </p>`
            : nothing
        }
      </div>
      <div class="ways">
        ${
          way === "text"
            ? html`<button
                class="button"
                type="button"
                @click=${this.#act({ do: "scan-way", way: "camera" })}
              >
                ${msg("Use the camera")}
              </button>`
            : html`<button
                class="button"
                type="button"
                data-testid="paste"
                @click=${this.#act({ do: "scan-way", way: "text" })}
              >
                ${msg("Paste a code")}
              </button>`
        }
        <label class="button file">
          ${msg("From a picture")}
          <input type="file" accept="image/*" data-testid="picture" @change=${this.#picture} />
        </label>
      </div>
    </celadon-frame>`;
  }

  /** A code that is past is no way in, but it may be somebody's slip. */
  #renderSlip(text: string) {
    return html`<p class="soft">${msg("Is it the paper slip of somebody without a phone?")}</p>
      <button
        class="button"
        type="button"
        data-testid="check-slip"
        @click=${this.#act({ do: "check-slip", text })}
      >
        ${msg("Look it up in the lists")}
      </button>`;
  }

  #renderText() {
    return html`<form @submit=${this.#submit}>
      <label class="title" for="text">${msg("The code's text")}</label>
      <p class="soft" id="hint">${msg("It begins with CELADON: and goes on in digits.")}</p>
      <textarea
        class="field figures"
        id="text"
        data-testid="code-text"
        aria-describedby="hint"
        autocapitalize="off"
        autocomplete="off"
        spellcheck="false"
      ></textarea>
      <button class="button first" type="submit" ?disabled=${this.busy}>${msg("Go on")}</button>
    </form>`;
  }

  #renderTrouble(trouble: (Screen & { at: "scan" })["trouble"] & string) {
    const { what, todo } = cameraHelp(trouble);
    return html`<section class="card help" role="status" data-testid="camera-help" data-trouble=${trouble}>
      <h2>${what}</h2>
      <p>${todo}</p>
      ${
        trouble === "none" || trouble === "no-decoder" || trouble === "insecure"
          ? nothing
          : html`<button class="button" type="button" @click=${this.#act({ do: "scan-way", way: "camera" })}>
              ${msg("Try again")}
            </button>`
      }
    </section>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("screen") as ScanScreen["screen"] | undefined;
    if (before !== undefined && before.way !== "text" && this.screen.way === "text") this.textarea?.focus();
    // The owner's sheet does not even stay in the field.
    if (this.screen.problem?.code === "recovery-sheet" && this.textarea !== null) this.textarea.value = "";
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    this.dispatchEvent(new ActEvent({ do: "code-text", text: this.textarea?.value ?? "" }));
  };

  #seen = (event: CodeSeenEvent): void => {
    this.dispatchEvent(new ActEvent({ do: "code-text", text: event.text }));
  };

  #trouble = (event: CameraTroubleEvent): void => {
    this.dispatchEvent(new ActEvent({ do: "camera-trouble", trouble: event.trouble }));
  };

  #picture = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const picture = input.files?.[0];
    input.value = "";
    if (picture !== undefined) this.dispatchEvent(new ActEvent({ do: "code-picture", picture }));
  };

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `scan`. */
export const drawScreen: DrawScreen<"scan"> = ({ running: { busy }, screen }) =>
  html`<celadon-scan data-screen="scan" .screen=${screen} ?busy=${busy}></celadon-scan>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-scan": ScanScreen;
  }
}
