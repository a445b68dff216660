import { msg } from "@lit/localize";
import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../parts/screen-frame.ts";
import { longDuration } from "../parts/time-words.ts";
import { controls } from "../style/controls.ts";
import { VenueActEvent } from "./act-event.ts";
import { fieldStyle } from "../style/field-style.ts";
import type { Place } from "./place.ts";
import { lettersLeft, placeNameProblem, type PlaceNameProblem, tidyPlaceName } from "../parts/place-name.ts";
import "./region-note.ts";
import type { RegionState } from "./state.ts";
import { stayMinutesChoices, stayMinutesDefault } from "./stay.ts";
import { plural } from "../parts/plural.ts";

type FormProblem = PlaceNameProblem | "same-name";

const problems: Record<FormProblem, () => string> = {
  empty: () => msg("Give the place a name. Visitors see it when they scan."),
  "too-long": () => msg("This name is too long for a code. Shorten it a little."),
  unprintable: () => msg("This name has a sign in it that cannot be shown. Type it anew by hand."),
  "same-name": () => msg("This is the name that it has. Change it, or go back."),
};

/**
 * Makes a place: its name and how long a scan counts; anew, like another place, or in the place of one that gets this name.
 *
 * @element venue-place-form
 * @fires venue-act
 */
@customElement("venue-place-form")
export class PlaceForm extends LitElement {
  static override styles = [controls, fieldStyle];

  @property({ attribute: false }) region: RegionState = { kind: "unknown", trouble: null };

  /** What it begins with: name and stay of a place that is there. */
  @property({ attribute: false }) like: Place | null = null;
  /** That place gets this name: the new one takes its place. */
  @property({ type: Boolean }) renames = false;

  @state() private name = "";
  @state() private problem: FormProblem | null = null;
  /** Submitted before the region was known; goes on by itself when it comes. */
  @state() private waiting = false;
  @query("#name") private nameField!: HTMLInputElement;
  @query("#stay") private stayField!: HTMLSelectElement;

  #typed = (): void => {
    this.name = tidyPlaceName(this.nameField.value);
    if (this.problem !== null) this.problem = this.#problemOf(this.name);
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    this.name = tidyPlaceName(this.nameField.value);
    this.problem = this.#problemOf(this.name);
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
    const replaces = this.renames ? (this.like?.id ?? null) : null;
    this.dispatchEvent(new VenueActEvent({ kind: "make", name: this.name, stayMinutes, replaces }));
  }

  #problemOf(name: string): FormProblem | null {
    return placeNameProblem(name) ?? (this.renames && name === this.like?.name ? "same-name" : null);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("like") && this.like !== null) this.name = this.like.name;
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (!this.waiting || !changed.has("region")) return;
    this.waiting = this.region.trouble === null && this.region.kind === "unknown";
    if (this.region.kind === "known") this.#make();
  }

  protected override render() {
    return html`<celadon-frame
      .heading=${this.#heading()}
      back-label=${this.like === null ? msg("Back to all places") : msg("Back")}
      has-foot
    >
      ${this.renames ? this.#renderRenaming() : nothing}
      <form id="form" novalidate @submit=${this.#submit}>
        <div class="question">
          <label for="name">${msg("Name")}</label>
          <input
            class="field"
            id="name"
            autocomplete="organization"
            dir="auto"
            value=${this.like?.name ?? ""}
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
                  html`<option value=${minutes} ?selected=${minutes === this.#stay()}>
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

  #heading(): string {
    if (this.like === null) return msg("Make a place");
    return this.renames ? msg("Another name") : msg("Another place like this one");
  }

  /** Of a sheet that another program made it may be one that is not offered: then the nearest longer one. */
  #stay(): number {
    const wanted = this.like?.stayMinutes ?? stayMinutesDefault;
    return stayMinutesChoices.find((minutes) => minutes >= wanted) ?? stayMinutesDefault;
  }

  #renderRenaming() {
    return html`<p>
        ${msg(html`Visitors’ codes are bound to the name. Another name is therefore a new place, with a new code and a new sheet; <strong dir="auto">${this.like?.name ?? ""}</strong> goes into the archive when the new display opens.`)}
      </p>
      <p>
        ${msg("Keep the old sheet for a month: with it alone can earlier visitors be warned. Print new passes, take the old ones down, and pair a second display anew.")}
      </p>`;
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
