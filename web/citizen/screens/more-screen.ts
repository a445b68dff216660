import { msg, str } from "@lit/localize";
import { css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { textFor } from "../../../protocol/index.ts";
import "../../parts/language-switch.ts";
import type { RegionState } from "../../device/device.ts";
import { icon } from "../../parts/mark.ts";
import { fullDate, pageReader, readerLanguages } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { menuStyle } from "../../style/menu.ts";
import { ActEvent } from "../act-event.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { type MoreGroup, moreGroups } from "./more-entries.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Everything that is not needed every day, and which region this is.
 *
 * @element celadon-more
 * @fires act
 */
@customElement("celadon-more")
export class MoreScreen extends FramedScreen {
  static override styles = [
    controls,
    menuStyle,
    css`
      section {
        display: grid;
        gap: var(--space-2);
        padding-inline: var(--space-2);
      }
      section a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--tap);
        justify-self: start;
      }
    `,
  ];

  @property({ attribute: false }) region: RegionState | null = null;
  /** What is shown is made up. */
  @property({ type: Boolean }) rehearsing = false;

  protected override render() {
    return html`<celadon-frame heading=${msg("More")}>
      <nav aria-label=${msg("More")}>${moreGroups(this.rehearsing).map(renderGroup)}</nav>
      <celadon-language></celadon-language>
      ${this.#renderRegion()}
    </celadon-frame>`;
  }

  #renderRegion() {
    const { region } = this;
    const reader = pageReader();
    const text = (words: Readonly<Record<string, string>>) => textFor(words, readerLanguages());
    return html`<section aria-labelledby="region">
      <h2 id="region">${msg("Your region")}</h2>
      ${
        region === null
          ? html`<p>${msg("Not known yet: the list has not been fetched.")}</p>`
          : html`<p>${text(region.name)}</p>
              <p class="soft">${text(region.purpose)}</p>
              <p class="soft" data-testid="sunset">
                ${msg(str`Ends on ${fullDate(region.sunset, reader)}. Then this page stops and wipes what it stored, unless the region's stewards sign anew, in public.`)}
              </p>`
      }
      <a href="/log/">${msg("All that this region has published")}</a>
      <a href="/assets/licences.txt">${msg("Licences of what is built in")}</a>
    </section>`;
  }
}

function renderGroup({ heading, entries }: MoreGroup) {
  return html`<h2>${heading}</h2>
    <ul class="card">
      ${entries.map(
        ({ label, name, act }) =>
          html`<li>
            <button
              type="button"
              data-testid="more-${name}"
              @click=${(event: Event) => event.currentTarget!.dispatchEvent(new ActEvent(act))}
            >
              ${label} ${icon("forward")}
            </button>
          </li>`,
      )}
    </ul>`;
}

/** The screen `more`. */
export const drawScreen: DrawScreen<"more"> = ({ running: { device, rehearsing } }) =>
  html`<celadon-more data-screen="more" .region=${device.region} ?rehearsing=${rehearsing}></celadon-more>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-more": MoreScreen;
  }
}
