import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing, type PropertyValues, svg } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ago, pageReader, type Reader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { LogActEvent } from "../act-event.ts";
import { type DayOfLists, listsByDay } from "../days.ts";
import type { RecordLine } from "../log-reader.ts";
import { listsAtOnce, type ReadLists, unreadLists } from "../lists-reader.ts";
import { figure, sizeWords, utcDay } from "../words/number-words.ts";
import { sectionStyle } from "./section-style.ts";
import { plural } from "../../parts/plural.ts";
import { sentences } from "../../parts/sentences.ts";

/**
 * What was published, day by day: a table whose rows are the bars of a chart.
 *
 * @element log-lists
 * @fires log-act
 */
@customElement("log-lists")
export class ListsSection extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      .bars {
        inline-size: 100%;
      }
      .bar svg {
        display: block;
        inline-size: 100%;
        min-inline-size: 24px;
        block-size: 14px;
      }
      .bar svg:dir(rtl) {
        scale: -1 1;
      }
      .bar .fill {
        fill: var(--glaze);
      }
      .bar .ground {
        fill: var(--sunken);
      }
      .day {
        white-space: nowrap;
      }
      .wide {
        inline-size: 100%;
      }
      @media (max-width: 30rem) {
        table {
          font-size: var(--text-s);
        }
        th,
        td {
          padding-inline-end: var(--space-2);
        }
      }
      @media (forced-colors: active) {
        .bar .fill {
          fill: CanvasText;
        }
      }
    `,
  ];

  /** Of the whole record. */
  @property({ attribute: false }) lines: readonly RecordLine[] = [];
  @property({ attribute: false }) read: ReadLists = unreadLists([]);
  @property({ type: Boolean }) busy = false;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  /** How many lists the record names, and their bytes together. */
  #all = { count: 0, bytes: 0 };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("lines")) return;
    const sizes = this.lines.flatMap(({ entry }) => (entry.kind === "batch" ? [entry.bytes] : []));
    this.#all = { count: sizes.length, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
  }

  protected override render() {
    const reader = pageReader();
    const { count, bytes } = this.#all;
    const newest = this.read.lists[0];
    return html`<section aria-labelledby="lists" data-testid="lists">
      <h2 id="lists">${msg("What was published")}</h2>
      <div class="content">
        <p>
          ${
            count === 0
              ? msg("No list has been published yet.")
              : sentences(
                  plural(
                    count,
                    msg("one: # list so far, {size}. | other: # lists so far, {size} together."),
                    {
                      size: sizeWords(bytes, reader),
                    },
                  ),
                  newest === undefined
                    ? ""
                    : msg(str`The newest was closed ${closedWords(newest.closed, this.now, reader)}.`),
                )
          }
        </p>
        <p>
          ${msg(html`A list holds what phones compare their diaries with. <strong>Its entries include padding:</strong> every list is filled up with random entries that look like real ones, and even one without a single report has about a thousand. The number of entries is therefore no number of cases, of places or of people.`)}
        </p>
        ${this.#renderDays(listsByDay(this.read.lists), reader)} ${this.#renderOlder(reader)}
      </div>
    </section>`;
  }

  #renderDays(days: readonly DayOfLists[], reader: Reader) {
    if (days.length === 0) {
      return html`<p class="soft">
        ${this.busy ? msg("Fetching the lists…") : msg("None of them is here to be counted by day.")}
      </p>`;
    }
    const most = Math.max(...days.map(({ entries }) => entries));
    return html`<div class="scroll">
      <table class="bars" data-testid="days">
        <caption>
          ${msg("By the day on which they were closed, in UTC, so that everyone counts alike. Bars: entries, padding included.")}
        </caption>
        <thead>
          <tr>
            <th scope="col">${msg("Day")}</th>
            <th scope="col" class="wide"><span class="visually-hidden">${msg("Entries, as a bar")}</span></th>
            <th scope="col" class="number">${msg("Entries")}</th>
            <th scope="col" class="number">${msg("Lists")}</th>
            <th scope="col" class="number">${msg("Size")}</th>
          </tr>
        </thead>
        <tbody>
          ${days.map(
            ({ day, lists, entries, bytes }) =>
              html`<tr>
                <th scope="row" class="day">${utcDay(day, reader)}</th>
                <td class="bar">${bar(most === 0 ? 0 : entries / most)}</td>
                <td class="number">${figure(entries, reader)}</td>
                <td class="number">${figure(lists, reader)}</td>
                <td class="number">${sizeWords(bytes, reader)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #renderOlder(reader: Reader) {
    const { unread, olderAreGone, lists } = this.read;
    if (olderAreGone && lists.length > 0) {
      return html`<p class="soft">
        ${msg("Older lists have been deleted, as the rules say. The record keeps their number, size and fingerprint.")}
      </p>`;
    }
    if (unread.length === 0) return nothing;
    const next = unread.slice(0, listsAtOnce);
    const size = next.reduce((sum, { bytes }) => sum + bytes, 0);
    return html`<div>
      <button class="button" type="button" aria-disabled=${this.busy} @click=${this.#further}>
        ${plural(next.length, msg("one: Fetch and check # older list, about {size} | other: Fetch and check # older lists, about {size}"), { size: sizeWords(size, reader) })}
      </button>
    </div>`;
  }

  #further = (): void => {
    this.dispatchEvent(new LogActEvent("look-further"));
  };
}

/** Lists carry their time to ten minutes. */
function closedWords(closed: number, now: number, reader: Reader): string {
  return now - closed < 1200 ? msg("within the last 20 minutes") : ago(closed, now, reader);
}

/** @param part - 0 to 1. */
function bar(part: number) {
  return svg`<svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 1">
    <rect class="ground" width="100" height="1" />
    <rect class="fill" width=${part * 100} height="1" />
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "log-lists": ListsSection;
  }
}
