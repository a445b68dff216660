import { msg, str } from "@lit/localize";
import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { icon } from "../parts/mark.ts";
import { clockTime, fullDay, pageReader } from "../parts/time-words.ts";
import { controls } from "../style/controls.ts";
import { VenueActEvent } from "./act-event.ts";
import type { ClockCheck } from "./clock-check.ts";
import { clockWarning } from "./clock-words.ts";
import "../parts/copy-button.ts";
import { type Display, displayNow } from "./display-code.ts";
import { displayStyle } from "./display-style.ts";
import "./fullscreen-button.ts";
import { isLongName } from "../parts/place-name.ts";
import { endOf, type Place } from "./place.ts";
import { isNight } from "./night.ts";
import { QuietFullscreen } from "./quiet-fullscreen.ts";
import "../parts/live-code.ts";
import { WakeLock } from "../parts/wake-lock.ts";
import { invitations } from "../locales/invitations.ts";
import { sentences } from "../parts/sentences.ts";

/** From when on a display says that it will stop, in seconds before the sunset. */
const endNoticeSeconds = 14 * 86_400;

/**
 * A place's display, filling the screen: read at two metres by a stranger.
 *
 * @element venue-display
 * @fires venue-act
 */
@customElement("venue-display")
export class DisplayScreen extends LitElement {
  static override styles = [controls, displayStyle];

  @property({ attribute: false }) place: Place | null = null;
  @property({ attribute: false }) clock: ClockCheck = { kind: "unchecked" };
  /** Unix seconds; given every second. */
  @property({ type: Number }) now = 0;
  /** The citizen page's plain address. */
  @property() address = "";
  /** Small print below the invitations. */
  @property() note = "";
  /** Whether the region goes on after this place's end. */
  @property({ type: Boolean }) extended = false;
  /** Whether the last change could not be written to the disk. */
  @property({ type: Boolean }) unsaved = false;

  /** Whether it goes dark around the code at night. */
  @property({ type: Boolean }) darkAtNight = true;

  /** It is dark around the code now. */
  @property({ type: Boolean, reflect: true }) protected night = false;

  @state() private display: Display | null = null;

  readonly #wakeLock = new WakeLock(this);
  readonly #fullscreen = new QuietFullscreen(this);

  protected override willUpdate(): void {
    this.display = this.place === null ? null : displayNow(this.place, this.now);
    this.night = this.darkAtNight && isNight(this.now);
  }

  protected override render() {
    const { display, place } = this;
    if (display === null || place === null) return nothing;
    return html`<main class="${display.kind} ${this.#fullscreen.quiet ? "quiet" : ""}">
      ${display.kind === "showing" ? this.#renderCode(place, display) : nothing}
      <section class="words">
        <div>
          <h1 class=${isLongName(place.name) ? "long" : ""} dir="auto" tabindex="-1">${place.name}</h1>
          <p class="when figures">
            ${fullDay(this.now, pageReader())}, <time>${clockTime(this.now, pageReader())}</time>
          </p>
        </div>
        ${display.kind === "showing" ? this.#renderSteps() : this.#renderSilence(display)}
        ${this.#renderWarnings(place, display)}
        ${display.kind === "showing" ? this.#renderInvitations() : nothing}
      </section>
      ${this.#renderTools(display)}
    </main>`;
  }

  #renderCode(place: Place, display: Display & { kind: "showing" }) {
    return html`<section class="code" aria-label=${msg("Code")}>
      <celadon-live-code
        .code=${display}
        .label=${msg(str`Check-in code of ${place.name}`)}
        .now=${this.now}
      ></celadon-live-code>
    </section>`;
  }

  #renderSteps() {
    return html`<ol>
      <li><b>1</b><span>${msg(html`Open <strong dir="ltr">${this.address}</strong>`)}</span></li>
      <li><b>2</b><span>${msg(html`Tap <strong>Scan a code</strong>`)}</span></li>
      <li>
        <b>3</b
        ><span
          ><span class="sentence">${msg("You are checked in.")}</span>
          <span class="sentence">${msg("Nobody here knows who you are.")}</span></span
        >
      </li>
    </ol>`;
  }

  #renderSilence(display: Display & { kind: "waiting" | "ended" }) {
    const reader = pageReader();
    if (display.kind === "waiting") {
      return html`<div class="silence" role="status">
        <p>${msg("This device’s clock was ahead until now, and the codes of these hours are used up.")}</p>
        <p>
          ${sentences(
            fullDay(display.from, reader) === fullDay(this.now, reader)
              ? msg(str`The display goes on by itself at ${clockTime(display.from, reader)}.`)
              : msg(
                  str`The display goes on by itself on ${fullDay(display.from, reader)} at ${clockTime(display.from, reader)}.`,
                ),
            msg("Sooner: bring the place back with its recovery sheet."),
          )}
        </p>
      </div>`;
    }
    return html`<div class="silence" role="status" data-testid="display-ended">
      <p>${msg(str`This display ended on ${fullDay(display.at, reader)}. It shows no code any more.`)}</p>
      ${
        this.extended
          ? html`<p>
              ${msg("The programme was extended. To go on, bring the place back with its recovery sheet.")}
            </p>`
          : nothing
      }
    </div>`;
  }

  #renderWarnings(place: Place, display: Display) {
    const clock = clockWarning(this.clock);
    const ends = endOf(place);
    const warnings = [
      clock,
      this.unsaved
        ? msg(
            "This browser could not save the last change. Free some space on this device, or bring the place back with its recovery sheet when it has been closed.",
          )
        : null,
      display.kind === "showing" && this.#wakeLock.refused
        ? msg("This device may fall asleep. Switch that off in its settings.")
        : null,
      display.kind === "showing" && ends - this.now <= endNoticeSeconds
        ? msg(str`This display stops on ${fullDay(ends, pageReader())}, when the programme ends.`)
        : null,
    ].filter((warning) => warning !== null);
    return html`<div class="warnings" role="status" data-testid="display-warnings">
      ${warnings.map((warning) => html`<p>${warning}</p>`)}
    </div>`;
  }

  #renderInvitations() {
    return html`<footer>
      ${invitations(pageReader().language).map(
        ({ tag, direction, text }, index) =>
          html`${index === 0 ? "" : " · "}<span lang=${tag} dir=${direction}>${text}</span>`,
      )}
      ${this.note === "" ? nothing : html` · <span data-testid="trial-region">${this.note}</span>`}
    </footer>`;
  }

  #renderTools(display: Display) {
    return html`<nav class="tools" aria-label=${msg("This display")}>
      <button class="button tool" type="button" @click=${this.#leave}>
        ${icon("back")} ${msg("All places")}
      </button>
      <venue-fullscreen></venue-fullscreen>
      <button
        class="button tool switch"
        type="button"
        aria-pressed=${this.darkAtNight ? "true" : "false"}
        @click=${this.#changeNight}
      >
        ${this.darkAtNight ? icon("tick") : nothing} ${msg("Dark at night")}
      </button>
      ${
        display.kind === "showing"
          ? html`<celadon-copy
              quiet
              .text=${display.text}
              label=${msg("Copy the code as text")}
            ></celadon-copy>`
          : nothing
      }
    </nav>`;
  }

  #changeNight = (): void => {
    this.dispatchEvent(new VenueActEvent({ kind: "dark-at-night", dark: !this.darkAtNight }));
  };

  #leave = (): void => {
    this.dispatchEvent(new VenueActEvent({ kind: "go", route: { at: "list" } }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-display": DisplayScreen;
  }
}
