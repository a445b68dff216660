import { msg } from "@lit/localize";
import { html } from "lit";
import { pageReader } from "../time-words.ts";
import { hoursLines } from "./hours-words.ts";
import type { ReleaseWindow } from "./release-window.ts";

/** A window as a list: each day with its hours. */
export function hoursList(window: ReleaseWindow) {
  return html`<ul>
    ${hoursLines(window, pageReader()).map(
      ({ day, hours }) => html`<li>${msg(html`${day}, <span class="figures hours">${hours}</span>`)}</li>`,
    )}
  </ul>`;
}
