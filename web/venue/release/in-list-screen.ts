import { msg, str } from "@lit/localize";
import { bytesToHex } from "@noble/hashes/utils.js";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../../parts/screen-frame.ts";
import type { ScreenFrame } from "../../parts/screen-frame.ts";
import { fullMoment, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import "../region-note.ts";
import type { SheetProblem } from "../sheet-problem.ts";
import "../sheet-reader.ts";
import type { SheetReader, SheetReadEvent } from "../sheet-reader.ts";
import type { RegionState } from "../state.ts";
import { hoursList } from "../../parts/hours/hours-list.ts";
import type { ListedHours } from "./listed-hours.ts";
import type { ReleaseSession } from "./release-session.ts";
import type { Listing, ReleaseState } from "./release-state.ts";
import { deviceProblemWords, workWords } from "./release-words.ts";

/**
 * "My place in the list": with the sheet in hand, the hours of the place that visitors are warned of.
 *
 * @element venue-in-list
 */
@customElement("venue-in-list")
export class InListScreen extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    css`
      .hours-found {
        display: grid;
        gap: var(--space-3);
      }
      .hours-found > li + li {
        padding-block-start: var(--space-3);
        border-block-start: 1px solid var(--line);
      }
      .retracted ul {
        text-decoration: line-through;
      }
      .answer {
        font: 500 var(--text-l) / 1.3 var(--serif);
      }
      .means {
        display: grid;
        gap: var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) session!: ReleaseSession;
  @property({ attribute: false }) state!: ReleaseState;
  @property({ attribute: false }) region: RegionState = { kind: "unknown", trouble: null };

  @state() private refusal: SheetProblem | null = null;
  @query("celadon-frame") private frame!: ScreenFrame;
  @query("venue-sheet-reader") private sheetReader!: SheetReader;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session.leave();
  }

  /** The screen may come later than its turn, with its code. */
  protected override firstUpdated(): void {
    void this.frame.updateComplete.then(() => this.frame.focusHeading());
  }

  protected override updated(changed: Map<string, unknown>): void {
    const before = changed.get("state") as ReleaseState | undefined;
    if (before === undefined || before.listing.step === this.state.listing.step) return;
    scrollTo(0, 0);
    this.frame.focusHeading();
  }

  protected override render() {
    const { listing, work } = this.state;
    return html`<celadon-frame
      heading=${msg("My place in the list")}
      back-label=${msg("Back to all places")}
      ?has-foot=${listing.step === "sheet"}
    >
      ${listing.step === "answer" ? this.#renderAnswer(listing) : this.#renderSheet(listing)}
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="look-for-place"
        ?disabled=${work !== null || this.region.kind === "unknown"}
        @click=${() => this.sheetReader.readTyped()}
      >
        ${work === null ? msg("Look for it") : msg("One moment…")}
      </button>
    </celadon-frame>`;
  }

  #renderSheet({ trouble }: Listing & { step: "sheet" }) {
    const { work } = this.state;
    return html`<p>
        ${msg("See of which hours of your place visitors are warned. For that this page fetches the lists that every phone fetches, and looks in them on this device.")}
      </p>
      <p class="soft">
        ${msg("The recovery sheet is needed for it, since the display keeps nothing of the past. The sheet and the answer are not stored.")}
      </p>
      <venue-sheet-reader .refusal=${this.refusal} @sheet-read=${this.#takeSheet}></venue-sheet-reader>
      <div role="status">${work === null ? nothing : html`<p data-testid="work">${workWords(work)}</p>`}</div>
      <div role="alert">
        ${
          trouble === null || work !== null
            ? nothing
            : html`<p class="problem" data-testid="list-trouble">${deviceProblemWords(trouble)}</p>`
        }
      </div>
      <venue-region-note .region=${this.region}></venue-region-note>`;
  }

  #renderAnswer({ placeName, hours, from, to }: Listing & { step: "answer" }) {
    const reader = pageReader();
    const span =
      from === null || to === null
        ? msg("There is no list yet.")
        : msg(
            str`The lists from ${fullMoment(from, reader)} to ${fullMoment(to, reader)} were looked at. Older lists are not kept.`,
          );
    return html`<p class="answer" data-testid="list-answer" data-found=${hours.length}>
        ${
          hours.length === 0
            ? msg(html`<span dir="auto">${placeName}</span> is in none of the lists.`)
            : msg(html`These hours of <span dir="auto">${placeName}</span> are in the lists:`)
        }
      </p>
      ${
        hours.length === 0
          ? nothing
          : html`<ul class="card hours-found">
              ${hours.map((each) => this.#renderHours(each))}
            </ul>`
      }
      <p class="soft">${span}</p>
      <section class="means">
        <h2>${msg("What this means")}</h2>
        <p>
          ${
            hours.length === 0
              ? msg(
                  "Nobody has reported a visit here for these days, and nothing was confirmed. It does not mean that nobody who was here was ill: not everybody reports.",
                )
              : msg(
                  "Phones that were checked in then warn their owners. It does not mean that somebody caught it here, nor that the place did something wrong, and nobody but you can see it: without the sheet or a visit, the lists tell nothing about a place.",
                )
          }
        </p>
        <p>${msg("You need not do anything. If you are unsure, ask the health authority.")}</p>
      </section>
      <div>
        <button class="button" type="button" @click=${() => this.session.leave()}>
          ${msg("Another sheet")}
        </button>
      </div>`;
  }

  #renderHours({ reported, confirmed, ...window }: ListedHours) {
    const isRetracted = !reported && !confirmed;
    return html`<li class=${isRetracted ? "retracted" : ""} data-testid="listed-hours">
      ${hoursList(window)}
      <p class="soft">${listedWords(reported, confirmed)}</p>
    </li>`;
  }

  #takeSheet = ({ sheet }: SheetReadEvent): void => {
    if (this.region.kind !== "known") return;
    const isOther = bytesToHex(this.region.region.id) !== bytesToHex(sheet.regionId);
    this.refusal = isOther ? "other-region" : null;
    if (!isOther) void this.session.lookForPlace(sheet);
  };
}

function listedWords(reported: boolean, confirmed: boolean): string {
  if (reported && confirmed) return msg("Reported by a visitor, and confirmed");
  if (reported) return msg("Reported by a visitor");
  if (confirmed) return msg("Confirmed by you or the health authority");
  return msg("Taken back: nobody is warned of this any more");
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-in-list": InListScreen;
  }
}
