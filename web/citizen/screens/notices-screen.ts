import { msg } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";
import { switchStyle } from "../../style/switch.ts";
import { ActEvent } from "../act-event.ts";
import type { NoticeChoices } from "../acts/notices-act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { noticeChoices } from "../notices/choices.ts";
import type { NoticePermission } from "../notices/permission.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Reminders and news: what is shown outside of the page, why one would want it, and what it gives away.
 *
 * @element celadon-notices
 * @fires act - `choose-notices`.
 */
@customElement("celadon-notices")
export class NoticesScreen extends FramedScreen {
  static override styles = [
    controls,
    switchStyle,
    css`
      section {
        display: grid;
        gap: var(--space-1);
      }
    `,
  ];

  @property({ attribute: false }) choices: NoticeChoices = { news: false, visits: false };
  @property({ attribute: false }) permission: NoticePermission = "not-asked";
  /** Whether this browser checks the lists while the page is closed. */
  @property({ type: Boolean, attribute: "checks-by-itself" }) checksByItself = false;

  protected override render() {
    return html`<celadon-frame heading=${msg("Reminders and news")}>
      ${this.#renderPermission()}
      <section class="card">
        ${this.#renderSwitch("news", msg("Tell me when there is news"))}
        <p class="soft">
          ${msg(
            "The notice says only “Celadon has news for you.” It names no colour and no place: whoever sees your screen learns nothing.",
          )}
        </p>
        ${this.#renderChecks()}
      </section>
      <section class="card">
        ${this.#renderSwitch("visits", msg("Remind me to leave"))}
        <p class="soft">
          ${msg(
            "While you are checked in, a silent notice stays in your phone's list: since when, until when, and a button to leave. It does not name the place.",
          )}
        </p>
      </section>
      <p class="soft">
        ${msg("Notices are made on this phone. No message service and no other company has a part in them.")}
      </p>
    </celadon-frame>`;
  }

  #renderSwitch(name: keyof NoticeChoices, label: string) {
    const on = this.choices[name] && this.permission === "granted";
    return html`<label>
      ${label}
      <input
        type="checkbox"
        role="switch"
        data-testid="notices-${name}"
        .checked=${on}
        ?disabled=${this.permission === "impossible" || this.permission === "refused"}
        @change=${(event: Event) => this.#choose({ [name]: (event.target as HTMLInputElement).checked })}
      />
    </label>`;
  }

  #renderPermission() {
    switch (this.permission) {
      case "impossible":
        return html`<p data-testid="notices-impossible">
          ${msg(
            "This browser shows no notices for a page. On an iPhone it does once Celadon is on the Home Screen.",
          )}
        </p>`;
      case "refused":
        return html`<p data-testid="notices-refused">
          ${msg(
            "Notices are switched off for this page. Tap the sign beside the page's address, or open the settings of your browser, and allow them.",
          )}
        </p>`;
      default:
        return nothing;
    }
  }

  #renderChecks() {
    return this.checksByItself
      ? html`<p class="soft" data-testid="checks-by-itself">
          ${msg("This browser also checks the lists while Celadon is closed, about once or twice a day.")}
        </p>`
      : html`<p class="soft" data-testid="checks-when-opened">
          ${msg(
            "This browser checks nothing while Celadon is closed, so news can only come when you open it: once a day is enough. Installed on the home screen, some browsers check by themselves.",
          )}
        </p>`;
  }

  #choose(choices: Partial<NoticeChoices>): void {
    this.dispatchEvent(new ActEvent({ do: "choose-notices", choices }));
  }
}

/** The screen `notices`. */
export const drawScreen: DrawScreen<"notices"> = ({ running: { device }, screen }) =>
  html`<celadon-notices
    data-screen="notices"
    .choices=${noticeChoices(device.settings)}
    .permission=${screen.permission}
    ?checks-by-itself=${screen.checksByItself}
  ></celadon-notices>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-notices": NoticesScreen;
  }
}
