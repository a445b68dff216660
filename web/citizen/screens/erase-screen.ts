import { msg } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../elements/hold-button.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Erase everything: what goes, in plain words, and the button to hold that does it.
 *
 * @element celadon-erase
 * @fires act - `erase`.
 */
@customElement("celadon-erase")
export class EraseScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      li {
        padding-block: var(--space-1);
        padding-inline-start: var(--space-4);
        border-inline-start: 3px solid var(--line);
      }
    `,
  ];

  /** A warning stands, or a report is still being sent: erasing costs more than the diary. */
  @property({ type: Boolean }) warned = false;
  @property({ type: Boolean }) sending = false;
  @property({ type: Boolean }) busy = false;

  protected override render() {
    return html`<celadon-frame heading=${msg("Erase everything")} has-foot>
      <p>${msg("This deletes from this phone, at once and for good:")}</p>
      <ul>
        <li>${msg("your diary, with all notes")}</li>
        <li>${this.warned ? msg("your warnings, also the one that stands now") : msg("your warnings")}</li>
        <li>${msg("the lists, the record of requests, your settings")}</li>
        <li>${msg("the pages kept for use without a network, and places made in this browser")}</li>
        ${this.sending ? html`<li>${msg("what has not been sent yet of your report")}</li>` : nothing}
      </ul>
      <p>
        ${msg(
          "You will not be warned about past visits. What you reported before stays in the public list, and can no longer be taken back from here.",
        )}
      </p>
      <celadon-hold slot="foot" data-testid="erase-now" ?disabled=${this.busy} @held=${this.#erase}>
        ${this.busy ? msg("Erasing …") : msg("Erase everything")}
      </celadon-hold>
    </celadon-frame>`;
  }

  #erase = (): void => {
    this.dispatchEvent(new ActEvent({ do: "erase" }));
  };
}

/** The screen `erase`. */
export const drawScreen: DrawScreen<"erase"> = ({ running: { device, busy } }) =>
  html`<celadon-erase
    data-screen="erase"
    ?warned=${device.colour.colour === "yellow" || device.colour.colour === "red"}
    ?sending=${device.report?.step === "sending" || device.report?.step === "claiming"}
    ?busy=${busy}
  ></celadon-erase>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-erase": EraseScreen;
  }
}
