import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon, mark } from "../parts/mark.ts";
import { fullDay, longDuration, pageReader } from "../parts/time-words.ts";
import { controls } from "../style/controls.ts";
import { type VenueAct, VenueActEvent } from "./act-event.ts";
import { clockWarning } from "./clock-words.ts";
import { endOf, type Place } from "./place.ts";
import "./region-note.ts";
import type { VenueState } from "./state.ts";
import { sentences } from "../parts/sentences.ts";

/**
 * The first screen: what this page is for when there is no place yet, otherwise the places.
 *
 * @element venue-list
 * @fires venue-act
 */
@customElement("venue-list")
export class PlaceList extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        max-inline-size: 32rem;
        margin-inline: auto;
        padding: var(--space-3) var(--space-4) calc(var(--space-6) + env(safe-area-inset-bottom));
      }
      header {
        display: flex;
        align-items: center;
        gap: 10px;
        min-block-size: var(--tap);
        font: 500 var(--text-l) / 1 var(--serif);
      }
      main {
        display: grid;
        gap: var(--space-5);
        margin-block-start: var(--space-4);
      }
      .welcome {
        display: grid;
        gap: var(--space-5);
      }
      .welcome h1 {
        font-size: var(--text-xxl);
        line-height: 1.05;
      }
      .facts {
        display: grid;
        gap: var(--space-3);
      }
      .facts li {
        display: flex;
        gap: var(--space-3);
      }
      .facts .stroke-icon {
        flex: none;
        color: var(--glaze-deep);
      }
      .places {
        display: grid;
        gap: var(--space-4);
      }
      .place {
        display: grid;
        gap: var(--space-3);
        padding-inline-end: var(--space-3);
      }
      .head {
        display: flex;
        justify-content: space-between;
        gap: var(--space-2);
      }
      .head h2 {
        font: 500 var(--text-xl) / 1.15 var(--serif);
        padding-block-start: var(--space-2);
      }
      .actions {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: var(--space-2);
        padding-inline-end: var(--space-3);
        padding-block-end: var(--space-1);
      }
      .actions .button {
        padding-inline: var(--space-2);
      }
      .button.main {
        background: var(--glaze-deep);
        color: var(--on-glaze-deep);
      }
      .archive {
        display: grid;
        gap: var(--space-2);
        padding-inline: var(--space-5) var(--space-3);
      }
      .archive h2 {
        color: var(--ink-soft);
        font-size: var(--text-s);
      }
      .archive li {
        align-items: center;
      }
      .archive li + li {
        border-block-start: 1px solid var(--line);
      }
      .ways {
        display: flex;
        flex: none;
      }
      .undo {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
        padding-inline: var(--space-5) var(--space-3);
      }
      .more {
        display: grid;
        justify-items: start;
      }
      .more .button.first {
        margin-block-end: var(--space-2);
      }
      .facts-below {
        padding-block-start: var(--space-4);
        border-block-start: 1px solid var(--line);
      }
      .live {
        display: contents;
      }
      .warning {
        padding-inline-start: var(--space-4);
        border-inline-start: 4px solid var(--ink);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) state: VenueState | null = null;

  /** The button that was pressed is gone: the focus goes to where one can go on. */
  protected override updated(changed: Map<string, unknown>): void {
    const before = changed.get("state") as VenueState | null | undefined;
    if (before === null || before === undefined || before.removed === this.state?.removed) return;
    if (this.shadowRoot?.activeElement !== null) return;
    this.renderRoot.querySelector<HTMLElement>(".undo .button, h1")?.focus();
  }

  protected override render() {
    const { state } = this;
    if (state === null) return nothing;
    const bare = state.places.length === 0 && state.removed === null;
    return html`
      <header>${mark}<span>${msg("Celadon for places")}</span></header>
      <main>
        ${bare ? this.#renderWelcome(state) : this.#renderPlaces(state)}
        <div class="live" role="status">${this.#renderClock(state)}</div>
        <venue-region-note .region=${state.region}></venue-region-note>
        ${this.#renderMore(bare)} ${this.#renderRegion(state)}
      </main>
    `;
  }

  #renderWelcome(state: VenueState) {
    return html`<section class="welcome">
      ${
        state.ended === null || (state.region.kind === "known" && state.region.region.sunset > state.ended)
          ? nothing
          : html`<p class="warning" data-testid="programme-ended">
              ${msg(str`The programme ended on ${fullDay(state.ended, pageReader())}. The places on this device have stopped, and what they kept is gone.`)}
            </p>`
      }
      <h1 tabindex="-1">${msg("A code for your door")}</h1>
      <ul class="facts">
        <li>${icon("tick")}<span>${msg("Visitors scan it. You never learn who they are.")}</span></li>
        <li>
          ${icon("tick")}<span>${msg("No account. Nobody has a list of places, not even the server.")}</span>
        </li>
        <li>
          ${icon("tick")}<span>${msg("Works on any old tablet, without network, or printed on paper.")}</span>
        </li>
      </ul>
    </section>`;
  }

  #renderPlaces(state: VenueState) {
    const archived = state.places.filter((place) => place.archived === true);
    return html`<h1 class="visually-hidden" tabindex="-1">${msg("Your places")}</h1>
      <ul class="places">
        ${state.places
          .filter((place) => place.archived !== true)
          .map((place) => html`<li>${this.#renderPlace(place, state)}</li>`)}
        ${state.removed === null ? nothing : html`<li>${this.#renderRemoved(state.removed)}</li>`}
      </ul>
      ${archived.length === 0 ? nothing : this.#renderArchive(archived)}`;
  }

  #renderArchive(places: readonly Place[]) {
    return html`<section class="archive" aria-labelledby="archive">
      <h2 id="archive">${msg("Archive")}</h2>
      <ul>
        ${places.map(
          ({ id, name }) =>
            html`<li class="head" data-testid="archived">
              <span dir="auto">${name}</span>
              <span class="ways">
                <button
                  class="button"
                  type="button"
                  aria-label=${msg(str`Bring back ${name}`)}
                  @click=${() => this.#act({ kind: "archive", placeId: id, archived: false })}
                >
                  ${msg("Bring back")}
                </button>
                <button
                  class="button icon"
                  type="button"
                  aria-label=${msg(str`More about ${name}`)}
                  @click=${() => this.#act({ kind: "go", route: { at: "place", placeId: id } })}
                >
                  ${icon("menu")}
                </button>
              </span>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  #renderPlace(place: Place, state: VenueState) {
    return html`<article class="card place" data-testid="place">
      <div class="head">
        <div>
          <h2 dir="auto">${place.name}</h2>
          <p class="soft">
            ${
              place.pass === null
                ? msg(str`Ended on ${fullDay(endOf(place), pageReader())}`)
                : msg(str`A scan counts for ${longDuration(place.stayMinutes * 60)}`)
            }
          </p>
        </div>
        <button
          class="button icon"
          type="button"
          aria-label=${msg(str`More about ${place.name}`)}
          @click=${() => this.#act({ kind: "go", route: { at: "place", placeId: place.id } })}
        >
          ${icon("menu")}
        </button>
      </div>
      ${place.pass === null ? this.#renderEnded(place, state) : this.#renderActions(place)}
    </article>`;
  }

  #renderActions({ id, name }: Place) {
    return html`<div class="actions">
      <button
        class="button main"
        type="button"
        aria-label=${msg(str`Open display of ${name}`)}
        @click=${() => this.#act({ kind: "go", route: { at: "display", placeId: id } })}
      >
        ${msg("Open display")}
      </button>
      <button
        class="button"
        type="button"
        aria-label=${msg(str`Print passes for ${name}`)}
        @click=${() => this.#act({ kind: "go", route: { at: "print", placeId: id } })}
      >
        ${msg("Print passes")}
      </button>
    </div>`;
  }

  #renderEnded(place: Place, state: VenueState) {
    const goesOn = state.region.kind === "known" && state.region.region.sunset > endOf(place);
    if (!goesOn) return nothing;
    return html`<p>
      ${msg("The programme was extended. To go on, bring the place back with its recovery sheet.")}
    </p>`;
  }

  #renderRemoved(place: Place) {
    return html`<div class="card undo" data-testid="removed">
      <p>
        ${msg(html`Deleted <span dir="auto">${place.name}</span>. Its recovery sheet can bring it back.`)}
      </p>
      <button class="button" type="button" @click=${() => this.#act({ kind: "undo-remove" })}>
        ${msg("Undo")}
      </button>
    </div>`;
  }

  #renderClock(state: VenueState) {
    const warning = clockWarning(state.clock);
    return warning === null ? nothing : html`<p class="warning" data-testid="clock-warning">${warning}</p>`;
  }

  #renderMore(bare: boolean) {
    return html`<div class="more">
      <button
        class=${bare ? "button first" : "button plain"}
        type="button"
        @click=${() => this.#act({ kind: "go", route: { at: "make" } })}
      >
        ${bare ? msg("Make a place") : msg("Make another place")}
      </button>
      <button
        class="button plain"
        type="button"
        @click=${() => this.#act({ kind: "go", route: { at: "restore" } })}
      >
        ${msg("I have a recovery sheet")}
      </button>
      <button
        class="button plain"
        type="button"
        @click=${() => this.#act({ kind: "go", route: { at: "join" } })}
      >
        ${msg("This is a second display")}
      </button>
      <button
        class="button plain"
        type="button"
        @click=${() => this.#act({ kind: "go", route: { at: "release" } })}
      >
        ${msg("Warn the visitors of some hours")}
      </button>
      <button
        class="button plain"
        type="button"
        @click=${() => this.#act({ kind: "go", route: { at: "listed" } })}
      >
        ${msg("My place in the list")}
      </button>
    </div>`;
  }

  #renderRegion(state: VenueState) {
    if (state.region.kind !== "known") return nothing;
    const { name, sunset } = state.region.region;
    return html`<p class="soft facts-below">
      ${msg(html`Region: <span dir="auto">${name}</span>.`)}
      ${sentences(
        msg(str`The programme ends on ${fullDay(sunset, pageReader())}, and displays stop by themselves.`),
        state.clock.kind === "right" ? msg("This device’s clock is right.") : "",
      )}
    </p>`;
  }

  #act(act: VenueAct): void {
    this.dispatchEvent(new VenueActEvent(act));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-list": PlaceList;
  }
}
