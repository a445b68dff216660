import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, query } from "lit/decorators.js";
import "../../parts/screen-frame.ts";
import type { ScreenFrame } from "../../parts/screen-frame.ts";
import { controls } from "../../style/controls.ts";
import type { DrawScreen } from "../draw-screen.ts";

/**
 * What is not protected, said plainly.
 *
 * @element celadon-limits
 */
@customElement("celadon-limits")
export class LimitsScreen extends LitElement {
  static override styles = [
    controls,
    css`
      ul {
        display: grid;
        gap: var(--space-4);
      }
      h2 {
        margin-block-end: var(--space-1);
      }
    `,
  ];

  @query("celadon-frame") private frame!: ScreenFrame;

  /** Put the focus on the heading. */
  focusHeading(): void {
    this.frame.focusHeading();
  }

  protected override render() {
    return html`<celadon-frame heading=${msg("What is not protected")}>
      <ul>
        <li>
          <h2>${msg("It does not see everything")}</h2>
          <p>
            ${msg("Only places you scanned, and only infections that someone reported. “No known exposure” is not “safe”.")}
          </p>
        </li>
        <li>
          <h2>${msg("Fellow visitors can guess")}</h2>
          <p>${msg("A warning names the place and the time. Two people at one table know who it was.")}</p>
        </li>
        <li>
          <h2>${msg("This phone")}</h2>
          <p>${msg("The diary is not locked. Whoever holds the phone unlocked can read it.")}</p>
        </li>
        <li>
          <h2>${msg("A report")}</h2>
          <p>
            ${msg("The place and the time of what you report become a warning to others. Without a relay, the server's operator could see that the messages come from one connection, and with the health authority's help whose claim code it was.")}
          </p>
        </li>
        <li>
          <h2>${msg("The page itself")}</h2>
          <p>
            ${msg("This page comes from the region's server. A dishonest server could send a dishonest page. It can be caught, because everyone can compare, but not prevented.")}
          </p>
        </li>
        <li>
          <h2>${msg("Codes can be passed on")}</h2>
          <p>
            ${msg("Whoever scanned a code can hand it on while it is valid, a printed one all day, and say they were there. With a claim code they could have everyone there warned. Limits and the public record bound this; nothing prevents it.")}
          </p>
        </li>
        <li>
          <h2>${msg("The colour is no pass")}</h2>
          <p>${msg("It is for you. It proves nothing, it cannot be checked, and nobody may ask for it.")}</p>
        </li>
      </ul>
    </celadon-frame>`;
  }
}

/** The screen `limits`. */
export const drawScreen: DrawScreen<"limits"> = () =>
  html`<celadon-limits data-screen="limits"></celadon-limits>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-limits": LimitsScreen;
  }
}
