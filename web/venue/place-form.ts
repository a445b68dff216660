import { msg } from "@lit/localize";
import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../parts/screen-frame.ts";
import { longDuration } from "../parts/time-words.ts";
import { controls } from "../style/controls.ts";
import { VenueActEvent } from "./act-event.ts";
import { fieldStyle } from "./field-style.ts";
import { lettersLeft, placeNameProblem, type PlaceNameProblem, tidyPlaceName } from "../parts/place-name.ts";
import "./region-note.ts";
import type { RegionState } from "./state.ts";
import { stayMinutesChoices, stayMinutesDefault } from "./stay.ts";
import { plural } from "../parts/plural.ts";

const problems: Record<PlaceNameProblem, () => string> = {
  empty: () => msg("Give the place a name. Visitors see it when they scan."),
  "too-long": () => msg("This name is too long for a code. Shorten it a little."),
  unprintable: () => msg("This name has a sign in it that cannot be shown. Type it anew by hand."),
};

/**
 * Makes a place: its name and how long a scan counts.
 *
 * @element venue-place-form
 * @fires venue-act
 */
@customElement("venue-place-form")
export class PlaceForm extends LitElement {
  static override styles = [controls, fieldStyle];

  @property({ attribute: false }) region: RegionState = { kind: "unknown", trouble: null };

  @state() private name = "";
  @state() private problem: PlaceNameProblem | null = null;
  /** Submitted before the region was known; goes on by itself when it comes. */
  @state() private waiting = false;
  @query("#name") private nameField!: HTMLInputElement;
  @query("#stay") private stayField!: HTMLSelectElement;

  #typed = (): void => {
    this.name = tidyPlaceName(this.nameField.value);
    if (this.problem !== null) this.problem = placeNameProblem(this.name);
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    this.name = tidyPlaceName(this.nameField.value);
    this.problem = placeNameProblem(this.name);
    if (this.problem !== null) {
      this.nameField.focus();
      return;
    }
    this.waiting = this.region.kind === "unknown";
    if (this.waiting) this.dispatchEvent(new VenueActEvent({ kind: "ask-region" }));
    else this.#make();
  };

  #make(): void {
    const stayMinutes = Number(this.stayField.value);
    this.dispatchEvent(new VenueActEvent({ kind: "make", name: this.name, stayMinutes }));
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!this.waiting || !changed.has("region")) return;
    this.waiting = this.region.trouble === null && this.region.kind === "unknown";
    if (this.region.kind === "known") this.#make();
  }

  protected override render() {
    return html`<celadon-frame
      heading=${msg("Make a place")}
      back-label=${msg("Back to all places")}
      has-foot
    >
      <form id="form" novalidate @submit=${this.#submit}>
        <div class="question">
          <label for="name">${msg("Name")}</label>
          <input
            class="field"
            id="name"
            autocomplete="organization"
            dir="auto"
            aria-describedby="name-hint name-problem name-count"
            aria-invalid=${this.problem === null ? "false" : "true"}
            @input=${this.#typed}
          />
          <p class="soft" id="name-hint">
            ${msg("What visitors see when they scan: the name over your door. Another name later is another place.")}
          </p>
          <div id="name-problem" role="alert">
            ${this.problem === null ? nothing : html`<p class="problem">${problems[this.problem]()}</p>`}
          </div>
          <p class="soft figures" id="name-count" aria-live="polite">${this.#count()}</p>
        </div>
        <div class="question">
          <label for="stay">${msg("How long do people stay at most?")}</label>
          <div class="select">
            <select class="field" id="stay" aria-describedby="stay-hint">
              ${stayMinutesChoices.map(
                (minutes) =>
                  html`<option value=${minutes} ?selected=${minutes === stayMinutesDefault}>
                    ${longDuration(minutes * 60)}
                  </option>`,
              )}
            </select>
          </div>
          <p class="soft" id="stay-hint">
            ${msg("A scan counts for this long, unless the visitor leaves earlier. Shorter is better for their privacy.")}
          </p>
        </div>
        <venue-region-note .region=${this.region}></venue-region-note>
      </form>
      <button slot="foot" class="button first" type="submit" form="form">
        ${this.waiting ? msg("One moment…") : msg("Make the place")}
      </button>
    </celadon-frame>`;
  }

  #count(): string {
    const letters = lettersLeft(this.name);
    if (letters === null) return "";
    if (letters === 0) return msg("No more letters fit.");
    return letters > 0
      ? plural(letters, msg("one: Room for about # letter more. | other: Room for about # letters more."))
      : plural(-letters, msg("one: # letter too many. | other: # letters too many."));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-place-form": PlaceForm;
  }
}
