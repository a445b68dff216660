import { msg } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { Colour } from "../../../protocol/index.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { DrawScreen } from "../draw-screen.ts";
import "../../parts/choice-chips.ts";
import type { Choice, ChooseEvent } from "../../parts/choice-chips.ts";
// Comes with the screen, so that it can begin without a network.
import "../rehearsal/rehearsal.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Before a rehearsal: which colour, whether checked in, and why there is such a thing.
 *
 * @element celadon-rehearsal
 * @fires act - `rehearse`.
 */
@customElement("celadon-rehearsal")
export class RehearsalScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      form {
        display: grid;
        gap: var(--space-5);
      }
      .why {
        display: grid;
        gap: var(--space-3);
      }
      .first-line {
        font: 500 var(--text-l) / 1.3 var(--serif);
      }
      label {
        display: grid;
        gap: var(--space-2);
        font-weight: 600;
      }
    `,
  ];

  @property({ type: Boolean }) busy = false;

  @state() private colour: Colour = "green";
  @state() private checkedIn = "no";
  @query("input[name=place]") private place!: HTMLInputElement | null;

  protected override render() {
    return html`<celadon-frame heading=${msg("Rehearsal")} has-foot>
      <form @submit=${this.#begin}>
        <div class="why">
          <p class="first-line">${msg("A colour that can be demanded is a health code.")}</p>
          <p>
            ${msg("So this page can show any colour, with made-up visits, and it looks in every point like the real one. Whoever asks you for your colour cannot know which they see, and has no reason to ask.")}
          </p>
          <p class="soft">
            ${msg("Nothing is sent and nothing is stored, and what you do in it is not kept: a check-in in a rehearsal is none. It ends by itself after five minutes, or under More; “This page is up to date again” then tells you, and nobody else.")}
          </p>
        </div>
        <celadon-choice
          data-testid="rehearsal-colour"
          question=${msg("What shall it show?")}
          .choices=${colours()}
          .value=${this.colour}
          @choose=${(event: ChooseEvent) => (this.colour = event.value as Colour)}
        ></celadon-choice>
        <celadon-choice
          data-testid="rehearsal-checked-in"
          question=${msg("Checked in?")}
          .choices=${[
            { value: "no", label: msg("Not now") },
            { value: "yes", label: msg("Yes, at a place") },
          ]}
          .value=${this.checkedIn}
          @choose=${(event: ChooseEvent) => (this.checkedIn = event.value)}
        ></celadon-choice>
        ${
          this.checkedIn === "no"
            ? nothing
            : html`<label>
                ${msg("Name of the place")}
                <input
                  class="field"
                  name="place"
                  autocomplete="off"
                  maxlength="48"
                  placeholder=${msg("Corner café")}
                />
              </label>`
        }
      </form>
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="rehearse"
        ?disabled=${this.busy}
        @click=${this.#begin}
      >
        ${msg("Begin the rehearsal")}
      </button>
    </celadon-frame>`;
  }

  #begin = (event: Event): void => {
    event.preventDefault();
    const name = this.place?.value.trim() ?? "";
    this.dispatchEvent(
      new ActEvent({
        do: "rehearse",
        wish: {
          colour: this.colour,
          checkedInAt: this.checkedIn === "no" ? null : name || msg("Corner café"),
          places: [msg("Noodle bar"), msg("Library")],
        },
      }),
    );
  };
}

function colours(): readonly (Choice & { readonly value: Colour })[] {
  return [
    { value: "green", label: msg("Green") },
    { value: "yellow", label: msg("Yellow") },
    { value: "red", label: msg("Red") },
    { value: "grey", label: msg("Grey") },
  ];
}

/** The screen `rehearsal`. */
export const drawScreen: DrawScreen<"rehearsal"> = ({ running: { busy } }) =>
  html`<celadon-rehearsal data-screen="rehearsal" ?busy=${busy}></celadon-rehearsal>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-rehearsal": RehearsalScreen;
  }
}
