import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { parseUtc, textFor } from "../../../protocol/index.ts";
import { fullDate, fullMoment, pageReader, readerLanguages, type Reader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { type Announcement, announcements, rulesHistory, type RulesChange } from "../rules-history.ts";
import { type Rules, rulesInForce } from "../rules-reader.ts";
import { ruleSentences } from "../words/rule-words.ts";
import { sectionStyle } from "./section-style.ts";
import { sentences } from "../../parts/sentences.ts";

/**
 * The rules that are in force, those that are announced, and what each changed.
 *
 * @element log-rules
 */
@customElement("log-rules")
export class RulesSection extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      .rules li {
        padding-inline-start: var(--space-4);
        border-inline-start: 3px solid var(--glaze);
      }
      .history {
        display: grid;
        gap: var(--space-5);
      }
      .history > li {
        display: grid;
        gap: var(--space-2);
      }
      .changes {
        display: grid;
        gap: var(--space-2);
      }
      .changes li {
        overflow-wrap: anywhere;
      }
      blockquote {
        margin: 0;
        font: 400 var(--text) / 1.45 var(--serif);
        white-space: pre-line;
      }
      dl {
        display: grid;
        gap: var(--space-3);
      }
      dt {
        color: var(--ink-soft);
        font-size: var(--text-s);
      }
      .technical {
        display: grid;
        gap: var(--space-2);
        font-size: var(--text-s);
        color: var(--ink-soft);
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Oldest first. */
  @property({ attribute: false }) rules: readonly Rules[] = [];
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  #history: readonly RulesChange[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rules")) this.#history = rulesHistory(this.rules);
  }

  protected override render() {
    const inForce = rulesInForce(this.rules, this.now);
    const newest = this.rules.at(-1);
    if (inForce === null || newest === undefined) return nothing;
    const reader = pageReader();
    const history = this.#history;
    const coming = announcements(this.rules, this.now);
    return html`<section aria-labelledby="now" data-testid="rules-now">
        <h2 id="now">${msg("The rules now")}</h2>
        <div class="content">
          <ul class="sentences rules">
            ${ruleSentences(inForce.manifest.policy).map((sentence) => html`<li>${sentence}</li>`)}
          </ul>
          <p class="soft">
            ${msg("The colour is worked out on each phone, from these numbers and nothing else, and is the same for everyone. There is no other rule: the format has no field for one.")}
          </p>
          ${this.#renderGuidance(newest)}
        </div>
      </section>
      ${coming.length === 0 ? nothing : this.#renderComing(coming, reader)}
      <section aria-labelledby="history" data-testid="rules-history">
        <h2 id="history">${msg("How they came about")}</h2>
        <div class="content">
          <ol class="history" reversed>
            ${history.map((change) => this.#renderChange(change, reader))}
          </ol>
        </div>
      </section>`;
  }

  #renderGuidance({ manifest }: Rules) {
    const words = (text: Parameters<typeof textFor>[0]): string => textFor(text, readerLanguages());
    return html`<dl>
      <div>
        <dt>${msg("What people are told at yellow")}</dt>
        <dd>
          <blockquote><bdi>${words(manifest.guidance.yellow)}</bdi></blockquote>
        </dd>
      </div>
      <div>
        <dt>${msg("What people are told at red")}</dt>
        <dd>
          <blockquote><bdi>${words(manifest.guidance.red)}</bdi></blockquote>
        </dd>
      </div>
    </dl>`;
  }

  #renderComing(coming: readonly Announcement[], reader: Reader) {
    return html`<section aria-labelledby="coming" data-testid="rules-coming">
      <h2 id="coming">${msg("Announced")}</h2>
      <div class="content">
        ${coming.map(
          ({ effective, sequence, changes }) =>
            html`<h3>${msg(str`From ${fullMoment(effective, reader)}, by rules no. ${sequence}`)}</h3>
              <ul class="changes" lang="en" dir="ltr">
                ${changes.map((sentence) => html`<li>${sentence}</li>`)}
              </ul>`,
        )}
        <p class="soft">
          ${msg("Changed rules are public for at least 48 hours before they apply; phones refuse anything sooner.")}
        </p>
      </div>
    </section>`;
  }

  #renderChange({ rules, issued, effective, changes, technical, isFirst }: RulesChange, reader: Reader) {
    const { manifest, signedBy, line } = rules;
    return html`<li data-testid="rules-change" data-sequence=${manifest.sequence}>
      <h3>${msg(str`Rules no. ${manifest.sequence}, ${fullDate(issued, reader)}`)}</h3>
      <p class="soft">
        ${sentences(
          line === null
            ? msg(str`Signed by ${names(signedBy, reader)}.`)
            : msg(str`Signed by ${names(signedBy, reader)}; line ${line} of the record.`),
          msg(
            str`In force from ${fullMoment(effective, reader)}, until ${fullDate(parseUtc(manifest.sunset), reader)} at the longest.`,
          ),
        )}
      </p>
      ${
        isFirst
          ? html`<p>${msg("The first rules of this region.")}</p>`
          : changes.length === 0
            ? html`<p>${msg("Nothing that people would notice changed.")}</p>`
            : html`<ul class="changes" lang="en" dir="ltr">
                ${changes.map((sentence) => html`<li>${sentence}</li>`)}
              </ul>`
      }
      ${
        technical.length === 0
          ? nothing
          : html`<details>
              <summary>${msg("Keys and numbering")}</summary>
              <ul class="technical" lang="en" dir="ltr">
                ${technical.map((sentence) => html`<li>${sentence}</li>`)}
              </ul>
            </details>`
      }
    </li>`;
  }
}

/** "A, B and C". */
function names(list: readonly string[], reader: Reader): string {
  return new Intl.ListFormat(reader.language, { type: "conjunction" }).format(list);
}

declare global {
  interface HTMLElementTagNameMap {
    "log-rules": RulesSection;
  }
}
