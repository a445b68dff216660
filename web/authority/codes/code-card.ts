import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { formatClaimCode } from "../../../protocol/index.ts";
import { isLanguage, languages, type LanguageTag } from "../../locales/languages.ts";
import "../../parts/copy-button.ts";
import type { ReleaseWindow } from "../../parts/hours/release-window.ts";
import { Paper } from "../../parts/paper.ts";
import "../../parts/qr-code.ts";
import { releaseRequestLink } from "../../parts/release-request.ts";
import { clockTime, dayWord, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import type { AuthorityClient } from "../client.ts";
import { sectionStyle } from "../section-style.ts";
import { claimLink } from "./claim-link.ts";
import { type Purpose, purposeWords } from "./purpose-words.ts";
import "./request-hours.ts";
import type { RequestHoursEvent } from "./request-hours.ts";
import type { SlipSize } from "./slip-sheet.ts";
import "./slip-sheet.ts";
import { spokenCode } from "./spoken-code.ts";

/** A claim code that has just been made: in this page's memory, and nowhere else. */
export interface ShownCode {
  readonly purpose: Purpose;
  /** 12 characters. */
  readonly code: string;
  /** Unix seconds. */
  readonly expires: number;
}

/**
 * A claim code as it is given to a person: to read, to read out, to scan, to print.
 *
 * @element authority-code-card
 */
@customElement("authority-code-card")
export class CodeCard extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    sectionStyle,
    css`
      .claim {
        font:
          600 min(11cqi, 3.2rem) / 1.1 ui-monospace,
          "Noto Sans Mono",
          monospace;
        direction: ltr;
        text-align: start;
        white-space: nowrap;
      }
      .shown {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
        gap: var(--space-5);
        align-items: start;
        container-type: inline-size;
      }
      celadon-qr {
        inline-size: min(100%, 17rem);
      }
      .groups {
        display: grid;
        gap: var(--space-3);
      }
      .groups li {
        display: grid;
        grid-template-columns: 4.6rem 1fr;
        gap: var(--space-3);
        align-items: baseline;
      }
      .group {
        font:
          600 var(--text-l) / 1.2 ui-monospace,
          "Noto Sans Mono",
          monospace;
        direction: ltr;
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr));
        gap: var(--space-4);
      }
      authority-slip {
        max-inline-size: 16rem;
        border-radius: 6px;
        box-shadow: 0 0 0 1px var(--line);
      }
      .box {
        container-type: inline-size;
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  @property({ attribute: false }) shown!: ShownCode;

  /** Those that a place is asked for, where they were said. */
  @state() private hours: ReleaseWindow | null = null;

  @state() private language: LanguageTag | null = null;
  @state() private size: SlipSize = "a6";

  readonly #paper = new Paper(this);

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("shown")) this.hours = null;
  }

  protected override updated(): void {
    this.#paper.usual = this.shown.purpose === 1 ? this.#sheet() : null;
  }

  protected override render() {
    const { purpose, code, expires } = this.shown;
    const reader = pageReader();
    const until = msg(str`${dayWord(expires, Date.now() / 1000, reader)}, ${clockTime(expires, reader)}`);
    const link = this.#link();
    return html`<div class="box">
        <p class="soft">${purposeWords(purpose)}</p>
        <p class="claim" data-testid="claim-code" data-code=${code}>${formatClaimCode(code)}</p>
        <p>${msg(str`Valid until: ${until}. It works once.`)}</p>
      </div>
      <div class="shown">
        <section aria-labelledby="aloud">
          <h3 id="aloud">${msg("To read out")}</h3>
          <ol class="groups">
            ${spokenCode(code).map(
              (group) =>
                html`<li>
                  <span class="group">${group.map(({ character }) => character).join("")}</span>
                  <span>${group.map(({ word }) => word).join(", ")}</span>
                </li>`,
            )}
          </ol>
          <celadon-copy .text=${formatClaimCode(code)} label=${msg("Copy the code")}></celadon-copy>
        </section>
        ${
          link === null
            ? nothing
            : html`<section aria-labelledby="scan">
                <h3 id="scan">${msg("To scan with the phone’s camera")}</h3>
                <celadon-qr .text=${link} .label=${msg("QR code of the claim code")}></celadon-qr>
                <celadon-copy .text=${link} label=${msg("Copy the link")}></celadon-copy>
              </section>`
        }
      </div>
      ${purpose === 1 ? this.#renderSlip() : nothing}
      ${
        purpose === 2
          ? html`<authority-request-hours
              .client=${this.client}
              .hours=${this.hours}
              @request-hours=${({ hours }: RequestHoursEvent) => (this.hours = hours)}
            ></authority-request-hours>`
          : nothing
      }`;
  }

  #renderSlip() {
    const { language } = this.#slipLanguage();
    return html`<section aria-labelledby="slip">
      <h3 id="slip">${msg("A slip to take along")}</h3>
      <div class="choices">
        <div class="question">
          <label for="slip-language">${msg("In the person’s language")}</label>
          <span class="select"
            ><select
              class="field"
              id="slip-language"
              @change=${(event: Event) => (this.language = tagOf(event))}
            >
              ${languages.map(
                ({ tag, name }) =>
                  html`<option lang=${tag} value=${tag} .selected=${tag === language}>${name}</option>`,
              )}
            </select></span
          >
        </div>
        <div class="question">
          <label for="slip-size">${msg("Paper")}</label>
          <span class="select"
            ><select
              class="field"
              id="slip-size"
              @change=${(event: Event) =>
                (this.size = (event.target as HTMLSelectElement).value === "a4" ? "a4" : "a6")}
            >
              <option value="a6" .selected=${this.size === "a6"}>${msg("Small, to cut out (A6)")}</option>
              <option value="a4" .selected=${this.size === "a4"}>${msg("Large print (A4)")}</option>
            </select></span
          >
        </div>
      </div>
      <div>
        <button class="button main" type="button" @click=${() => void this.#paper.print(this.#sheet())}>
          ${msg("Print the slip")}
        </button>
      </div>
      ${this.#sheet()}
    </section>`;
  }

  #sheet() {
    const { code, expires } = this.shown;
    return html`<authority-slip
      .slip=${{ code, expires, origin: location.origin }}
      .language=${this.#slipLanguage().language}
      .size=${this.size}
    ></authority-slip>`;
  }

  /** The page's language until another is chosen. */
  #slipLanguage(): { language: LanguageTag } {
    const { language: page } = pageReader();
    return { language: this.language ?? (isLanguage(page) ? page : "en") };
  }

  /** A code that takes back is typed into the page that takes back: no link leads there. */
  #link(): string | null {
    const { purpose, code } = this.shown;
    if (purpose === 1) return claimLink(location.origin, code);
    if (purpose !== 2) return null;
    return releaseRequestLink(location.origin, { claimCode: code, hours: this.hours });
  }
}

function tagOf(event: Event): LanguageTag {
  const { value } = event.target as HTMLSelectElement;
  return isLanguage(value) ? value : "en";
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-code-card": CodeCard;
  }
}
