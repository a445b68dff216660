import { msg } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../elements/visit-list.ts";
import type { DeviceState, Visit } from "../../device/device.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { DrawScreen } from "../draw-screen.ts";
import type { Screen } from "../screen.ts";
import { plural } from "../../parts/plural.ts";
import { calendarDaysBefore, noonBefore, pageReader } from "../../parts/time-words.ts";
import { visitsFound } from "../words/diary-search.ts";
import { FramedScreen } from "./framed-screen.ts";

/** From how many visits on one may look for some of them. */
const searchedFrom = 5;

/**
 * All visits, by day.
 *
 * @element celadon-diary
 * @fires act - `open` a visit or the writing down of one, `stay-home`, `delete-visits`.
 */
@customElement("celadon-diary")
export class DiaryScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      .empty {
        display: grid;
        gap: var(--space-2);
      }
      .search {
        display: grid;
        gap: var(--space-2);
        font-weight: 600;
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

  @property({ type: Boolean }) busy = false;

  @state() private typed = "";

  /** What was tapped may be gone with what it did, and the focus with it. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("device") as DeviceState | undefined;
    const count = ({ diary, atHome }: DeviceState) => diary.length + atHome.length;
    const isChanged = before !== undefined && count(before) !== count(this.device);
    if (isChanged && document.activeElement === document.body) this.focusHeading();
  }

  protected override render() {
    const { diary, atHome, region, colour } = this.device;
    const days = region?.policy.retentionDays ?? 14;
    const found = visitsFound(diary, this.typed, this.now, pageReader());
    const warned = new Set(colour.intervals.map(({ exposure }) => exposure.visitId));
    return html`<celadon-frame heading=${msg("Your diary")}>
      <p class="soft">
        ${plural(days, msg("one: Only on this phone. Each visit is gone after # day. | other: Only on this phone. Each visit is gone after # days."))}
      </p>
      ${this.#renderAdd()}
      ${
        diary.length === 0 && atHome.length === 0
          ? html`<section class="card empty">
              <h2>${msg("No visits yet")}</h2>
              <p>
                ${msg("Scan the code at the next place you come to. It is written down here, and nowhere else.")}
              </p>
            </section>`
          : html`${diary.length < searchedFrom ? nothing : this.#renderSearch()}
              <section class="card" aria-labelledby="visits">
                <h2 class="visually-hidden" id="visits">${msg("Visits")}</h2>
                ${found.length === 0 && diary.length > 0 ? html`<p role="status">${msg("No visit is called so.")}</p>` : nothing}
                <celadon-visit-list
                  .visits=${found}
                  .atHome=${found.length === diary.length ? atHome : []}
                  .warned=${warned}
                  now=${this.now}
                  ?by-day=${found.length === diary.length}
                  ?busy=${this.busy}
                ></celadon-visit-list>
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
                ${found.length === 0 ? nothing : this.#renderDelete(found)}
              </div>`
      }
    </celadon-frame>`;
  }

  /** What has no code. */
  #renderAdd() {
    const reader = pageReader();
    const isNoted = (days: number) =>
      this.device.atHome.some(({ at }) => calendarDaysBefore(at, this.now, reader) === days);
    const stay = (at: number) => () => this.dispatchEvent(new ActEvent({ do: "stay-home", at }));
    return html`<div class="ways">
      <button
        class="button"
        type="button"
        data-testid="add-place"
        @click=${this.#open({ at: "write-down", problem: null })}
      >
        ${msg("Add a place without a code")}
      </button>
      ${
        isNoted(0)
          ? nothing
          : html`<button
              class="button"
              type="button"
              data-testid="home-today"
              ?disabled=${this.busy}
              @click=${stay(this.now)}
            >
              ${msg("I stayed home today")}
            </button>`
      }
      ${
        isNoted(1)
          ? nothing
          : html`<button
              class="button"
              type="button"
              data-testid="home-yesterday"
              ?disabled=${this.busy}
              @click=${stay(noonBefore(this.now))}
            >
              ${msg("I stayed home yesterday")}
            </button>`
      }
    </div>`;
  }

  #renderSearch() {
    return html`<label class="search">
      ${msg("Look for a place, a day or a note")}
      <input
        class="field"
        type="search"
        autocomplete="off"
        data-testid="diary-search"
        .value=${this.typed}
        @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
      />
    </label>`;
  }

  #renderDelete(found: readonly Visit[]) {
    const all = found.length === this.device.diary.length;
    return html`<button
      class="button"
      type="button"
      data-testid="delete-visits"
      ?disabled=${this.busy}
      @click=${() =>
        this.dispatchEvent(
          new ActEvent({
            do: "delete-visits",
            ids: found.map(({ id }) => id),
            atHome: all ? this.device.atHome.map(({ id }) => id) : [],
          }),
        )}
    >
      ${
        all
          ? msg("Delete all visits")
          : plural(found.length, msg("one: Delete this # visit | other: Delete these # visits"))
      }
    </button>`;
  }

  #open(screen: Screen) {
    return () => this.dispatchEvent(new ActEvent({ do: "open", screen }));
  }
}

/** The screen `diary`. */
export const drawScreen: DrawScreen<"diary"> = ({ running: { device, busy }, now }) =>
  html`<celadon-diary data-screen="diary" .device=${device} .now=${now} ?busy=${busy}></celadon-diary>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-diary": DiaryScreen;
  }
}
