import { msg } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { LedgerEntry } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";
import { clockTime, dayWord, pageReader, type Reader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { ledgerFile } from "../saved-file.ts";
import {
  addressOf,
  bytesWords,
  contentTold,
  type Occasion,
  occasionName,
  occasionsOf,
  outcomeWords,
  requestName,
  relayWords,
} from "../words/ledger-words.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Every request that the app's code made, by day and occasion, each with what went out.
 *
 * @element celadon-ledger
 * @fires act - `save-file`.
 */
@customElement("celadon-ledger")
export class LedgerScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      section {
        display: grid;
        gap: var(--space-1);
      }
      h2 {
        margin-block-end: var(--space-1);
      }
      details + details {
        border-block-start: 1px solid var(--line);
      }
      summary {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
        min-block-size: var(--tap-main);
        padding-block: var(--space-2);
        cursor: pointer;
      }
      summary > span:first-child {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      summary time {
        flex: none;
        margin-inline-start: auto;
      }
      .unfolds::after {
        margin-inline-start: 0;
      }
      .requests {
        padding-block-end: var(--space-3);
        padding-inline-start: var(--space-3);
        border-inline-start: 3px solid var(--line);
      }
      .content {
        display: grid;
        gap: var(--space-2);
        padding-block-end: var(--space-3);
      }
      code {
        display: block;
        direction: ltr;
        text-align: start;
        overflow-wrap: anywhere;
        font-family: ui-monospace, "Noto Sans Mono", monospace;
        font-size: var(--text-s);
      }
      .button {
        justify-self: start;
        align-self: start;
      }
    `,
  ];

  /** Newest first; `null` until they are read. */
  @property({ attribute: false }) entries: readonly LedgerEntry[] | null = null;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  /** Occasions and requests that are unfolded: only their content is drawn. */
  @state() private unfolded: ReadonlySet<string> = new Set();

  protected override render() {
    return html`<celadon-frame heading=${msg("What this page asked and sent")}>
      <p>
        ${msg(
          "Every request that Celadon's code made from this phone: when, why, what went out and how much came in. Each is written down before it leaves, and deleted together with the visits of its day.",
        )}
      </p>
      <p class="soft">
        ${msg(
          "Not in it: what the browser fetches by itself, such as the pages, their icons, and its look for a newer version. Sizes are those of contents, without what the network puts around them.",
        )}
      </p>
      ${this.entries === null ? nothing : this.#renderEntries(this.entries)}
    </celadon-frame>`;
  }

  #renderEntries(entries: readonly LedgerEntry[]) {
    if (entries.length === 0) {
      return html`<section class="card" data-testid="ledger-empty">
        <p>${msg("Nothing yet. The first check of the lists will stand here.")}</p>
      </section>`;
    }
    const reader = pageReader();
    const days = new Map<string, Occasion[]>();
    for (const occasion of occasionsOf(entries)) {
      const day = dayWord(occasion.at, this.now, reader);
      days.set(day, [...(days.get(day) ?? []), occasion]);
    }
    return html`${[...days].map(
        ([day, occasions]) =>
          html`<section class="card" data-testid="ledger-day">
            <h2>${day}</h2>
            ${occasions.map((occasion) => this.#renderOccasion(occasion, reader))}
          </section>`,
      )}
      <button class="button" type="button" data-testid="save-ledger" @click=${() => this.#save(entries)}>
        ${msg("Save all of it as a file")}
      </button>`;
  }

  #renderOccasion({ id, why, at, entries, sent, received }: Occasion, reader: Reader) {
    const key = `${why} ${id}`;
    const count = plural(entries.length, msg("one: # request | other: # requests"));
    const sizes = [
      ...(sent > 0 ? [msg(html`${bytesWords(sent, reader)} out`)] : []),
      msg(html`${bytesWords(received, reader)} in`),
    ];
    return html`<details data-testid="occasion" data-why=${why} @toggle=${this.#toggled(key)}>
      <summary class="unfolds">
        <span>
          ${occasionName(why)}
          <span class="soft figures"> <br />${count}${sizes.map((size) => html` · ${size}`)} </span>
        </span>
        <time class="soft figures">${clockTime(at, reader)}</time>
      </summary>
      ${
        this.unfolded.has(key)
          ? html`<div class="requests">${entries.map((entry) => this.#renderRequest(entry, reader))}</div>`
          : nothing
      }
    </details>`;
  }

  #renderRequest(entry: LedgerEntry, reader: Reader) {
    return html`<details
      data-testid="request"
      data-path=${entry.path}
      data-outcome=${entry.outcome.kind}
      @toggle=${this.#toggled(entry.id)}
    >
      <summary class="unfolds">
        <span>
          ${requestName(entry)}
          <span class="soft figures"><br />${outcomeWords(entry, reader)}</span>
        </span>
        <time class="soft figures">${clockTime(entry.at, reader)}</time>
      </summary>
      ${this.unfolded.has(entry.id) ? this.#renderContent(entry, reader) : nothing}
    </details>`;
  }

  #renderContent(entry: LedgerEntry, reader: Reader) {
    const { words, parts } = contentTold(entry);
    const relayed = relayWords(entry, reader);
    return html`<div class="content" data-testid="request-content">
      <code>${entry.method} ${addressOf(entry, location.origin)}</code>
      ${relayed === null ? nothing : html`<p>${relayed}</p>`}
      <p>${words}</p>
      ${parts.map(
        ({ name, hex }) =>
          html`<div>
            <span class="soft">${name}</span>
            <code>${hex}</code>
          </div>`,
      )}
    </div>`;
  }

  #toggled(key: string) {
    return (event: Event) => {
      event.stopPropagation();
      const unfolded = new Set(this.unfolded);
      if ((event.target as HTMLDetailsElement).open) unfolded.add(key);
      else unfolded.delete(key);
      this.unfolded = unfolded;
    };
  }

  #save(entries: readonly LedgerEntry[]): void {
    this.dispatchEvent(new ActEvent({ do: "save-file", file: ledgerFile(entries) }));
  }
}

export const drawScreen: DrawScreen<"ledger"> = ({ screen, now }) =>
  html`<celadon-ledger data-screen="ledger" .entries=${screen.entries} .now=${now}></celadon-ledger>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-ledger": LedgerScreen;
  }
}
