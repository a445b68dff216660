import { msg, str } from "@lit/localize";
import { css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Visit } from "../../device/device.ts";
import { longDuration, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Screen } from "../screen.ts";
import { reportsNeeded, reportsPerClaim } from "../words/report-words.ts";
import { placeName } from "../words/place-name.ts";
import { visitWhen } from "../words/visit-words.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { reportableVisits } from "../running.ts";
import { plural } from "../../parts/plural.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Exactly what will be sent and what it gives away, before the last tap.
 *
 * @element celadon-report-summary
 * @fires act - `send-report`.
 */
@customElement("celadon-report-summary")
export class ReportSummaryScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
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
      li {
        overflow-wrap: anywhere;
      }
      li + li {
        margin-block-start: var(--space-2);
      }
      .problem {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) screen!: Screen & { at: "report-summary" };
  /** The chosen visits, newest first. */
  @property({ attribute: false }) visits: readonly Visit[] = [];
  /** Over how many minutes the messages leave: the region's rule. */
  @property({ type: Number }) reportMinutes = 5;
  /** Addresses of the relays, one of which the messages go through; none: they go directly. */
  @property({ attribute: false }) relays: readonly string[] = [];
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  @property({ type: Boolean }) busy = false;

  protected override render() {
    const reader = pageReader();
    const carrying = Math.min(reportsPerClaim, reportsNeeded(this.visits));
    return html`<celadon-frame heading=${msg("Before anything is sent")} has-foot>
      <section class="card" data-testid="summary-visits">
        <h2>${plural(this.visits.length, msg("one: This visit | other: These # visits"))}</h2>
        <ul>
          ${this.visits.map(
            (visit) =>
              html`<li>
                ${placeName(visit.name)}
                <div class="soft figures">${visitWhen(visit, this.now, reader)}</div>
              </li>`,
          )}
        </ul>
      </section>
      <section>
        <h2>${msg("What is sent")}</h2>
        <p>
          ${plural(
            carrying,
            msg(
              "one: First your claim code. Then {messages} messages of equal size, at random times over about {duration}: one carries what you chose, as one secret number for every ten minutes; the others carry nothing. | other: First your claim code. Then {messages} messages of equal size, at random times over about {duration}: # carry what you chose, as one secret number for every ten minutes; the others carry nothing.",
            ),
            { messages: String(reportsPerClaim), duration: longDuration(this.reportMinutes * 60) },
          )}
        </p>
        <p>${msg("Not sent: the places' names, your other visits, anything about you or your phone.")}</p>
      </section>
      <section class="plain">
        <h2>${msg("What it gives away")}</h2>
        <ul>
          <li>
            ${msg("People who were there at the same time are warned, with place and time. If you were almost alone with someone, they can guess that it was you.")}
          </li>
          <li data-testid="way-out">${this.#wayOut()}</li>
          <li>
            ${msg("It can be taken back later, with another claim code from the health authority. Who was warned by then has seen it.")}
          </li>
        </ul>
      </section>
      <p class="soft">
        ${msg("You need not wait here. What has not left when you close Celadon leaves when you open it again.")}
      </p>
      <p class="problem" role="alert" data-testid="send-problem">${this.screen.problem}</p>
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="send"
        ?disabled=${this.busy}
        @click=${() => this.dispatchEvent(new ActEvent({ do: "send-report" }))}
      >
        ${msg("Send now")}
      </button>
    </celadon-frame>`;
  }

  /** What the way that the messages take gives away. */
  #wayOut(): string {
    if (this.relays.length === 0) {
      return msg(
        "This region has no relay, so the messages go to its server directly. Its operator could see that they come from one connection: that these visits belong together, and to the claim code you were given.",
      );
    }
    const hosts = this.relays.map((relay) => new URL(relay).host);
    const named = new Intl.ListFormat(pageReader().language, { type: "disjunction" }).format(hosts);
    return msg(
      str`The messages go sealed through a relay that others run: ${named}. The relay sees your connection, but nothing of what is sent; the region's server sees what is sent, but not from whom. Only both together could tie these visits to each other and to you. If no relay can be reached, they wait.`,
    );
  }
}

/** The screen `report-summary`. */
export const drawScreen: DrawScreen<"report-summary"> = ({ running: { device, busy }, screen, now }) =>
  html`<celadon-report-summary
    data-screen="report-summary"
    .screen=${screen}
    .visits=${reportableVisits(device).filter(({ id }) => screen.chosen.includes(id))}
    .relays=${device.region?.relays ?? []}
    .reportMinutes=${device.region?.policy.reportMinutes ?? 5}
    .now=${now}
    ?busy=${busy}
  ></celadon-report-summary>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-report-summary": ReportSummaryScreen;
  }
}
