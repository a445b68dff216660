import { msg } from "@lit/localize";
import { LitElement, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import "../elements/current-visit.ts";
import "../elements/proof-row.ts";
import "../elements/status-card.ts";
import "../elements/visit-list.ts";
import type { StatusCard } from "../elements/status-card.ts";
import { icon, mark } from "../../parts/mark.ts";
import { pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import { quietHomeIn } from "../lock/lock-settings.ts";
import type { Running } from "../running.ts";
import { diaryFile } from "../saved-file.ts";
import { brokenWords, presentBreak } from "../words/broken-words.ts";
import { pauseNotice } from "../words/pause-words.ts";
import { reportCard } from "../words/report-words.ts";
import { statusWords } from "../words/status-words.ts";
import { sunsetNotice } from "../words/sunset-words.ts";
import { syncTrouble } from "../words/trouble-words.ts";
import { homeStyles } from "./home-styles.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { inTabThatForgets } from "../persistence.ts";
import { plural } from "../../parts/plural.ts";

/** Visits shown before "All visits". */
const recentVisits = 4;

/**
 * The first screen: the status, where one is now, proof that it works, the diary, and the way to scan.
 *
 * @element celadon-home
 * @fires act
 */
@customElement("celadon-home")
export class HomeScreen extends LitElement {
  static override styles = [controls, homeStyles];

  @property({ attribute: false }) state!: Running;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  /** Shown on iPhones in a plain tab: the system deletes what a tab stored after seven days. */
  @property({ type: Boolean, attribute: "advise-install" }) adviseInstall = false;

  @query("celadon-status") private status!: StatusCard;

  /** Put the focus on the status word. */
  focusHeading(): void {
    this.status.focusHeading();
  }

  protected override render() {
    const { device, checking, busy, update } = this.state;
    const reader = pageReader();
    return html`
      <header>
        <div class="mark">${mark} Celadon</div>
        <button
          class="button icon"
          type="button"
          aria-label=${msg("More")}
          data-testid="more"
          @click=${this.#act({ do: "open", screen: { at: "more" } })}
        >
          ${icon("menu")}
        </button>
      </header>
      <main>
        ${update ? this.#renderUpdate() : nothing}
        <celadon-status
          .words=${statusWords(device, this.now, reader)}
          ?quiet=${quietHomeIn(device.settings)}
          ?checking=${checking !== null}
        ></celadon-status>
        ${this.#renderBroken()} ${this.#renderPause()} ${this.#renderSunset()}
        ${
          device.openVisit === null
            ? nothing
            : html`<celadon-current-visit
                .visit=${device.openVisit}
                now=${this.now}
                ?busy=${busy}
                ?hosted=${device.hosting !== null}
              ></celadon-current-visit>`
        }
        ${this.#renderReport()}
        <celadon-proof
          .sync=${device.sync}
          now=${this.now}
          .checking=${checking}
          .trouble=${device.sync.problem === null ? null : syncTrouble(device.sync.problem, device, reader)}
        ></celadon-proof>
        ${this.#renderDiary()} ${this.adviseInstall ? this.#renderInstallAdvice() : nothing}
        ${device.hosting === null ? this.#renderMeet() : nothing}
        <p class="tested">
          ${msg("Tested positive?")}
          <button
            class="button plain"
            type="button"
            data-testid="report"
            @click=${this.#act({ do: "start-report", code: "", byLink: false })}
          >
            ${msg("Warn the people who were there")}
          </button>
        </p>
      </main>
      <footer>
        <button
          class="button first"
          type="button"
          data-testid="scan"
          @click=${this.#act({ do: "open", screen: { at: "scan", way: "camera", problem: null, trouble: null } })}
        >
          ${icon("scan")} ${msg("Scan a code")}
        </button>
      </footer>
    `;
  }

  #renderMeet() {
    const show = html`<button
      class="button plain"
      type="button"
      data-testid="meet"
      @click=${this.#act({ do: "open", screen: { at: "meet" } })}
    >
      ${msg("Show my code")}
    </button>`;
    return html`<p class="tested">${msg(html`Meeting friends? ${show}`)}</p>`;
  }

  #renderUpdate() {
    return html`<section class="card row" data-testid="update">
      <p>${msg("A newer version of this page is ready.")}</p>
      <button class="button" type="button" @click=${this.#act({ do: "update-now" })}>${msg("Use it")}</button>
    </section>`;
  }

  #renderBroken() {
    const broken = presentBreak(this.state.device);
    if (broken === null) return nothing;
    return html`<section class="card" data-testid="broken" data-reason=${broken.reason}>
      <h2>${brokenWords(broken.reason).what}</h2>
      <button
        class="button plain"
        type="button"
        @click=${this.#act({ do: "open", screen: { at: "record" } })}
      >
        ${msg("What it means, and what to do")} ${icon("forward")}
      </button>
    </section>`;
  }

  #renderPause() {
    const notice = pauseNotice(this.state.device, pageReader());
    if (notice === null) return nothing;
    return html`<section class="card" data-testid="paused">
      <h2>${msg("The list is paused")}</h2>
      <p>${notice}</p>
    </section>`;
  }

  #renderSunset() {
    const notice = sunsetNotice(this.state.device, this.now, pageReader());
    if (notice === null) return nothing;
    if (this.state.device.lock.is === "locked") {
      return html`<section class="card" data-testid="sunset-notice"><p>${notice}</p></section>`;
    }
    return html`<section class="card" data-testid="sunset-notice">
      <p>${notice}</p>
      <button
        class="button plain"
        type="button"
        data-testid="save-diary"
        @click=${this.#act({ do: "save-file", file: diaryFile(this.state.device) })}
      >
        ${msg("Save your diary as a file")}
      </button>
    </section>`;
  }

  #renderReport() {
    const { report, settings } = this.state.device;
    // It would tell over a shoulder what the closed status does not.
    const words = report === null || quietHomeIn(settings) ? null : reportCard(report);
    if (words === null) return nothing;
    return html`<section class="card row" data-testid="report-card">
      <div>
        <h2>${words.heading}</h2>
        <p class="soft">${words.line}</p>
      </div>
      <button
        class="button"
        type="button"
        @click=${this.#act({ do: "open", screen: { at: "report-progress" } })}
      >
        ${msg("See it")}
      </button>
    </section>`;
  }

  #renderDiary() {
    const { device } = this.state;
    if (device.lock.is === "locked") return nothing;
    const days = device.region?.policy.retentionDays ?? 14;
    const shownWarnings = quietHomeIn(device.settings) ? [] : device.colour.intervals;
    const warned = new Set(shownWarnings.map(({ exposure }) => exposure.visitId));
    return html`<section class="card" aria-labelledby="diary" data-testid="diary">
      <h2 id="diary">${msg("Your diary")}</h2>
      <p class="soft">
        ${
          device.diary.length === 0
            ? plural(
                days,
                msg(
                  "one: Places you check in to appear here. Only on this phone, and gone after # day. | other: Places you check in to appear here. Only on this phone, and gone after # days.",
                ),
              )
            : plural(
                days,
                msg(
                  "one: Only on this phone. Gone after # day. | other: Only on this phone. Gone after # days.",
                ),
              )
        }
      </p>
      <celadon-visit-list
        .visits=${device.diary.slice(0, recentVisits)}
        .warned=${warned}
        now=${this.now}
      ></celadon-visit-list>
      <button
        class="button plain"
        type="button"
        data-testid="open-diary"
        @click=${this.#act({ do: "open", screen: { at: "diary" } })}
      >
        ${
          device.diary.length <= recentVisits
            ? msg("Open the diary")
            : plural(device.diary.length, msg("one: The one visit | other: All # visits"))
        }
        ${icon("forward")}
      </button>
    </section>`;
  }

  #renderInstallAdvice() {
    return html`<section class="card" data-testid="install-advice">
      <h2>${msg("Keep your diary")}</h2>
      <p class="soft">
        ${msg("In a plain tab this phone deletes the diary after seven days without a visit to this page. Tap Share, then “Add to Home Screen”, and use Celadon from there.")}
      </p>
    </section>`;
  }

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `home`. */
export const drawScreen: DrawScreen<"home"> = ({ running, now }) =>
  html`<celadon-home
    data-screen="home"
    .state=${running}
    .now=${now}
    ?advise-install=${inTabThatForgets() && running.device.diary.length > 0}
  ></celadon-home>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-home": HomeScreen;
  }
}
