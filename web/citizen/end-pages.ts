import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import type { CitizenState } from "./state.ts";

/** What stands alone on the page when there is nothing to do in it: there is no storage, all of it was erased, or the programme is over. */
export function drawEnd(phase: Exclude<CitizenState["phase"], "starting" | "running">): TemplateResult {
  switch (phase) {
    case "no-storage":
      return html`<main class="alone" data-testid="no-storage">
        <h1>${msg("This browser keeps nothing")}</h1>
        <p>
          ${msg("Celadon writes your diary on this device and nowhere else, and this browser does not let it: perhaps it is a private window, or a strict protection mode is on. Open the page in a usual window.")}
        </p>
      </main>`;
    case "erased":
      return html`<main class="alone" data-testid="erased">
        <h1 tabindex="-1">${msg("Everything is erased")}</h1>
        <p>${msg("Nothing of Celadon is left on this phone but this sentence.")}</p>
        <div>
          <button class="button" type="button" @click=${() => location.reload()}>${msg("Begin anew")}</button>
        </div>
      </main>`;
    case "ended":
      return html`<main class="alone" data-testid="ended">
        <h1>${msg("This programme has ended")}</h1>
        <p>
          ${msg("Its last day was over, and its stewards did not sign anew. What was stored on this phone is wiped, as it was promised. You can remove Celadon from your home screen.")}
        </p>
        <details>
          <summary>${msg("What happened to the data")}</summary>
          <p>
            ${msg("On this phone: the diary, the warnings, the lists and the copy of this page are deleted.")}
          </p>
          <p>
            ${msg("At the places: the displays show no code any more, and what made the codes is deleted.")}
          </p>
          <p>
            ${msg("On the server: reports, claim codes, lists and the keys for reports are deleted, and it takes no new ones. What stays is the public record: what was published when, by which rules, and who signed. It holds nothing about you.")}
          </p>
        </details>
      </main>`;
  }
}
