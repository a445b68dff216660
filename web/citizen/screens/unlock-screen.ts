import { msg } from "@lit/localize";
import { css, html, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../elements/passphrase-form.ts";
import type { LockState } from "../../device/device.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import type { PassphraseEvent } from "../elements/passphrase-form.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Unlock the diary; and what goes on without.
 *
 * @element celadon-unlock
 * @fires act - `unlock`, `unlock-by-passkey`, `open` erasing.
 */
@customElement("celadon-unlock")
export class UnlockScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      .ways {
        display: grid;
        gap: var(--space-5);
      }
    `,
  ];

  @property({ attribute: false }) lock!: LockState;
  @property({ attribute: false }) progress: number | null = null;
  @property({ attribute: false }) problem: string | null = null;
  @property({ type: Boolean }) busy = false;

  protected override render() {
    const ways = this.lock.is === "off" ? [] : this.lock.ways;
    const has = (kind: "passkey" | "passphrase") => ways.some((way) => way.kind === kind);
    return html`<celadon-frame heading=${msg("Unlock your diary")}>
      <div role="alert">
        ${this.problem === null ? nothing : html`<p data-testid="lock-problem">${this.problem}</p>`}
      </div>
      <div class="ways">
        ${
          has("passkey")
            ? html`<button
                class="button first"
                type="button"
                data-testid="unlock-by-passkey"
                ?disabled=${this.busy}
                @click=${() => this.#act({ do: "unlock-by-passkey" })}
              >
                ${msg("Use your passkey")}
              </button>`
            : nothing
        }
        ${
          has("passphrase")
            ? html`<celadon-passphrase
                label=${msg("Your passphrase")}
                action=${msg("Unlock")}
                ?busy=${this.busy}
                .progress=${this.progress}
                @passphrase=${({ passphrase }: PassphraseEvent) => this.#act({ do: "unlock", passphrase })}
              ></celadon-passphrase>`
            : nothing
        }
      </div>
      <p class="soft">
        ${msg("Checking in and leaving work without. The lists are fetched, and compared with your diary when you unlock it.")}
      </p>
      <p class="soft">
        ${msg("Capitals, spaces and hyphens of a passphrase do not matter. Nobody can open the diary without it: not we, not the region.")}
      </p>
      <p>
        <button
          class="button plain"
          type="button"
          @click=${() => this.#act({ do: "open", screen: { at: "erase" } })}
        >
          ${msg("I cannot unlock it: erase everything")}
        </button>
      </p>
    </celadon-frame>`;
  }

  protected override updated(changed: PropertyValues): void {
    // It was refused: what had the focus was out of use meanwhile.
    if (changed.has("busy") && changed.get("busy") === true && !this.busy) {
      const form = this.renderRoot.querySelector("celadon-passphrase");
      if (form === null) this.focusHeading();
      else form.focus();
    }
  }

  #act(act: Act): void {
    this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `unlock`. */
export const drawScreen: DrawScreen<"unlock"> = ({ running: { device, busy }, screen }) =>
  html`<celadon-unlock
    data-screen="unlock"
    .lock=${device.lock}
    .progress=${screen.progress}
    .problem=${screen.problem}
    ?busy=${busy}
  ></celadon-unlock>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-unlock": UnlockScreen;
  }
}
