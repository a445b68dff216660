import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import "../../parts/screen-frame.ts";
import "../elements/visit-list.ts";
import type { DeviceState } from "../../device/device.ts";
import type { ScreenFrame } from "../../parts/screen-frame.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { DrawScreen } from "../draw-screen.ts";
import type { Screen } from "../screen.ts";
import { plural } from "../../parts/plural.ts";

/**
 * All visits, by day.
 *
 * @element celadon-diary
 * @fires act - `open` a visit.
 */
@customElement("celadon-diary")
export class DiaryScreen extends LitElement {
  static override styles = [
    controls,
    css`
      .empty {
        display: grid;
        gap: var(--space-2);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) device!: DeviceState;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  @query("celadon-frame") private frame!: ScreenFrame;

  /** Put the focus on the heading. */
  focusHeading(): void {
    this.frame.focusHeading();
  }

  protected override render() {
    const { diary, region, colour } = this.device;
    const days = region?.policy.retentionDays ?? 14;
    const warned = new Set(colour.intervals.map(({ exposure }) => exposure.visitId));
    return html`<celadon-frame heading=${msg("Your diary")}>
      <p class="soft">
        ${plural(days, msg("one: Only on this phone. Each visit is gone after # day. | other: Only on this phone. Each visit is gone after # days."))}
      </p>
      ${
        diary.length === 0
          ? html`<section class="card empty">
              <h2>${msg("No visits yet")}</h2>
              <p>
                ${msg("Scan the code at the next place you come to. It is written down here, and nowhere else.")}
              </p>
            </section>`
          : html`<section class="card" aria-labelledby="visits">
                <h2 class="visually-hidden" id="visits">${msg("Visits")}</h2>
                <celadon-visit-list .visits=${diary} .warned=${warned} now=${this.now}></celadon-visit-list>
              </section>
              <div class="ways">
                <button
                  class="button"
                  type="button"
                  data-testid="export"
                  @click=${this.#open({ at: "export", withTokens: false })}
                >
                  ${msg("Save or print")}
                </button>
                <button
                  class="button"
                  type="button"
                  data-testid="handover"
                  @click=${this.#open({ at: "handover-visits", chosen: [], withWords: false, problem: null })}
                >
                  ${msg("Hand to the health worker")}
                </button>
              </div>`
      }
    </celadon-frame>`;
  }

  #open(screen: Screen) {
    return () => this.dispatchEvent(new ActEvent({ do: "open", screen }));
  }
}

/** The screen `diary`. */
export const drawScreen: DrawScreen<"diary"> = ({ running: { device }, now }) =>
  html`<celadon-diary data-screen="diary" .device=${device} .now=${now}></celadon-diary>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-diary": DiaryScreen;
  }
}
