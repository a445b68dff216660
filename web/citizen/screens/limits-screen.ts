import { msg } from "@lit/localize";
import { css, html } from "lit";
import { customElement } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * What is not protected, said plainly.
 *
 * @element celadon-limits
 */
@customElement("celadon-limits")
export class LimitsScreen extends FramedScreen {
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

  protected override render() {
    return html`<celadon-frame heading=${msg("What is not protected")}>
      <ul>
        ${limits().map(
          ([heading, words]) =>
            html`<li>
              <h2>${heading}</h2>
              <p>${words}</p>
            </li>`,
        )}
      </ul>
    </celadon-frame>`;
  }
}

/** The screen `limits`. */
export const drawScreen: DrawScreen<"limits"> = () =>
  html`<celadon-limits data-screen="limits"></celadon-limits>`;

/** Each limit by its name, in plain words. @see docs/threats.md */
function limits(): readonly (readonly [string, string])[] {
  return [
    [
      msg("It does not see everything"),
      msg(
        "Only places you scanned, and only infections that someone reported. “No known exposure” is not “safe”.",
      ),
    ],
    [
      msg("Fellow visitors can guess"),
      msg("A warning names the place and the time. Two people at one table know who it was."),
    ],
    [
      msg("This phone"),
      msg(
        "Without a lock the diary is not secret. Whoever holds the phone unlocked, or can read its files, can read it.",
      ),
    ],
    [
      msg("A report"),
      msg(
        "The place and the time of what you report become a warning to others. Without a relay, the server's operator could see that the messages come from one connection, and with the health authority's help whose claim code it was.",
      ),
    ],
    [
      msg("Taking a report back"),
      msg("It ends the warning. Who was warned before has seen it, and is told that it was withdrawn."),
    ],
    [
      msg("The page itself"),
      msg(
        "This page comes from the region's server. A dishonest server could send a dishonest page. It can be caught, because everyone can compare, but not prevented.",
      ),
    ],
    [
      msg("Codes can be passed on"),
      msg(
        "Whoever scanned a code can hand it on while it is valid, a printed one all day, and say they were there. With a claim code they could have everyone there warned. Limits and the public record bound this; nothing prevents it.",
      ),
    ],
    [
      msg("Your network"),
      msg(
        "Whoever runs the network you use sees that this phone opens Celadon, and how much it fetches and sends; not which places you visited.",
      ),
    ],
    [
      msg("The colour is no pass"),
      msg("It is for you. It proves nothing, it cannot be checked, and nobody may ask for it."),
    ],
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-limits": LimitsScreen;
  }
}
