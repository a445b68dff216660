import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Policy } from "../../../protocol/index.ts";
import { plural } from "../../parts/plural.ts";
import { longDuration } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { hoursList } from "../../parts/hours/hours-list.ts";
import { lengthWords } from "../../parts/hours/hours-words.ts";
import { listedHours } from "./listed-hours.ts";
import type { Task } from "./release-state.ts";
import { doubtWords } from "./release-words.ts";

/** Messages of equal size that one claim code pays for. */
const messages = 32;

/**
 * Exactly what is revealed, and what comes of it, before the last tap.
 *
 * @element venue-preview-step
 */
@customElement("venue-preview-step")
export class PreviewStep extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
      }
      section {
        display: grid;
        gap: var(--space-2);
      }
      h2 {
        font: 500 var(--text-l) / 1.2 var(--serif);
      }
      .plain {
        padding-block-start: var(--space-4);
        border-block-start: 1px solid var(--line);
      }
      section:not(.card) li + li {
        margin-block-start: var(--space-3);
      }
      .doubt {
        padding-inline-start: var(--space-3);
        border-inline-start: 4px solid var(--ink);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) task!: Task;
  @property({ attribute: false }) policy!: Policy;
  /** The region names relays: what is sent does not go to its server directly. */
  @property({ type: Boolean }) relayed = false;

  protected override render() {
    const { sheet, window, doubt, kind } = this.task;
    if (sheet === null || window === null) return nothing;
    return html`<section class="card" data-testid="release-preview">
        <h2 dir="auto">${sheet.name}</h2>
        ${
          kind === "release"
            ? html`${hoursList(window)}
                <p class="soft">${lengthWords(window)}</p>`
            : listedHours(this.task.found)
                .toReversed()
                .map((hours) => hoursList(hours))
        }
      </section>
      ${doubt === null ? nothing : html`<p class="doubt" data-testid="sheet-doubt">${doubtWords(doubt)}</p>`}
      ${kind === "release" ? this.#renderWarning(sheet.name) : this.#renderTakingBack()} ${this.#renderSent()}`;
  }

  #renderWarning(name: string) {
    return html`<section>
      <h2>${msg("What happens")}</h2>
      <ul>
        <li>
          ${msg(str`Everybody who was checked in at ${name} in these hours is warned by their own phone, with place and time. Nobody else is.`)}
        </li>
        <li>${msg("Nobody learns who they are: not you, not the health authority.")}</li>
        <li>${msg("Whoever was there knows then that somebody ill was there, too.")}</li>
        <li>
          ${msg("The display goes on as before. All other hours of the place stay as secret as they were.")}
        </li>
        <li>
          ${msg("It can be taken back with this sheet and another claim code. Who was warned by then has seen it.")}
        </li>
      </ul>
    </section>`;
  }

  #renderTakingBack() {
    return html`<section>
      <h2>${msg("What happens")}</h2>
      <ul>
        <li>
          ${msg("Everybody who was warned of these hours by the place or the authority learns that it was withdrawn.")}
        </li>
        <li>${msg("What visitors have reported themselves stays.")}</li>
      </ul>
    </section>`;
  }

  #renderSent() {
    return html`<section class="plain">
      <h2>${msg("What is sent")}</h2>
      <p>
        ${plural(
          messages,
          msg(
            "one: First the claim code. Then # message, at random times over about {duration}, with one secret number for every ten minutes of these hours. | other: First the claim code. Then # messages of equal size, at random times over about {duration}: a few carry one secret number for every ten minutes of these hours, the others carry nothing.",
          ),
          { duration: longDuration(this.policy.reportMinutes * 60) },
        )}
      </p>
      <p>${msg("Not sent: the name of the place, its sheet, anything about other hours.")}</p>
      ${
        this.relayed
          ? nothing
          : html`<p>
              ${msg("This region has no relay, so the messages go to its server directly. Its operator could see from the connection which place it is.")}
            </p>`
      }
      <p class="soft">
        ${msg("This device remembers the place, these hours and how far it is, until the visitors’ phones forget them too. The sheet is forgotten at once.")}
      </p>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-preview-step": PreviewStep;
  }
}
