import { msg } from "@lit/localize";
import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../../parts/code-film.ts";
import { encodeFrames } from "../../../protocol/index.ts";
import { plural } from "../../parts/plural.ts";
import type { TransferScreen } from "../transfer/transfer-screen.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * The chosen visits as codes or a file, and what they reveal.
 *
 * @element celadon-handover
 * @fires act - `save-bytes`.
 */
@customElement("celadon-handover")
export class HandoverScreen extends FramedScreen {
  static override styles = [controls, transferStyle];

  @property({ attribute: false }) screen!: TransferScreen & { at: "handover" };

  protected override render() {
    const { bytes, visits, withWords } = this.screen;
    return html`<celadon-frame heading=${msg("Show this to the health worker")}>
      <p>${plural(visits, msg("one: # visit | other: # visits"))}</p>
      <celadon-code-film
        .texts=${this.#texts(bytes)}
        label=${msg("Codes of your visits for the health authority")}
      ></celadon-code-film>
      <section class="card">
        <h2>${msg("What this reveals")}</h2>
        <p>
          ${
            withWords
              ? msg("The days and minutes, the names of the places and your notes.")
              : msg("The days and minutes of these visits, without the names of the places.")
          }
          ${msg(
            "Whoever was at one of these places can tell that you were there, and the health authority knows who you are. It is not encrypted: show it to the health worker only.",
          )}
        </p>
        <p class="soft">
          ${msg(
            "When these visits are published, your own phone may show a warning for them: it is your own report that it found.",
          )}
        </p>
        <button
          class="button"
          type="button"
          data-testid="save-handover"
          @click=${this.#act({ do: "save-bytes", name: "visits.celadon-visits", bytes })}
        >
          ${msg("Save it as a file instead")}
        </button>
      </section>
    </celadon-frame>`;
  }

  #shown: { readonly bytes: Uint8Array; readonly texts: readonly string[] } | null = null;

  #texts(bytes: Uint8Array): readonly string[] {
    if (this.#shown?.bytes !== bytes) this.#shown = { bytes, texts: encodeFrames("visits", bytes) };
    return this.#shown.texts;
  }

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `handover`. */
export const drawScreen: DrawScreen<"handover"> = ({ screen }) =>
  html`<celadon-handover data-screen="handover" .screen=${screen}></celadon-handover>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-handover": HandoverScreen;
  }
}
