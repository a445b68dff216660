import { msg } from "@lit/localize";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../../parts/code-film.ts";
import { encodeFrames } from "../../../protocol/index.ts";
import type { Visit } from "../../device/device.ts";
import { pageReader } from "../../parts/time-words.ts";
import { placeName } from "../words/place-name.ts";
import { visitWhen } from "../words/visit-words.ts";
import { controls } from "../../style/controls.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { visitOf } from "../running.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * One visit as codes for a companion's own phone.
 *
 * @element celadon-hand-visit
 */
@customElement("celadon-hand-visit")
export class HandVisitScreen extends FramedScreen {
  static override styles = [controls, transferStyle];

  /** `null` when it is gone. */
  @property({ attribute: false }) visit: Visit | null = null;
  @property({ attribute: false }) bytes!: Uint8Array;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const { visit } = this;
    return html`<celadon-frame heading=${msg("Hand to another phone")}>
      ${
        visit === null
          ? nothing
          : html`<p>
              ${placeName(visit.name)}
              <span class="soft figures">${visitWhen(visit, this.now, pageReader())}</span>
            </p>`
      }
      <celadon-code-film
        .texts=${encodeFrames("visit", this.bytes)}
        label=${msg("Code of this visit for another phone")}
      ></celadon-code-film>
      <p>
        ${msg("Whoever was there with you scans this with Celadon on their phone, and is warned as you are.")}
      </p>
      <p class="soft">
        ${
          visit?.leaving === null
            ? msg(
                "It gives them your place and time up to when your visit is planned to end, not your note. Show it to nobody else.",
              )
            : msg("It gives them your place and times, not your note. Show it to nobody else.")
        }
      </p>
    </celadon-frame>`;
  }
}

/** The screen `hand-visit`. */
export const drawScreen: DrawScreen<"hand-visit"> = ({ screen, running: { device }, now }) =>
  html`<celadon-hand-visit
    data-screen="hand-visit"
    .visit=${visitOf(device, screen.id)}
    .bytes=${screen.bytes}
    .now=${now}
  ></celadon-hand-visit>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-hand-visit": HandVisitScreen;
  }
}
