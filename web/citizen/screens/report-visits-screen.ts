import { msg } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import "../elements/report-window.ts";
import type { Visit } from "../../device/device.ts";
import { pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { SuggestionEvent } from "../elements/report-window.ts";
import type { Screen } from "../screen.ts";
import { reportsNeeded, reportsPerClaim } from "../words/report-words.ts";
import { placeName } from "../words/place-name.ts";
import { visitWhen } from "../words/visit-words.ts";
import { reportedElsewhere } from "../words/region-words.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { reportableVisits } from "../running.ts";
import { plural } from "../../parts/plural.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * The choice, visit by visit; nothing is chosen beforehand, and nothing is sent.
 *
 * @element celadon-report-visits
 * @fires act - `choose-visits`, `review`.
 */
@customElement("celadon-report-visits")
export class ReportVisitsScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      summary {
        display: flex;
        align-items: center;
        min-block-size: var(--tap);
        font-weight: 600;
        cursor: pointer;
      }
      .all {
        align-self: start;
      }
      li + li {
        border-block-start: 1px solid var(--line);
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-4);
        min-block-size: var(--tap-main);
        padding-block: var(--space-2);
        cursor: pointer;
      }
      input {
        flex: none;
        inline-size: 26px;
        block-size: 26px;
        margin: 0;
        accent-color: var(--glaze-deep);
      }
      label span {
        display: block;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) screen!: Screen & { at: "report-visits" };
  /** What can be reported, newest first. */
  @property({ attribute: false }) visits: readonly Visit[] = [];
  /** Why visits of other regions are not among them, a sentence each. */
  @property({ attribute: false }) elsewhere: readonly string[] = [];
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const chosen = new Set(this.screen.chosen);
    const all = chosen.size === this.visits.length;
    const needed = reportsNeeded(this.visits.filter(({ id }) => chosen.has(id)));
    return html`<celadon-frame heading=${msg("Which visits?")} has-foot>
      <p>
        ${msg("Choose where people should be warned. What you leave out stays in your diary and nowhere else. Nothing is sent yet.")}
      </p>
      <details>
        <summary class="unfolds">${msg("Which visits matter?")}</summary>
        <celadon-report-window
          .visits=${this.visits}
          .now=${this.now}
          @suggestion=${({ visitIds }: SuggestionEvent) => this.#choose(visitIds)}
        ></celadon-report-window>
      </details>
      <button
        class="button all"
        type="button"
        data-testid="choose-all"
        @click=${() => this.#choose(all ? [] : this.visits.map(({ id }) => id))}
      >
        ${all ? msg("Choose none") : plural(this.visits.length, msg("one: Choose it | other: Choose all #"))}
      </button>
      <section class="card">
        <ul>
          ${repeat(
            this.visits,
            ({ id }) => id,
            (visit) => this.#renderVisit(visit, chosen),
          )}
        </ul>
      </section>
      ${this.elsewhere.map((sentence) => html`<p data-testid="report-elsewhere">${sentence}</p>`)}
      ${
        needed > reportsPerClaim
          ? html`<p role="status">
              ${msg("This is more than one claim code can carry. The newest visits go first; you will see what is left, and another claim code takes it.")}
            </p>`
          : nothing
      }
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="review"
        ?disabled=${chosen.size === 0}
        @click=${() => this.dispatchEvent(new ActEvent({ do: "review" }))}
      >
        ${
          chosen.size === 0
            ? msg("Choose at least one visit")
            : plural(chosen.size, msg("one: Go on with # visit | other: Go on with # visits"))
        }
      </button>
    </celadon-frame>`;
  }

  #renderVisit(visit: Visit, chosen: ReadonlySet<string>) {
    const reader = pageReader();
    return html`<li>
      <label>
        <input
          type="checkbox"
          data-testid="choose-visit"
          .checked=${chosen.has(visit.id)}
          @change=${(event: Event) => this.#toggle(visit.id, (event.target as HTMLInputElement).checked)}
        />
        <span>
          <span>${placeName(visit.name)}</span>
          <span class="soft figures">
            ${visitWhen(visit, this.now, reader)}
            ${visit.reported > 0 ? " · a part was reported before" : nothing}
          </span>
        </span>
      </label>
    </li>`;
  }

  #toggle(id: string, checked: boolean): void {
    const others = this.screen.chosen.filter((each) => each !== id);
    this.#choose(checked ? [...others, id] : others);
  }

  #choose(chosen: readonly string[]): void {
    this.dispatchEvent(new ActEvent({ do: "choose-visits", chosen }));
  }
}

/** The screen `report-visits`. */
export const drawScreen: DrawScreen<"report-visits"> = ({ running: { device }, screen, now }) =>
  html`<celadon-report-visits
    data-screen="report-visits"
    .screen=${screen}
    .visits=${reportableVisits(device)}
    .elsewhere=${reportedElsewhere(device)}
    .now=${now}
  ></celadon-report-visits>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-report-visits": ReportVisitsScreen;
  }
}
