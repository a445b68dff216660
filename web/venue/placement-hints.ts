import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement } from "lit/decorators.js";
import { controls } from "../style/controls.ts";

/**
 * Where a pass hangs so that everybody finds it, also without seeing it.
 *
 * @element venue-placement
 */
@customElement("venue-placement")
export class PlacementHints extends LitElement {
  static override styles = [
    controls,
    css`
      section,
      ul {
        display: grid;
        gap: var(--space-2);
      }
      ul {
        padding-inline-start: 1.2em;
        list-style: disc;
      }
    `,
  ];

  protected override render() {
    return html`<section aria-labelledby="placement">
      <h2 id="placement">${msg("Where it is found without seeing it")}</h2>
      <ul>
        <li>
          ${msg("At every entrance in the same spot: beside the door’s handle, the middle of the code 1.2 metres above the floor, within reach from a wheelchair.")}
        </li>
        <li>
          ${msg("Give the code a raised edge, of thick tape or card. Fingers find it; a phone sees it from a hand and a half away.")}
        </li>
        <li>${msg("Not on a moving door, not behind glass that mirrors, and no other code beside it.")}</li>
        <li>${msg("Say at the entrance, or on your website, where it hangs.")}</li>
      </ul>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-placement": PlacementHints;
  }
}
