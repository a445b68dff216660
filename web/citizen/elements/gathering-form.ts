import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { placeNameProblem, type PlaceNameProblem, tidyPlaceName } from "../../parts/place-name.ts";
import { pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import { gatheringEnds } from "../words/gathering-ends.ts";
import { placeNameWithin } from "../words/place-name.ts";
import "../../parts/choice-chips.ts";
import type { ChooseEvent } from "../../parts/choice-chips.ts";

/**
 * Before one's own code is shown: what the guests shall see, until when, and what it means.
 *
 * @element celadon-gathering-form
 * @fires act - `host`.
 */
@customElement("celadon-gathering-form")
export class GatheringForm extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
      }
      .name {
        display: grid;
        gap: var(--space-2);
      }
      label {
        font-weight: 600;
      }
      .means {
        display: grid;
        gap: var(--space-3);
      }
    `,
  ];

  /** The place one is checked in at now and would leave; `null` for none. */
  @property({ attribute: false }) leaves: string | null = null;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  @state() private name = "";
  @state() private end = "2";
  @state() private problem: PlaceNameProblem | null = null;

  /** Say what was chosen, or what is wrong with it. */
  submit(): void {
    const name = tidyPlaceName(this.name) || msg("Our table");
    this.problem = placeNameProblem(name);
    if (this.problem !== null) {
      this.renderRoot.querySelector("input")?.focus();
      return;
    }
    const now = Math.floor(Date.now() / 1000);
    const ends = gatheringEnds(now, pageReader());
    const { until } = ends.find(({ value }) => value === this.end) ?? ends[0]!;
    this.dispatchEvent(new ActEvent({ do: "host", name, until }));
  }

  protected override render() {
    return html`
      <p>
        ${msg("For a friend or a party, where no place shows a code. Whoever scans yours is checked in with you, and you with them: one scan, and each of you is warned about the other.")}
      </p>
      <div class="name">
        <label for="name">${msg("What your guests see")}</label>
        <input
          class="field"
          id="name"
          autocomplete="off"
          placeholder=${msg("Our table")}
          aria-describedby="problem"
          aria-invalid=${this.problem === null ? "false" : "true"}
          .value=${this.name}
          @input=${this.#type}
          @keydown=${this.#key}
        />
        <p id="problem" role="alert" ?hidden=${this.problem === null}>${this.#problemWords()}</p>
      </div>
      <celadon-choice
        question=${msg("Until when?")}
        .choices=${gatheringEnds(this.now, pageReader())}
        .value=${this.end}
        @choose=${(event: ChooseEvent) => (this.end = event.value)}
      ></celadon-choice>
      <div class="means">
        <p class="soft">
          ${msg("Nothing is sent, and nobody has a list of who came. But in a small group people can guess who it was: two people at a table know.")}
        </p>
        ${this.leaves === null ? nothing : html`<p><strong>${this.#leavesWords(this.leaves)}</strong></p>`}
      </div>
    `;
  }

  #leavesWords(name: string) {
    const place = placeNameWithin(name);
    return msg(html`Your visit at ${place} ends now.`);
  }

  #problemWords(): string {
    switch (this.problem) {
      case "too-long":
        return msg("This name is too long for a code. Shorten it a little.");
      case "unprintable":
        return msg("This name has a sign in it that cannot be shown. Type it anew by hand.");
      case "empty":
      case null:
        return "";
    }
  }

  #type = (event: Event): void => {
    this.name = (event.target as HTMLInputElement).value;
    this.problem = null;
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.isComposing) this.submit();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-gathering-form": GatheringForm;
  }
}
