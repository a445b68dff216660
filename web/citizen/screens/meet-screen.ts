import { msg } from "@lit/localize";
import { css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { CheckInCode } from "../../../protocol/index.ts";
import type { DeviceState, Visit } from "../../device/device.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import "../elements/gathering-code.ts";
import "../elements/gathering-form.ts";
import type { GatheringForm } from "../elements/gathering-form.ts";
import { placeName } from "../words/place-name.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * "Show my code": the phone as a place of its own.
 *
 * @element celadon-meet
 * @fires act - `host`, `extend-gathering`, `end-gathering`, `check-now`.
 */
@customElement("celadon-meet")
export class MeetScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      .unknown {
        display: grid;
        gap: var(--space-4);
        justify-items: start;
      }
    `,
  ];

  @property({ attribute: false }) device!: DeviceState;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  @property({ type: Boolean }) busy = false;
  /** A list is being fetched. */
  @property({ type: Boolean }) checking = false;

  @query("celadon-gathering-form") private form!: GatheringForm | null;

  /** The button that began or ended it is gone, and the focus with it. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("device") as DeviceState | undefined;
    if (before !== undefined && (before.hosting === null) !== (this.device.hosting === null)) {
      this.focusHeading();
    }
  }

  protected override render() {
    const { hosting, openVisit, region } = this.device;
    const gathering = hosting === null ? null : openVisit;
    return html`<celadon-frame
      heading=${gathering === null ? msg("Show my code") : placeName(gathering.name)}
      ?has-foot=${gathering === null && region !== null}
    >
      ${
        hosting !== null && gathering !== null
          ? this.#renderCode(gathering, hosting)
          : region === null
            ? this.#renderUnknown()
            : this.#renderForm()
      }
    </celadon-frame>`;
  }

  #renderCode(visit: Visit, hosting: CheckInCode) {
    return html`<celadon-gathering-code
      .visit=${visit}
      .hosting=${hosting}
      address=${location.host}
      ?busy=${this.busy}
    ></celadon-gathering-code>`;
  }

  #renderForm() {
    return html`<celadon-gathering-form
        .leaves=${this.device.openVisit?.name ?? null}
        now=${this.now}
      ></celadon-gathering-form>
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="host"
        ?disabled=${this.busy}
        @click=${() => this.form?.submit()}
      >
        ${msg("Show my code")}
      </button>`;
  }

  #renderUnknown() {
    return html`<div class="unknown">
      <p>
        ${msg("A code needs to know your region, and this phone has not fetched its list yet. It needs the network once for that; afterwards it works without.")}
      </p>
      <button
        class="button"
        type="button"
        ?disabled=${this.checking}
        @click=${this.#say({ do: "check-now" })}
      >
        ${this.checking ? msg("Checking …") : msg("Check now")}
      </button>
    </div>`;
  }

  #say(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `meet`. */
export const drawScreen: DrawScreen<"meet"> = ({ running: { device, busy, checking }, now }) =>
  html`<celadon-meet
    data-screen="meet"
    .device=${device}
    .now=${now}
    ?busy=${busy}
    ?checking=${checking !== null}
  ></celadon-meet>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-meet": MeetScreen;
  }
}
