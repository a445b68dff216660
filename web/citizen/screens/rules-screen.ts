import { msg, str } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { textFor } from "../../../protocol/index.ts";
import type { RegionState } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";
import { fullDate, fullMoment, pageReader, type Reader, readerLanguages } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { rulesChanged, rulesTold } from "../words/rules-words.ts";
import { FramedScreen } from "./framed-screen.ts";

const daySeconds = 86_400;

/**
 * The region's rules that are in force, those that were announced, and when all of it ends.
 *
 * @element celadon-rules
 */
@customElement("celadon-rules")
export class RulesScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      section {
        display: grid;
        gap: var(--space-3);
      }
      li {
        padding-block: var(--space-1);
        padding-inline-start: var(--space-4);
        border-inline-start: 3px solid var(--line);
      }
      .end {
        font: 500 var(--text-l) / 1.3 var(--serif);
      }
      a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--tap);
        justify-self: start;
        align-self: start;
      }
    `,
  ];

  @property({ attribute: false }) region: RegionState | null = null;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    return html`<celadon-frame heading=${msg("The rules and their end")}>
      ${
        this.region === null
          ? html`<p>${msg("Not known yet: the list has not been fetched.")}</p>`
          : this.#renderRegion(this.region, pageReader())
      }
      <a href="/log/">${msg("All that this region has published")}</a>
    </celadon-frame>`;
  }

  #renderRegion(region: RegionState, reader: Reader) {
    const { policy, announced, sunset, sequence } = region;
    const days = Math.max(0, Math.floor((sunset - this.now) / daySeconds));
    const ends = fullDate(sunset, reader);
    return html`
      <p>${textFor(region.purpose, readerLanguages())}</p>
      <section class="card" aria-labelledby="end">
        <h2 id="end">${msg("When it ends")}</h2>
        <p class="end" data-testid="countdown">
          ${plural(days, msg("one: # day is left: until {ends}. | other: # days are left: until {ends}."), {
            ends,
          })}
        </p>
        <p class="soft">
          ${msg(
            "Then this page stops and wipes what it stored on this phone, unless the region's stewards sign anew, in public, for at most 180 days. No server can move this day alone.",
          )}
        </p>
      </section>
      <section aria-labelledby="in-force" data-testid="rules">
        <h2 id="in-force">${msg("In force now")}</h2>
        <ul>
          ${[...rulesTold(policy, reader)].map(([field, words]) => html`<li data-field=${field}>${words}</li>`)}
        </ul>
        <p class="soft">
          ${msg(str`Signed by the region's stewards as number ${sequence}. There are no other rules: no score, no movement, no person.`)}
        </p>
      </section>
      ${announced === null ? nothing : this.#renderAnnounced(region, announced, reader)}
    `;
  }

  #renderAnnounced(
    { policy }: RegionState,
    announced: NonNullable<RegionState["announced"]>,
    reader: Reader,
  ) {
    const changed = rulesChanged(policy, announced.policy, reader);
    const from = fullMoment(announced.effective, reader);
    return html`<section class="card" aria-labelledby="announced" data-testid="announced">
      <h2 id="announced">${msg(str`Announced, from ${from}`)}</h2>
      <ul>
        ${[...rulesTold(announced.policy, reader)]
          .filter(([field]) => changed.has(field))
          .map(([field, words]) => html`<li data-field=${field}>${words}</li>`)}
      </ul>
      <p class="soft">${msg("The other rules stay. A change is announced at least 48 hours before.")}</p>
    </section>`;
  }
}

export const drawScreen: DrawScreen<"rules"> = ({ running, now }) =>
  html`<celadon-rules data-screen="rules" .region=${running.device.region} .now=${now}></celadon-rules>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-rules": RulesScreen;
  }
}
