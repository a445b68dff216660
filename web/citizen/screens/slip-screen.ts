import { msg, str } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { defaultPolicy, intervalStart, type Policy } from "../../../protocol/index.ts";
import type { SlipAnswer } from "../../device/device.ts";
import { clockRange, fullDay, fullMoment, pageReader, type Reader } from "../../parts/time-words.ts";
import { placeName } from "../words/place-name.ts";
import { slipRanges, slipRule } from "../transfer/slip-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

const daySeconds = 86_400;

/**
 * What the lists say to a code on paper: which minutes, what it means, and what it cannot say.
 *
 * @element celadon-slip
 * @fires act - `open` the camera for another one.
 */
@customElement("celadon-slip")
export class SlipScreen extends FramedScreen {
  static override styles = [
    controls,
    transferStyle,
    css`
      section:not(.card) {
        display: grid;
        gap: var(--space-2);
      }
      li span {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) answer!: SlipAnswer;
  /** The region's rules. */
  @property({ attribute: false }) policy!: Policy;

  protected override render() {
    const { name, from, to, found } = this.answer;
    const reader = pageReader();
    return html`<celadon-frame heading=${placeName(name)}>
      <p class="figures soft">
        ${
          to - from === daySeconds
            ? msg(str`The slip is for all of ${fullDay(from, reader)}.`)
            : msg(str`The slip is for ${fullDay(from, reader)}, ${clockRange(from, to, reader)}.`)
        }
      </p>
      <section class="card" data-testid="slip-answer" data-found=${found.length}>
        ${found.length === 0 ? this.#renderNothing() : this.#renderFound(reader)}
      </section>
      <section>
        <h2>${msg("What this cannot say")}</h2>
        <p>
          ${msg(
            "When you were there, only you know. This looked at the whole time of the slip, and at no other visit. It was not kept: no diary has it, and no colour changed.",
          )}
        </p>
        ${this.#renderLists(reader)}
      </section>
      <button class="button" type="button" data-testid="another-slip" @click=${this.#act({ do: "back" })}>
        ${msg("Check another slip")}
      </button>
    </celadon-frame>`;
  }

  #renderNothing() {
    return html`<h2>${msg("Nobody reported being there")}</h2>
      <p>
        ${msg("Nothing of this slip is in the lists on this phone. Check it again in the next days: reports may still come.")}
      </p>`;
  }

  #renderFound(reader: Reader) {
    return html`<h2>${msg("Somebody who tested positive was there")}</h2>
      <ul class="lines figures">
        ${slipRanges(this.answer.found).map(
          ({ first, last, confirmed }) =>
            html`<li>
              ${clockRange(intervalStart(first), intervalStart(last + 1), reader)}
              <span class="soft">
                ${confirmed ? msg("confirmed by the place or the health authority") : msg("reported by a person")}
              </span>
            </li>`,
        )}
      </ul>
      <p>${slipRule(this.policy)}</p>`;
  }

  #renderLists(reader: Reader) {
    const { comparedFrom, comparedTo, isPartlyUnknown } = this.answer;
    if (comparedFrom === null || comparedTo === null) {
      return html`<p>
        ${msg("There is no list on this phone yet. Connect to the network once, then check it again.")}
      </p>`;
    }
    return html`<p class="figures">
        ${msg(str`It was compared with the lists up to ${fullMoment(comparedTo, reader)}.`)}
      </p>
      ${
        isPartlyUnknown
          ? html`<p>
              ${msg(
                str`The oldest of them is from ${fullMoment(comparedFrom, reader)}: what was published before is not known here.`,
              )}
            </p>`
          : nothing
      }`;
  }

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `slip`. */
export const drawScreen: DrawScreen<"slip"> = ({ screen, running: { device } }) =>
  html`<celadon-slip
    data-screen="slip"
    .answer=${screen.answer}
    .policy=${device.region?.policy ?? defaultPolicy}
  ></celadon-slip>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-slip": SlipScreen;
  }
}
