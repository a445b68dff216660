import { msg, str } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../../parts/scanner/code-camera.ts";
import { frameCount } from "../../../protocol/index.ts";
import type { CameraTroubleEvent, CodeSeenEvent } from "../../parts/scanner/code-camera.ts";
import type { TransferScreen } from "../transfer/transfer-screen.ts";
import { cameraHelp } from "../../parts/scanner/camera-help.ts";
import { controls } from "../../style/controls.ts";
import { fileButton } from "../../style/file-button.ts";
import { ActEvent } from "../act-event.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Collects the codes that another phone shows one after the other, in whatever order they come.
 *
 * @element celadon-receive
 * @fires act - `frame-seen`, `camera-trouble`, `move-file`.
 */
@customElement("celadon-receive")
export class ReceiveScreen extends FramedScreen {
  static override styles = [
    controls,
    fileButton,
    transferStyle,
    css`
      celadon-code-camera {
        min-block-size: min(52dvh, 26rem);
      }
    `,
  ];

  @property({ attribute: false }) screen!: TransferScreen & { at: "receive" };

  protected override render() {
    const { trouble, problem } = this.screen;
    return html`<celadon-frame heading=${msg("Scan the other phone")}>
      ${
        trouble === null
          ? html`<celadon-code-camera
              data-testid="camera"
              quick
              @code-seen=${this.#seen}
              @camera-trouble=${this.#trouble}
            ></celadon-code-camera>`
          : this.#renderTrouble(trouble)
      }
      <div role="status" data-testid="received">${this.#renderProgress()}</div>
      <p role="alert" data-testid="move-problem">${problem}</p>
    </celadon-frame>`;
  }

  #renderProgress() {
    const { collection, trouble } = this.screen;
    if (trouble !== null) return nothing;
    if (collection === null) {
      return html`<p class="soft">
        ${msg("Hold this phone over the codes that the other one shows. The picture stays on this phone.")}
      </p>`;
    }
    const total = frameCount(collection.length);
    const got = collection.chunks.size;
    return html`<label class="field-label figures">
      ${msg(str`${got} of ${total} parts are here. Hold still until all are.`)}
      <progress max=${total} .value=${got}></progress>
    </label>`;
  }

  #renderTrouble(trouble: NonNullable<(TransferScreen & { at: "receive" })["trouble"]>) {
    const { what } = cameraHelp(trouble);
    return html`<section class="card" data-testid="camera-help" data-trouble=${trouble}>
      <h2>${what}</h2>
      <p>${msg("Let the old phone save a file instead, bring it here, and choose it.")}</p>
      <label class="button file">
        ${msg("Choose a file")}
        <input type="file" @change=${this.#choose} />
      </label>
    </section>`;
  }

  #choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file !== undefined) this.dispatchEvent(new ActEvent({ do: "move-file", file }));
  };

  #seen = (event: CodeSeenEvent): void => {
    this.dispatchEvent(new ActEvent({ do: "frame-seen", text: event.text }));
  };

  #trouble = (event: CameraTroubleEvent): void => {
    this.dispatchEvent(new ActEvent({ do: "camera-trouble", trouble: event.trouble }));
  };
}

/** The screen `receive`. */
export const drawScreen: DrawScreen<"receive"> = ({ screen }) =>
  html`<celadon-receive data-screen="receive" .screen=${screen}></celadon-receive>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-receive": ReceiveScreen;
  }
}
