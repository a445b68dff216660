import { msg } from "@lit/localize";
import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { TransferScreen } from "../transfer/transfer-screen.ts";
import { controls } from "../../style/controls.ts";
import { fileButton } from "../../style/file-button.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Which of the two phones this is, and what to do with it.
 *
 * @element celadon-move
 * @fires act - `begin-move`, `move-file`, `open` the camera.
 */
@customElement("celadon-move")
export class MoveScreen extends FramedScreen {
  static override styles = [controls, fileButton, transferStyle];

  @property({ attribute: false }) screen!: TransferScreen & { at: "move" };

  protected override render() {
    return html`<celadon-frame heading=${msg("Move to a new phone")}>
      <p>
        ${msg(
          "Your diary, warnings, what you reported, your settings and a code that you show go from one phone to the other, sealed with a passphrase. Nothing goes over the network.",
        )}
      </p>
      <section class="card">
        <h2>${msg("This is the old phone")}</h2>
        <p class="soft">${msg("It shows moving codes, or saves a file, for the new one.")}</p>
        <button class="button" type="button" data-testid="move-out" @click=${this.#act({ do: "begin-move" })}>
          ${msg("Move from this phone")}
        </button>
      </section>
      <section class="card">
        <h2>${msg("This is the new phone")}</h2>
        <p class="soft">${msg("It adds what the old one brings to what is here already.")}</p>
        <div class="row">
          <button
            class="button"
            type="button"
            data-testid="move-in"
            @click=${this.#act({
              do: "open",
              screen: { at: "receive", collection: null, problem: null, trouble: null },
            })}
          >
            ${msg("Scan the old phone")}
          </button>
          <label class="button file">
            ${msg("Choose a file")}
            <input type="file" data-testid="move-file" @change=${this.#choose} />
          </label>
        </div>
        <p role="alert" data-testid="move-problem">${this.screen.problem}</p>
      </section>
    </celadon-frame>`;
  }

  #choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file !== undefined) this.dispatchEvent(new ActEvent({ do: "move-file", file }));
  };

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `move`. */
export const drawScreen: DrawScreen<"move"> = ({ screen }) =>
  html`<celadon-move data-screen="move" .screen=${screen}></celadon-move>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-move": MoveScreen;
  }
}
