import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { allTexts, beginLanguage } from "../locales/page-language.ts";
import { keepForOffline } from "../parts/offline.ts";
import { BackEvent } from "../parts/screen-frame.ts";
import { clockTime, fullDate, fullDay, pageReader } from "../parts/time-words.ts";
import { controls } from "../style/controls.ts";
import { trialBar } from "../style/trial-bar.ts";
import { VenueActEvent } from "./act-event.ts";
import { clockWarning } from "./clock-words.ts";
import "./display-screen.ts";
import "./join-screen.ts";
import "./message-screen.ts";
import { endOf, isOfRegion, type Place } from "./place.ts";
import "./place-form.ts";
import "./place-list.ts";
import "./place-screen.ts";
import "./print-screen.ts";
import { ReleasePart } from "./release/release-part.ts";
import "./restore-form.ts";
import { VenueSession } from "./session.ts";
import "./share-screen.ts";
import "./sheet-screen.ts";
import { fragmentOf, opening, routeOf, routeShown, shownPlace, type VenueState } from "./state.ts";
import { VenueStore } from "./store.ts";

/**
 * The venue page: gives the session a clock, an address and a screen.
 *
 * @element celadon-venue
 */
@customElement("celadon-venue")
export class VenueApp extends LitElement {
  static override styles = [
    controls,
    trialBar,
    css`
      /* Inherited by all that is inside: a name may be one long word. */
      :host {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @state() private view: VenueState = opening;
  @state() private now = clock();

  readonly #store = new VenueStore(indexedDB, navigator.locks);
  readonly #session = new VenueSession({
    store: this.#store,
    fetch: (input, init) => fetch(input, init),
    origin: location.origin,
    now: clock,
    changed: () => {
      this.view = this.#session.state;
    },
  });
  readonly #releases = new ReleasePart({
    store: this.#store,
    now: clock,
    places: () => this.view.places,
    region: () => (this.view.region.kind === "known" ? this.view.region.region : null),
    changed: () => this.requestUpdate(),
  });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #replace: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("popstate", this.#moved);
    addEventListener("online", this.#online);
    document.addEventListener("visibilitychange", this.#shown);
    this.addEventListener(VenueActEvent.type, this.#act);
    this.addEventListener(BackEvent.type, this.#back);
    keepForOffline({
      whenWaiting: (version) => this.#replaceWhenIdle(() => version.takeOver()),
      whenReplaced: () => this.#replaceWhenIdle(() => location.reload()),
    });
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    removeEventListener("popstate", this.#moved);
    removeEventListener("online", this.#online);
    document.removeEventListener("visibilitychange", this.#shown);
  }

  async #open(): Promise<void> {
    await allTexts();
    await beginLanguage(() => msg("Celadon for places"));
    this.#releases.takeLink();
    await this.#session.open(location.hash);
    this.#tick();
    if (this.#session.state.screen.at === "no-storage") return;
    void this.#releases.goOn();
    await this.#session.ask();
  }

  /** Every second, on the second: countdown, next code, puncture. */
  #tick = (): void => {
    this.now = clock();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#tick, 1000 - (Date.now() % 1000));
    void this.#session.tick();
    this.#releases.tick();
  };

  #shown = (): void => {
    if (document.visibilityState !== "visible") return;
    this.#tick();
    void this.#session.askAboutClock();
  };

  #online = (): void => {
    if (this.view.region.kind === "unknown") void this.#session.ask();
  };

  #moved = (): void => {
    if (this.#releases.takeLink()) void this.#releases.want();
    void this.#session.go(routeOf(location.hash));
  };

  /** From what was opened in a place's menu back to the menu, from everything else to all places. */
  #back = (): void => {
    const { screen } = this.view;
    const fromMenu = screen.at === "share" || screen.at === "like" || screen.at === "rename";
    void this.#session.go(fromMenu ? { at: "place", placeId: screen.placeId } : { at: "list" });
  };

  #act = (event: VenueActEvent): void => {
    if (event.act.kind === "open-place" || event.act.kind === "join") void navigator.storage?.persist?.();
    void this.#session.act(event.act);
  };

  protected override updated(changed: Map<string, unknown>): void {
    const before = changed.get("view") as VenueState | undefined;
    if (before !== undefined && before.screen.at !== this.view.screen.at) {
      this.#followInAddress();
      if (isAboutReleases(this.view)) void this.#releases.want();
      document.title = titleOf(this.view);
      if (before.screen.at !== "opening") void this.#startAtTop();
    }
    if (this.#replace !== null) this.#replaceWhenIdle(this.#replace);
  }

  /** The address says where one is, so that "back" and a reload do what is expected. */
  #followInAddress(): void {
    const route = routeShown(this.view);
    if (route === null) return;
    const fragment = fragmentOf(route);
    if (location.hash === fragment) return;
    const address = location.pathname + fragment;
    // A form that was sent is not gone back to.
    const sent = /^#(make|restore|join|like|rename)\b/.test(location.hash);
    if (sent && route.at === "display") history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  }

  /** Screen readers and keyboards begin at the heading of the new screen. */
  async #startAtTop(): Promise<void> {
    scrollTo(0, 0);
    const screen = this.renderRoot.lastElementChild;
    if (!(screen instanceof LitElement)) return;
    await screen.updateComplete;
    const frame = screen.renderRoot.querySelector("celadon-frame");
    await frame?.updateComplete;
    (frame ?? screen).renderRoot.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  /** A newer version takes over where nothing typed and no full screen would be lost. */
  #replaceWhenIdle(replace: () => void): void {
    const { at } = this.view.screen;
    const idle =
      (at === "list" && this.view.removed === null) ||
      (at === "display" && document.fullscreenElement === null);
    this.#replace = idle ? null : replace;
    if (idle) replace();
  }

  protected override render() {
    const onDisplay = this.view.screen.at === "display";
    return html`${
      isUnwatched(this.view) && !onDisplay
        ? html`<aside class="trial" data-testid="trial-region">${trialWords()}</aside>`
        : nothing
    }
    ${this.#renderScreen(this.view)}`;
  }

  #renderScreen(view: VenueState) {
    const { screen } = view;
    switch (screen.at) {
      case "opening":
        return html`<slot></slot>`;
      case "list":
        return html`<venue-list .state=${view}></venue-list>`;
      case "make":
      case "like":
      case "rename":
        return html`<venue-place-form
          .region=${view.region}
          .like=${shownPlace(view)}
          ?renames=${screen.at === "rename"}
        ></venue-place-form>`;
      case "share":
        return html`<venue-share
          .place=${shownPlace(view)}
          .now=${this.now}
          .address=${`${location.host}/venue/`}
        ></venue-share>`;
      case "join":
        return html`<venue-join .region=${view.region} .now=${this.now}></venue-join>`;
      case "place":
        return html`<venue-place .place=${shownPlace(view)}></venue-place>`;
      case "restore":
        return html`<venue-restore-form .region=${view.region}></venue-restore-form>`;
      case "sheet":
        return html`<venue-sheet-screen
          .sheet=${screen.sheet}
          .region=${view.region.kind === "known" ? view.region.region : null}
          .restored=${screen.restored}
          .unsaved=${view.unsaved}
          .now=${this.now}
          .address=${location.host}
        ></venue-sheet-screen>`;
      case "display":
        return this.#renderDisplay(view);
      case "print":
        return html`<venue-print
          .place=${shownPlace(view)}
          .now=${this.now}
          .address=${location.host}
        ></venue-print>`;
      case "release":
      case "listed":
        return this.#releases.screen(screen.at, view.region, this.now);
      case "ended":
        return html`<venue-message heading=${msg("This display has ended")}>
          <p>
            ${msg(str`The programme ended on ${fullDay(screen.moment, pageReader())}. There is no code any more, and what this device kept is gone.`)}
          </p>
          <button slot="actions" class="button" type="button" @click=${this.#back}>
            ${msg("All places")}
          </button>
        </venue-message>`;
      case "no-storage":
        return html`<venue-message heading=${msg("This browser keeps nothing")}>
          <p>
            ${msg("A display has to remember its place, and this browser does not let the page store anything. Leave the private window, or allow storage for this site, and load the page anew.")}
          </p>
        </venue-message>`;
      case "clock-question":
        return this.#renderClockQuestion(screen.lastUsed);
    }
  }

