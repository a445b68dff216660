import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ago, clockTime, fullDate, fullMoment, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { type Approval, fetchApprovals } from "../approvals/approval.ts";
import type { AuthorityClient } from "../client.ts";
import { loading } from "../loading.ts";
import { Looking } from "../looking.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import { alarmsSentence, alarmWords } from "./alarm-words.ts";
import { claimCharts, listChart, type ChartWords } from "./chart-words.ts";
import "./chart.ts";
import "./pause-card.ts";
import type { WatchState } from "./watch-state.ts";

/** How often the page looks by itself, ms. */
const lookMilliseconds = 20_000;

/**
 * How the region is: what needs a look, whether the list goes on, what becomes of claim codes.
 *
 * @element authority-watch
 */
@customElement("authority-watch")
export class WatchSection extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      .state {
        font: 500 var(--text-xl) / 1.2 var(--serif);
      }
      dl {
        display: grid;
        gap: var(--space-3) var(--space-5);
      }
      dt {
        color: var(--ink-soft);
        font-size: var(--text-s);
      }
      @media (min-width: 40rem) {
        dl {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  @property({ attribute: false }) me!: Me;

  /** What was seen last; kept when it could not be fetched anew. */
  @state() private seen: WatchState | null = null;
  @state() private waiting: Approval | null = null;
  readonly #looking = new Looking(
    this,
    async () => {
      const [seen, approvals] = await Promise.all([
        this.client.get<WatchState>("/watch"),
        fetchApprovals(this.client),
      ]);
      const wanted = seen.list.paused === null ? "pause" : "resume";
      this.waiting = approvals.find((each) => each.action === wanted && each.state === "waiting") ?? null;
      this.seen = seen;
    },
    { every: lookMilliseconds },
  );

  protected override render() {
    const { seen } = this;
    if (seen === null) return loading(this.#looking, this.#looking.now);
    return html`
      <section aria-label=${msg("What needs a look")}>
        <p class="state" role="status" data-testid="state">
          ${
            seen.alarms.length === 0 && seen.list.paused !== null
              ? msg("The list is paused")
              : alarmsSentence(seen.alarms.length)
          }
        </p>
        ${this.#renderAlarms(seen)}
        <p class="soft" data-testid="as-of">${this.#asOf(seen)}</p>
      </section>
      <authority-pause
        .client=${this.client}
        .me=${this.me}
        .paused=${seen.list.paused}
        .waiting=${this.waiting}
        @authority-pause-changed=${() => void this.#looking.now()}
      ></authority-pause>
      ${this.#renderFacts(seen)}
      <section aria-labelledby="codes">
        <h2 id="codes">${msg("Claim codes of the last two days")}</h2>
        <p class="lead soft">
          ${msg(
            "By the hour, up to the last one that is over: looked at from minute to minute, numbers would say when somebody used a code.",
          )}
        </p>
        ${claimCharts(seen).map((chart) => this.#renderChart(chart))}
      </section>
      <section aria-labelledby="lists">
        <h2 id="lists">${msg("Published lists")}</h2>
        <p class="lead soft">
          ${msg(
            "Lists are filled up with random entries to fixed steps: their size tells nobody, here neither, how much is in them until it is very much.",
          )}
        </p>
        ${this.#renderChart(listChart(seen))}
      </section>
    `;
  }

  #asOf({ now }: WatchState): string {
    const time = clockTime(now, pageReader());
    return this.#looking.trouble === null
      ? msg(str`As of ${time}. This page looks by itself.`)
      : msg(str`This is from ${time}: it could not be fetched since. This page tries again by itself.`);
  }

  #renderAlarms(seen: WatchState) {
    if (seen.alarms.length === 0) return nothing;
    return html`<ul class="rows">
      ${seen.alarms.map((alarm) => {
        const { title, what, todo } = alarmWords(alarm, seen);
        return html`<li data-testid="alarm" data-kind=${alarm.kind}>
          <div class="what">
            <p class="name">${title}</p>
            <p>${what}</p>
            <p>${todo}</p>
          </div>
        </li>`;
      })}
    </ul>`;
  }

  #renderFacts({ now, list, record, rules, sunset }: WatchState) {
    const reader = pageReader();
    const newest = list.batches.at(-1)!;
    const number = new Intl.NumberFormat(reader.language);
    const cosigned = record.witnesses.filter(({ entries }) => entries >= record.shown).length;
    const changes = rules?.changes.map(({ key, from, to }) => `${key}: ${from} → ${to}`) ?? [];
    return html`<section aria-labelledby="region">
      <h2 id="region">${msg("The region")}</h2>
      <dl>
        <div>
          <dt>${msg("Newest list")}</dt>
          <dd data-testid="newest">
            ${msg(str`No. ${number.format(newest.number)}, ${ago(newest.closed, now, reader)}`)}
          </dd>
        </div>
        <div>
          <dt>${msg("Phones call it old")}</dt>
          <dd>${fullMoment(list.staleAt, reader)}</dd>
        </div>
        <div>
          <dt>${msg("Witnesses")}</dt>
          <dd>
            ${
              record.witnesses.length === 0
                ? msg("None: nobody else watches this list.")
                : msg(
                    str`${number.format(cosigned)} of ${number.format(record.witnesses.length)} have signed what phones see; ${number.format(record.quorum)} are needed.`,
                  )
            }
          </dd>
        </div>
        <div>
          <dt>${msg("The programme ends")}</dt>
          <dd>${fullDate(sunset, reader)}</dd>
        </div>
        ${
          rules === null
            ? nothing
            : html`<div data-testid="rules">
                <dt>${msg(str`New rules from ${fullMoment(rules.effective, reader)}`)}</dt>
                <dd>
                  ${changes.map((change) => html`<code dir="ltr">${change}</code> `)}
                  <a href="/log/">${msg("In the public record")}</a>
                </dd>
              </div>`
        }
      </dl>
    </section>`;
  }

  #renderChart({ id, title, note, label, bars, line, marks, figure, columns }: ChartWords) {
    return html`<section aria-labelledby=${id} data-testid=${id}>
      <h3 id=${id}>${title}</h3>
      ${note === null ? nothing : html`<p class="soft">${note}</p>`}
      ${
        bars.every((value) => value === 0)
          ? html`<p data-testid="none">${msg("None in these two days.")}</p>`
          : html`<authority-chart
              .label=${label}
              .bars=${bars}
              .line=${line}
              .marks=${marks}
              .figure=${figure}
              .columns=${columns}
            ></authority-chart>`
      }
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-watch": WatchSection;
  }
}
