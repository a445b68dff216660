import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { cameraHelp } from "../parts/scanner/camera-help.ts";
import "../parts/scanner/code-camera.ts";
import type { CameraTroubleEvent, CodeSeenEvent } from "../parts/scanner/code-camera.ts";
import { openCodeReader } from "../parts/scanner/code-reader.ts";
import { readPicture } from "../parts/scanner/picture.ts";
import { controls } from "../style/controls.ts";
import { fileButton } from "../style/file-button.ts";
import { fieldStyle } from "../style/field-style.ts";
import { VenueError } from "./errors.ts";
import { decodeRecoverySheet, type RecoverySheet, tidySheetText } from "./recovery-sheet.ts";
import { type SheetProblem, sheetProblemWords } from "./sheet-problem.ts";

/** The text of a recovery sheet was read and is one. Its region is still to be compared. */
export class SheetReadEvent extends Event {
  static readonly type = "sheet-read";
  readonly sheet: RecoverySheet;
  constructor(sheet: RecoverySheet) {
    super(SheetReadEvent.type, { bubbles: true, composed: true });
    this.sheet = sheet;
  }
}

/** Whatever a camera sees that does not begin as a sheet's code. */
const otherCode = /^(?!CELADON-SHEET:)/;

/**
 * Reads a recovery sheet: typed or pasted, by the camera, or from a picture. What it read is nowhere but in the event.
 *
 * @element venue-sheet-reader
 * @fires sheet-read
 */
@customElement("venue-sheet-reader")
export class SheetReader extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    fileButton,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
      }
      textarea.field {
        min-block-size: 11rem;
        font-family: ui-monospace, "Noto Sans Mono", "DejaVu Sans Mono", monospace;
        letter-spacing: 0.06em;
        overflow-wrap: anywhere;
        resize: vertical;
      }
      celadon-code-camera {
        min-block-size: min(44dvh, 22rem);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
    `,
  ];

  /** What is wrong with the sheet beyond its text, said where mistakes of the text are. */
  @property({ attribute: false }) refusal: SheetProblem | null = null;

  @state() private way: "text" | "camera" = "text";
  @state() private problem: SheetProblem | null = null;
  @state() private trouble: CameraTroubleEvent["trouble"] | null = null;
  @query("#text") private field!: HTMLTextAreaElement | null;

  /** Read what was typed, and tell. The focus goes to the field when it is no sheet. */
  readTyped(): void {
    const typed = this.field?.value ?? "";
    this.#read(typed, /^\s*CELADON:/);
    if (this.problem !== null) this.field?.focus();
  }

  protected override render() {
    const problem = this.problem ?? this.refusal;
    return html`${this.way === "text" ? this.#renderText() : this.#renderCamera()}
      <div id="text-problem" role="alert">
        ${
          problem === null
            ? nothing
            : html`<p class="problem" data-testid="sheet-problem">${sheetProblemWords(problem)}</p>`
        }
      </div>
      <div class="ways">
        <button class="button" type="button" @click=${this.#changeWay}>
          ${this.way === "text" ? msg("Use the camera") : msg("Type it instead")}
        </button>
        <label class="button file">
          ${msg("From a picture")}
          <input type="file" accept="image/*" data-testid="picture" @change=${this.#picture} />
        </label>
      </div>`;
  }

  #renderText() {
    return html`<div class="question">
      <label for="text">${msg("Letters and digits on the recovery sheet")}</label>
      <textarea
        class="field"
        id="text"
        dir="ltr"
        rows="6"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        aria-describedby="text-hint text-problem"
        aria-invalid=${this.problem === null ? "false" : "true"}
        @input=${() => (this.problem = null)}
      ></textarea>
      <p class="soft" id="text-hint">
        ${msg("Spaces, lines and small letters do not matter. There is no I, L, O or U in it.")}
      </p>
    </div>`;
  }

  #renderCamera() {
    if (this.trouble !== null) {
      const { what, todo } = cameraHelp(this.trouble);
      return html`<section class="card" role="status">
        <h2>${what}</h2>
        <p>
          ${this.trouble === "refused" ? todo : msg("Type what stands on the sheet, or choose a picture of it.")}
        </p>
      </section>`;
    }
    return html`<celadon-code-camera
        data-testid="camera"
        @code-seen=${(event: CodeSeenEvent) => this.#read(event.text, otherCode)}
        @camera-trouble=${(event: CameraTroubleEvent) => (this.trouble = event.trouble)}
      ></celadon-code-camera>
      <p class="soft">
        ${msg("Hold this device over the sheet’s code. The picture stays on this device.")}
      </p>`;
  }

  #changeWay = (): void => {
    this.way = this.way === "text" ? "camera" : "text";
    this.problem = this.trouble = null;
  };

  #picture = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const picture = input.files?.[0];
    input.value = "";
    if (picture === undefined) return;
    try {
      const [text] = await readPicture(picture, await openCodeReader());
      if (text === undefined) this.problem = "no-code-in-picture";
      else this.#read(text, otherCode);
    } catch {
      this.way = "camera";
      this.trouble = "no-decoder";
    }
  };

  /** @param other - What is another code than a sheet's. */
  #read(text: string, other: RegExp): void {
    this.problem = text.trim() === "" ? "empty" : other.test(text) ? "other-code" : null;
    if (this.problem !== null) return;
    try {
      this.dispatchEvent(new SheetReadEvent(decodeRecoverySheet(tidySheetText(text))));
    } catch (error) {
      if (!(error instanceof VenueError)) throw error;
      this.problem = error.code;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-sheet-reader": SheetReader;
  }
  interface HTMLElementEventMap {
    "sheet-read": SheetReadEvent;
  }
}