  #renderDisplay(view: VenueState) {
    const place = shownPlace(view);
    return html`<venue-display
      .place=${place}
      .clock=${view.clock}
      .unsaved=${view.unsaved}
      .darkAtNight=${view.darkAtNight}
      .extended=${place !== null && goesOn(place, view)}
      .note=${isUnwatched(view) ? trialWords() : ""}
      .now=${this.now}
      .address=${location.host}
    ></venue-display>`;
  }

  #renderClockQuestion(lastUsed: number) {
    const reader = pageReader();
    return html`<venue-message
      heading=${msg(str`Is it ${fullDate(this.now, reader)}, ${clockTime(this.now, reader)}?`)}
    >
      <p>
        ${msg(str`This device’s clock says so, but its places were last used on ${fullDay(lastUsed, reader)}. With a wrong clock they would lose their codes up to then for good.`)}
      </p>
      <p>
        ${clockWarning(this.view.clock) ?? msg("If it is wrong, set the clock; this page then goes on by itself.")}
      </p>
      <button
        slot="actions"
        class=${this.view.clock.kind === "off" ? "button" : "button first"}
        type="button"
        @click=${() => void this.#session.act({ kind: "trust-clock" })}
      >
        ${msg("Yes, that is the time")}
      </button>
    </venue-message>`;
  }
}

function clock(): number {
  return Math.floor(Date.now() / 1000);
}

const trialWords = () => msg("Trial region: nobody else watches this list");

function isUnwatched({ region }: VenueState): boolean {
  return region.kind === "known" && region.region.unwatched;
}

function titleOf(view: VenueState): string {
  const place = shownPlace(view);
  return place === null ? msg("Celadon for places") : `${place.name} – Celadon`;
}

function isAboutReleases({ screen }: VenueState): boolean {
  return screen.at === "release" || screen.at === "listed";
}

function goesOn(place: Place, { region }: VenueState): boolean {
  return region.kind === "known" && isOfRegion(place, region.region) && region.region.sunset > endOf(place);
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-venue": VenueApp;
  }
}
