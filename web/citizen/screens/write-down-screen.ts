import { msg } from "@lit/localize";
import { css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../elements/companions-field.ts";
import { ownNameLengthMax } from "../../device/device.ts";
import { inputMoment, inputValue } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { DrawScreen } from "../draw-screen.ts";
import type { CompanionsEvent } from "../elements/companions-field.ts";
import { rememberedCompanions } from "../words/companion-words.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * A stay at a place that shows no code, written down by hand.
 *
 * @element celadon-write-down
 * @fires act - `write-down`, `back`.
 */
@customElement("celadon-write-down")
export class WriteDownScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      form {
        display: grid;
        gap: var(--space-3);
      }
      label {
        display: grid;
        gap: var(--space-1);
        font-weight: 600;
      }
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr));
        gap: var(--space-3);
      }
    `,
  ];

  @property({ attribute: false }) problem: string | null = null;
  /** Who was named before. */
  @property({ attribute: false }) remembered: readonly string[] = [];
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  @property({ type: Boolean }) busy = false;

  @state() private companions: readonly string[] = [];
  /** Unix seconds: the fields keep what they say while time goes on. */
  @state() private openedAt = 0;
  @query("form") private form!: HTMLFormElement;

  protected override willUpdate(): void {
    if (this.openedAt === 0) this.openedAt = this.now;
  }

  protected override render() {
    return html`<celadon-frame heading=${msg("A place without a code")}>
      <p>
        ${msg("For your own memory. It cannot be compared with the list, so nobody will warn you about it, and it cannot be reported.")}
      </p>
      <form @submit=${this.#submit}>
        <label>
          ${msg("Where")}
          <input
            class="field"
            name="name"
            type="text"
            required
            autocomplete="off"
            maxlength=${ownNameLengthMax}
          />
        </label>
        <div class="two">
          <label>
            ${msg("Came")}
            <input
              class="field figures"
              name="arrival"
              type="datetime-local"
              required
              .value=${inputValue(this.openedAt - 3600)}
            />
          </label>
          <label>
            ${msg("Left")}
            <input
              class="field figures"
              name="leaving"
              type="datetime-local"
              required
              .value=${inputValue(this.openedAt)}
            />
          </label>
        </div>
        <label>
          ${msg("Note, for you alone")}
          <textarea class="field" name="note" rows="3" maxlength="2000"></textarea>
        </label>
        <celadon-companions
          .companions=${this.companions}
          .remembered=${this.remembered}
          @companions=${(event: CompanionsEvent) => (this.companions = event.companions)}
        ></celadon-companions>
        <p role="alert" data-testid="writing-problem">${this.problem}</p>
        <div>
          <button class="button first" type="submit" data-testid="write-down" ?disabled=${this.busy}>
            ${msg("Write it down")}
          </button>
        </div>
      </form>
    </celadon-frame>`;
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(this.form);
    const text = (name: string) => String(data.get(name) ?? "");
    const arrival = inputMoment(text("arrival"));
    const leaving = inputMoment(text("leaving"));
    if (arrival === null || leaving === null) return;
    const { companions } = this;
    const entry = { name: text("name"), arrival, leaving, note: text("note"), companions };
    this.dispatchEvent(new ActEvent({ do: "write-down", entry }));
  };
}

/** The screen `write-down`. */
export const drawScreen: DrawScreen<"write-down"> = ({ running: { device, busy }, screen, now }) =>
  html`<celadon-write-down
    data-screen="write-down"
    .problem=${screen.problem}
    .remembered=${rememberedCompanions(device)}
    .now=${now}
    ?busy=${busy}
  ></celadon-write-down>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-write-down": WriteDownScreen;
  }
}
