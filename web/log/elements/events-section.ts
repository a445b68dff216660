import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { pauseReasonOf } from "../../../protocol/index.ts";
import { loggedPauseWords } from "../../parts/pause-words.ts";
import { pageReader, type Reader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { type Events, eventsIn } from "../events.ts";
import type { RecordLine } from "../log-reader.ts";
import { claimCount } from "../words/entry-words.ts";
import { figure, utcDay } from "../words/number-words.ts";
import { sectionStyle } from "./section-style.ts";
import { plural } from "../../parts/plural.ts";

/**
 * What the record tells besides lists and rules: claim codes, pauses, releases of the pages.
 *
 * @element log-events
 */
@customElement("log-events")
export class EventsSection extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly RecordLine[] = [];

  protected override render() {
    const reader = pageReader();
    const events = eventsIn(this.lines);
    return html`${this.#renderClaims(events, reader)} ${this.#renderPauses(events, reader)}
    ${this.#renderReleases(events, reader)}`;
  }

  #renderClaims({ claims }: Events, reader: Reader) {
    return html`<section aria-labelledby="claims" data-testid="claims">
      <h2 id="claims">${msg("Claim codes")}</h2>
      <div class="content">
        <p>
          ${msg("Whoever reports a positive test needs a claim code from the health authority. How many it gave out stands here a day later, so that a flood of false warnings would be seen. Under ten, only that is told.")}
        </p>
        ${
          claims.length === 0
            ? html`<p class="soft">${msg("The record has no count of claim codes yet.")}</p>`
            : html`<div class="scroll">
                <table>
                  <caption>
                    ${msg("Given out each day, in UTC")}
                  </caption>
                  <thead>
                    <tr>
                      <th scope="col">${msg("Day")}</th>
                      <th scope="col" class="number">${msg("Reports")}</th>
                      <th scope="col" class="number">${msg("Places")}</th>
                      <th scope="col" class="number">${msg("Taken back")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${claims.map(
                      ({ date, report, confirm, retract }) =>
                        html`<tr>
                          <th scope="row">${utcDay(Date.parse(date) / 1000, reader)}</th>
                          ${[report, confirm, retract].map(
                            (count) => html`<td class="number">${shortCount(count, reader)}</td>`,
                          )}
                        </tr>`,
                    )}
                  </tbody>
                </table>
              </div>`
        }
      </div>
    </section>`;
  }

  #renderPauses({ pauses }: Events, reader: Reader) {
    if (pauses.length === 0) return nothing;
    return html`<section aria-labelledby="pauses" data-testid="pauses">
      <h2 id="pauses">${msg("Pauses")}</h2>
      <div class="content">
        <ul class="sentences">
          ${pauses.map(
            ({ reason, line, resumed }) =>
              html`<li>
                ${resumed === null ? html`<strong>${msg("Paused at present:")}</strong> ` : nothing}${
                  pauseReasonOf(reason) === null
                    ? html`<q dir="auto">${reason}</q>`
                    : loggedPauseWords(reason)
                }
                <span class="soft"
                  >${
                    resumed === null
                      ? msg(str`from line ${figure(line, reader)}`)
                      : msg(str`from line ${figure(line, reader)} to line ${figure(resumed, reader)}`)
                  }</span
                >
              </li>`,
          )}
        </ul>
      </div>
    </section>`;
  }

  #renderReleases({ releases }: Events, reader: Reader) {
    return html`<section aria-labelledby="releases" data-testid="releases">
      <h2 id="releases">${msg("Versions of the pages")}</h2>
      <div class="content">
        <p>
          ${
            releases.length === 0
              ? msg("The record names no version of the pages yet.")
              : plural(
                  releases.length,
                  msg(
                    "one: One version of these pages is in the record, with a fingerprint of all its files: whoever has the source code can build it and compare. | other: # versions of these pages are in the record, each with a fingerprint of all its files: whoever has the source code can build it and compare.",
                  ),
                )
          }
        </p>
        <ul class="sentences">
          ${releases.map(
            ({ version, sha256, line }) =>
              html`<li>
                <strong>${version}</strong> <span class="soft">${msg(str`line ${figure(line, reader)}`)}</span
                ><br /><code>${sha256}</code>
              </li>`,
          )}
        </ul>
      </div>
    </section>`;
  }
}

function shortCount(count: Parameters<typeof claimCount>[0], reader: Reader): string {
  return count === "<10" ? msg("under 10") : claimCount(count, reader);
}

declare global {
  interface HTMLElementTagNameMap {
    "log-events": EventsSection;
  }
}
