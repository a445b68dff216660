import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { frameCount } from "../../../protocol/index.ts";
import type { CameraTrouble } from "../../parts/scanner/camera.ts";
import { cameraHelp } from "../../parts/scanner/camera-help.ts";
import "../../parts/scanner/code-camera.ts";
import type { CameraTroubleEvent, CodeSeenEvent } from "../../parts/scanner/code-camera.ts";
import { controls } from "../../style/controls.ts";
import { fileButton } from "../../style/file-button.ts";
import { sectionStyle } from "../section-style.ts";
import { CaseActEvent } from "./case-act.ts";
import { handoverBytesMax } from "./case-desk.ts";
import type { CaseState } from "./case-state.ts";
import { readingProblemWords } from "./case-words.ts";

/**
 * Where a case's visits come in: from the phone's screen by camera, or as a file.
 *
 * @element authority-case-reader
 * @fires case-act
 */
@customElement("authority-case-reader")
export class CaseReader extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    fileButton,
    css`
      celadon-code-camera {
        inline-size: min(100%, 30rem);
        min-block-size: min(52dvh, 24rem);
      }
      progress {
        inline-size: min(100%, 30rem);
        block-size: 10px;
        accent-color: var(--glaze-deep);
      }
      label {
        display: grid;
        gap: var(--space-2);
      }
      .file {
        display: inline-flex;
      }
    `,
  ];

  @property({ attribute: false }) state!: CaseState & { at: "begin" };

  @state() private trouble: CameraTrouble | "no-decoder" | null = null;

  protected override render() {
    const { camera, problem } = this.state;
    return html`<section aria-labelledby="read">
      <h2 id="read" tabindex="-1">${msg("Take the visits over")}</h2>
      <p class="lead">
        ${msg("On the visitor's phone: More, Hand visits to the health worker. Film the codes it shows, or choose the file it saved.")}
      </p>
      ${camera === null ? nothing : this.#renderCamera(camera.collection)}
      <div class="actions">
        <button
          class="button ${camera === null ? "main" : ""}"
          type="button"
          data-testid="film"
          @click=${this.#film}
        >
          ${camera === null ? msg("Film the codes") : msg("Turn the camera off")}
        </button>
        <label class="button file">
          ${msg("Choose a file")}
          <input type="file" data-testid="choose-handover" @change=${this.#choose} />
        </label>
      </div>
      <p role="alert" class=${problem === null ? "" : "problem"} data-testid="reading-problem">
        ${problem === null ? "" : readingProblemWords(problem)}
      </p>
      <p class="soft lead">
        ${msg("What is read stays in this page's memory only and goes when you put the case away, close the page or sign out. What you send waits on this device's disk until it has left, and is deleted then. The authority's own records get nothing of it: not who, not when, not how many visits.")}
      </p>
    </section>`;
  }

  #renderCamera(collection: NonNullable<(CaseState & { at: "begin" })["camera"]>["collection"]) {
    if (this.trouble !== null) {
      return html`<p class="problem" role="alert" data-testid="camera-trouble">
        ${cameraHelp(this.trouble).what}
        ${msg("Let the visitor's phone save a file instead, and choose it here.")}
      </p>`;
    }
    return html`<celadon-code-camera
        data-testid="camera"
        quick
        @code-seen=${this.#seen}
        @camera-trouble=${this.#noCamera}
      ></celadon-code-camera>
      <div role="status" data-testid="received">
        ${
          collection === null
            ? html`<p class="soft">
                ${msg("Hold the visitor's phone before the camera. The picture stays on this device.")}
              </p>`
            : html`<label class="figures">
                ${msg(str`${collection.chunks.size} of ${frameCount(collection.length)} parts are here. Hold still until all are.`)}
                <progress max=${frameCount(collection.length)} .value=${collection.chunks.size}></progress>
              </label>`
        }
      </div>`;
  }

  #film = (): void => {
    const isOn = this.state.camera === null;
    this.trouble = null;
    this.#say((desk) => desk.look(isOn));
  };

  #seen = ({ text }: CodeSeenEvent): void => {
    this.#say((desk) => desk.takeFrame(text));
  };

  #noCamera = ({ trouble }: CameraTroubleEvent): void => {
    this.trouble = trouble;
  };

  #choose = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file === undefined) return;
    // What is larger is something else, and is not read to the end to find out.
    const bytes = new Uint8Array(await file.slice(0, handoverBytesMax).arrayBuffer());
    this.#say((desk) => desk.read(bytes));
  };

  #say(act: CaseActEvent["act"]): void {
    this.dispatchEvent(new CaseActEvent(act));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-case-reader": CaseReader;
  }
}
