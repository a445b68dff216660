import { msg } from "@lit/localize";
import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { handoverVisitsMax } from "../../../protocol/index.ts";
import type { Visit } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";
import { pageReader } from "../../parts/time-words.ts";
import type { TransferScreen } from "../transfer/transfer-screen.ts";
import { placeName } from "../words/place-name.ts";
import { visitWhen } from "../words/visit-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Which visits the health authority gets; nothing is chosen beforehand.
 *
 * @element celadon-handover-visits
 * @fires act - `choose-handover`, `pack-handover`.
 */
@customElement("celadon-handover-visits")
export class HandoverVisitsScreen extends FramedScreen {
  static override styles = [controls, transferStyle];

  @property({ attribute: false }) screen!: TransferScreen & { at: "handover-visits" };
  /** What can be handed over, newest first. */
  @property({ attribute: false }) visits: readonly Visit[] = [];
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const { withWords, problem } = this.screen;
    const chosen = this.screen.chosen.slice(0, handoverVisitsMax);
    return html`<celadon-frame heading=${msg("Hand visits to the health worker")} has-foot>
      <p>
        ${msg(
          "The health authority can warn the people who were there in your place. Choose what it gets; the rest stays in your diary and nowhere else.",
        )}
      </p>
      ${
        this.visits.length === 0
          ? html`<section class="card">
              <h2>${msg("No visits yet")}</h2>
              <p>${msg("There is nothing in your diary that could be handed over.")}</p>
            </section>`
          : html`<section class="card" role="group" aria-label=${msg("Visits")}>
                ${this.visits.map((visit) => this.#renderVisit(visit))}
              </section>
              <label class="tick">
                <input
                  type="checkbox"
                  data-testid="with-words"
                  .checked=${withWords}
                  @change=${(event: Event) =>
                    this.#choose(chosen, (event.target as HTMLInputElement).checked)}
                />
                <span>
                  ${msg("Names of the places and my notes, too")}
                  <span class="soft">${msg("Days and minutes are enough to warn people.")}</span>
                </span>
              </label>`
      }
      <p role="alert" data-testid="move-problem">${problem}</p>
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="pack-handover"
        ?disabled=${chosen.length === 0}
        @click=${this.#act({ do: "pack-handover" })}
      >
        ${
          chosen.length === 0
            ? msg("Choose at least one visit")
            : plural(chosen.length, msg("one: Go on with # visit | other: Go on with # visits"))
        }
      </button>
    </celadon-frame>`;
  }

  #renderVisit(visit: Visit) {
    const { chosen, withWords } = this.screen;
    const others = chosen.filter((id) => id !== visit.id);
    return html`<label class="tick">
      <input
        type="checkbox"
        data-testid="choose-visit"
        .checked=${chosen.includes(visit.id)}
        @change=${(event: Event) =>
          this.#choose(
            (event.target as HTMLInputElement).checked ? [...others, visit.id] : others,
            withWords,
          )}
      />
      <span>
        ${placeName(visit.name)}
        <span class="soft figures">${visitWhen(visit, this.now, pageReader())}</span>
      </span>
    </label>`;
  }

  #choose(chosen: readonly string[], withWords: boolean): void {
    this.dispatchEvent(new ActEvent({ do: "choose-handover", chosen, withWords }));
  }

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `handover-visits`. */
export const drawScreen: DrawScreen<"handover-visits"> = ({ screen, running: { device }, now }) => {
  const { openVisit, diary } = device;
  const visits = (openVisit === null ? diary : [openVisit, ...diary]).filter(({ tokens }) => tokens > 0);
  return html`<celadon-handover-visits
    data-screen="handover-visits"
    .screen=${screen}
    .visits=${visits}
    .now=${now}
  ></celadon-handover-visits>`;
};

declare global {
  interface HTMLElementTagNameMap {
    "celadon-handover-visits": HandoverVisitsScreen;
  }
}
