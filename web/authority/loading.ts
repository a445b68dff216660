import { msg } from "@lit/localize";
import { html } from "lit";
import type { Work } from "./work.ts";

/** In place of what is not there yet: it is coming, or it could not be fetched, and can be asked for again. */
export function loading(work: Work, again: () => unknown) {
  if (work.trouble === null) {
    return html`<p class="soft" role="status" data-testid="loading">${msg("One moment.")}</p>`;
  }
  return html`<div class="empty" data-testid="not-loaded">
    <p>${work.trouble}</p>
    <button class="button plain" type="button" @click=${again}>${msg("Try again")}</button>
  </div>`;
}

/** Why what a person tried came to nothing. */
export function problem(work: Work) {
  return html`<div role="alert">
    ${work.trouble === null ? "" : html`<p class="problem" data-testid="trouble">${work.trouble}</p>`}
  </div>`;
}
