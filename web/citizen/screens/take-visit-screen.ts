import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ReadVisit } from "../../device/device.ts";
import { clockTime, dayWord, clockRange, pageReader } from "../../parts/time-words.ts";
import { placeName, placeNameWithin } from "../words/place-name.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * A visit that another phone hands over: is it to be kept?
 *
 * @element celadon-take-visit
 * @fires act - `keep-visit`.
 */
@customElement("celadon-take-visit")
export class TakeVisitScreen extends FramedScreen {
  static override styles = [controls, transferStyle];

  @property({ attribute: false }) visit!: ReadVisit;
  /** The place one is checked in at now and would leave; `null` for none. */
  @property({ attribute: false }) leaves: string | null = null;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  @property({ type: Boolean }) busy = false;

  protected override render() {
    const { name, arrival, leaving, isOpen, isHere } = this.visit;
    const reader = pageReader();
    const day = dayWord(arrival, this.now, reader);
    return html`<celadon-frame heading=${msg("Were you there, too?")} has-foot>
      <section class="card" data-testid="taken-visit">
        <h2>${placeName(name)}</h2>
        <p class="figures">
          ${
            isOpen
              ? msg(
                  str`${day}, since ${clockTime(arrival, reader)}; ends by itself at ${clockTime(leaving, reader)}`,
                )
              : msg(str`${day}, ${clockRange(arrival, leaving, reader)}`)
          }
        </p>
      </section>
      <p>
        ${
          isHere
            ? msg("This visit is in your diary already.")
            : msg(
                "It becomes a visit in your own diary, which you can change. The other phone does not learn of it.",
              )
        }
      </p>
      ${
        isOpen && !isHere && this.leaves !== null
          ? html`<p>${msg(str`You leave ${placeNameWithin(this.leaves)} by it.`)}</p>`
          : nothing
      }
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="keep-visit"
        ?disabled=${this.busy}
        @click=${this.#act(isHere ? { do: "back-to", depth: 0 } : { do: "keep-visit" })}
      >
        ${isHere ? msg("Done") : msg("Put it in my diary")}
      </button>
    </celadon-frame>`;
  }

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `take-visit`. */
export const drawScreen: DrawScreen<"take-visit"> = ({ screen, running: { device, busy }, now }) =>
  html`<celadon-take-visit
    data-screen="take-visit"
    .visit=${screen.visit}
    .leaves=${device.openVisit?.name ?? null}
    .now=${now}
    ?busy=${busy}
  ></celadon-take-visit>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-take-visit": TakeVisitScreen;
  }
}
