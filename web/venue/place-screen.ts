import { msg, str } from "@lit/localize";
import { LitElement, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../parts/mark.ts";
import "../parts/screen-frame.ts";
import { fullDay, longDuration, pageReader } from "../parts/time-words.ts";
import { controls } from "../style/controls.ts";
import { menuStyle } from "../style/menu.ts";
import { VenueActEvent } from "./act-event.ts";
import { endOf, type Place } from "./place.ts";
import { placeGroups } from "./place-entries.ts";

/**
 * One place, and everything that can be done with it.
 *
 * @element venue-place
 * @fires venue-act
 */
@customElement("venue-place")
export class PlaceScreen extends LitElement {
  static override styles = [controls, menuStyle];

  @property({ attribute: false }) place: Place | null = null;

  protected override render() {
    const { place } = this;
    if (place === null) return nothing;
    return html`<celadon-frame .heading=${place.name} back-label=${msg("Back to all places")}>
      ${this.#state(place).map((sentence) => html`<p class="soft">${sentence}</p>`)}
      <nav aria-label=${msg("What can be done with this place")}>
        ${placeGroups(place).map(
          ({ heading, entries }) =>
            html`<h2>${heading}</h2>
              <ul class="card">
                ${entries.map(
                  ({ label, name, act }) =>
                    html`<li>
                      <button
                        type="button"
                        data-testid="place-${name}"
                        @click=${() => this.dispatchEvent(new VenueActEvent(act))}
                      >
                        ${label} ${act.kind === "go" ? icon("forward") : nothing}
                      </button>
                    </li>`,
                )}
              </ul>`,
        )}
      </nav>
    </celadon-frame>`;
  }

  #state(place: Place): readonly string[] {
    const ends = fullDay(endOf(place), pageReader());
    if (place.pass === null) return [msg(str`Ended on ${ends}`)];
    if (place.archived === true) {
      return [
        msg("In the archive: this device shows no code of it."),
        msg("Keep its sheet for a month: with it alone can the visitors of these days be warned."),
      ];
    }
    return [
      msg(str`A scan counts for ${longDuration(place.stayMinutes * 60)}`),
      msg(str`The programme ends on ${ends}, and displays stop by themselves.`),
    ];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-place": PlaceScreen;
  }
}
