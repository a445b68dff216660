import { msg } from "@lit/localize";
import { LitElement, html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import "../parts/toast.ts";
import "./elements/late-screen.ts";
import type { Device } from "../device/device.ts";
import { drawEnd } from "./end-pages.ts";
import { beginLanguage } from "../locales/page-language.ts";
import { keepForOffline, type WaitingVersion } from "../parts/offline.ts";
import type { Toast } from "../parts/toast.ts";
import { controls } from "../style/controls.ts";
import { trialBar } from "../style/trial-bar.ts";
import { ActEvent } from "./act-event.ts";
import type { Act } from "./act.ts";
import { citizenStyle } from "./citizen-style.ts";
import { perform } from "./effects.ts";
import { hearErasure } from "./erasure-news.ts";
import { askToKeep } from "./persistence.ts";
import { isRehearsed } from "./rehearsal/rehearsed-acts.ts";
import type { Rehearsal } from "./rehearsal/rehearsal.ts";
import type { RehearsalWish } from "./rehearsal/story.ts";
import { type Running, shown } from "./running.ts";
import { ScreenHistory } from "./screen-history.ts";
import { ScreenLoading } from "./screen-loading.ts";
import { openCodeReaderEarly } from "../parts/scanner/code-reader.ts";
import { drawShown } from "./screens.ts";
import { type CitizenState, followed, next, starting } from "./state.ts";
import { eraseStorage, openStorage } from "./storage.ts";
import { Upkeep } from "./upkeep.ts";
import { VisitNotice } from "./notices/visit-notice.ts";
import { noticeChoices } from "./notices/choices.ts";
import { takeStartLink } from "./start-link.ts";

/**
 * The citizen page. Holds the state, and is alone in touching the device: screens say what the person did, effects do it.
 *
 * @element celadon-citizen
 */
@customElement("celadon-citizen")
export class CitizenApp extends LitElement {
  static override styles = [controls, trialBar, citizenStyle];

  @state() private citizen: CitizenState = starting;
  @state() private now = unixNow();
  @query("celadon-toast") private toast!: Toast | null;

  #device: Device | null = null;
  #upkeep: Upkeep | null = null;
  /** Takes the place of both while it goes on. */
  #rehearsal: Rehearsal | null = null;
  #waiting: WaitingVersion | null = null;
  #replaced = false;
  #loading = new ScreenLoading(this);
  /** The state that was drawn last; stays in view while the next screen is on its way. */
  #drawn: Running | null = null;
  #visitNotice = new VisitNotice();
  #history = new ScreenHistory((depth) => this.#act({ do: "back-to", depth }));
  /** How far each screen was scrolled when another one opened above it. */
  #scrolls: number[] = [];
  #clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener(ActEvent.type, this.#acted);
    this.addEventListener("go-back", this.#goBack);
    addEventListener("hashchange", this.#followLink);
    this.#clock = setInterval(() => (this.now = unixNow()), 10_000);
    this.#history.start();
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener(ActEvent.type, this.#acted);
    this.removeEventListener("go-back", this.#goBack);
    removeEventListener("hashchange", this.#followLink);
    clearInterval(this.#clock);
    this.#rehearsal?.stop();
    this.#upkeep?.stop();
    this.#device?.close();
  }

  async #open(): Promise<void> {
    const link = takeStartLink();
    const language = beginLanguage(() => "Celadon");
    try {
      [this.#device] = await Promise.all([openStorage(), language]);
    } catch {
      // Private windows of some browsers, and lockdown modes, give no storage.
      await language;
      return this.#act({ do: "no-storage" });
    }
    const device = await this.#device.state();
    this.#upkeep = new Upkeep(this.#device, (act) => this.#act(act));
    this.#act({ do: "opened", device, introduced: device.settings["introduced"] === true, link });
    this.#upkeep.start();
    hearErasure(() => this.#endWithOtherTab());
    openCodeReaderEarly();
    keepForOffline({
      whenWaiting: (version) => {
        this.#waiting = version;
        this.#act({ do: "update-waiting" });
      },
      whenReplaced: () => {
        this.#replaced = true;
      },
    });
  }

  /** Another tab erases everything: this one lets go of it at once, or the erasure would wait, and shows the same end. */
  #endWithOtherTab(): void {
    this.#rehearsal?.stop();
    this.#rehearsal = null;
    this.#upkeep?.stop();
    this.#device?.close();
    this.#upkeep = null;
    this.#device = null;
    this.#act({ do: "erased" });
  }

  /** What this phone does by itself pauses: a rehearsal asks for nothing and writes nothing. */
  async #rehearse(wish: RehearsalWish): Promise<void> {
    if (this.citizen.phase !== "running" || this.#rehearsal !== null) return;
    const { device } = this.citizen;
    const { beginRehearsal } = await import("./rehearsal/rehearsal.ts");
    this.#upkeep?.stop();
    this.#visitNotice.follow(null, false);
    this.#rehearsal = beginRehearsal(
      wish,
      device,
      unixNow,
      (act) => this.#act(act),
      () => void this.#endRehearsal(null),
    );
    this.#act({ do: "rehearsing", device: await this.#rehearsal.device.state() });
    this.#rehearsal.upkeep.start();
  }

  /** Back to the truth. @param then - What the person did in earnest. */
  async #endRehearsal(then: Act | null): Promise<void> {
    if (this.#rehearsal === null || this.#device === null) return;
    this.#rehearsal.stop();
    this.#rehearsal = null;
    this.#upkeep = new Upkeep(this.#device, (act) => this.#act(act));
    this.#act({ do: "rehearsal-over", device: await this.#device.state() });
    this.#upkeep.start();
    // Who stands beside learns nothing from it; the person was told before what it means.
    this.toast?.show({ text: msg("This page is up to date again.") });
    if (then !== null && then.do !== "end-rehearsal") this.#act(then);
  }

  #acted = (event: ActEvent): void => this.#act(event.act);

  #goBack = (): void => this.#act({ do: "back" });

  #followLink = (): void => {
    const link = takeStartLink();
    if (link !== null) this.#act(followed(link));
  };

  /** Every change of the state goes through here. */
  #act(act: Act): void {
    if (act.do === "rehearse") return void this.#rehearse(act.wish);
    if (this.#rehearsal !== null && !isRehearsed(act)) return void this.#endRehearsal(act);
    const before = screenOf(this.citizen);
    const depthBefore = depthOf(this.citizen);
    this.#scrolls[depthBefore] = scrollY;
    this.now = unixNow();
    this.citizen = next(this.citizen, act);
    const running = this.citizen.phase === "running" ? this.citizen : null;
    if (running !== null) {
      this.#history.follow(running.screens.length - 1);
      this.#loading.want(shown(running).at);
      const { openVisit, settings } = running.device;
      if (!running.rehearsing) this.#visitNotice.follow(openVisit, noticeChoices(settings).visits);
    }
    if (depthOf(this.citizen) > depthBefore) this.toast?.hide();
    if (act.do === "update-now") this.#waiting?.takeOver();
    if (screenOf(this.citizen) !== before) {
      const wentBack = act.do === "back" || act.do === "back-to" || act.do === "visit-gone";
      void this.#arrive(wentBack ? (this.#scrolls[depthOf(this.citizen)] ?? 0) : 0);
    }
    // Another tab let a newer version take over: this one follows when no form can be lost.
    if (this.#replaced && running !== null && shown(running).at === "home") location.reload();
    if (this.#device === null || this.#upkeep === null) return;
    void perform(act, this.citizen, {
      device: this.#rehearsal?.device ?? this.#device,
      upkeep: this.#rehearsal?.upkeep ?? this.#upkeep,
      now: unixNow,
      say: (answer) => this.#act(answer),
      toast: (message) => this.toast?.show(message),
      erasePage: eraseStorage,
      askToKeep: this.#rehearsal === null ? askToKeep : async () => {},
    });
  }

  /** Another screen: where one left it or at its top, and screen readers read its heading. */
  async #arrive(scroll: number): Promise<void> {
    const arrived = screenOf(this.citizen);
    await this.#loading.settled;
    await this.updateComplete;
    if (screenOf(this.citizen) !== arrived) return;
    const screen = this.renderRoot.querySelector<LitElement & { focusHeading?(): void }>("[data-screen]");
    await screen?.updateComplete;
    scrollTo(0, scroll);
    screen?.focusHeading?.();
  }

  protected override render() {
    switch (this.citizen.phase) {
      case "starting":
        return html`<slot></slot>`;
      case "no-storage":
      case "erased":
      case "ended":
        return drawEnd(this.citizen.phase);
      case "running":
        return this.#renderRunning(this.citizen);
    }
  }

  #renderRunning(running: Running) {
    const quorum = running.device.region?.quorum;
    return html`
      ${
        quorum !== undefined && quorum < 2
          ? html`<aside class="trial" aria-label=${msg("Notice")} data-testid="trial-region">
              ${msg("Trial region: nobody else watches this list")}
            </aside>`
          : nothing
      }
      <div class="stage" ?inert=${this.#loading.stand === "soon"}>${this.#renderScreen(running)}</div>
      <celadon-toast></celadon-toast>
    `;
  }

  #renderScreen(running: Running) {
    switch (this.#loading.stand) {
      case "loaded":
        this.#drawn = running;
        return drawShown(running, this.now);
      case "soon":
        return this.#drawn === null ? nothing : drawShown(this.#drawn, this.now);
      case "waiting":
      case "failed":
        return html`<celadon-late-screen
          data-screen="late"
          ?failed=${this.#loading.stand === "failed"}
        ></celadon-late-screen>`;
    }
  }
}

function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

function depthOf(citizen: CitizenState): number {
  return citizen.phase === "running" ? citizen.screens.length - 1 : 0;
}

function screenOf(citizen: CitizenState): string {
  if (citizen.phase !== "running") return citizen.phase;
  const screen = shown(citizen);
  return `${citizen.screens.length} ${screen.at}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-citizen": CitizenApp;
  }
}
