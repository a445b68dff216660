import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { OpenedMove } from "../../device/device.ts";
import { fullMoment, pageReader } from "../../parts/time-words.ts";
import type { TransferScreen } from "../transfer/transfer-screen.ts";
import { moveLines } from "../transfer/transfer-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * The new phone: the passphrase, what it would bring, and the yes to it.
 *
 * @element celadon-move-in
 * @fires act - `open-move`, `take-move`, `back-to` home.
 */
@customElement("celadon-move-in")
export class MoveInScreen extends FramedScreen {
  static override styles = [controls, transferStyle];

  @property({ attribute: false }) screen!: TransferScreen & { at: "move-in" };
  @property({ type: Boolean }) busy = false;

  /** The form has made place for what is in it, and the focus was in the form. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("screen") as MoveInScreen["screen"] | undefined;
    if (before === undefined) return;
    if (before.opened === this.screen.opened && before.taken === this.screen.taken) return;
    scrollTo(0, 0);
    void this.frame.updateComplete.then(() => this.focusHeading());
  }

  protected override render() {
    const { opened, taken } = this.screen;
    if (opened === null) return this.#renderPassphrase();
    return taken ? this.#renderTaken() : this.#renderOpened(opened);
  }

  #renderPassphrase() {
    const { problem, share } = this.screen;
    return html`<celadon-frame heading=${msg("Type the passphrase")} has-foot>
      <form id="open" @submit=${this.#submit}>
        <label class="field-label" for="passphrase">${msg("The one that the old phone showed")}</label>
        <input
          class="field passphrase"
          id="passphrase"
          data-testid="passphrase"
          dir="ltr"
          autocapitalize="off"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="hint"
        />
        <p class="soft" id="hint">${msg("Capitals, spaces and dashes do not matter.")}</p>
      </form>
      <p role="alert" data-testid="move-problem">${problem}</p>
      ${
        share === null
          ? nothing
          : html`<label class="field-label">
              ${msg("Opening …")}
              <progress max="1" .value=${share}></progress>
            </label>`
      }
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="open-move"
        ?disabled=${this.busy}
        @click=${this.#open}
      >
        ${msg("Open it")}
      </button>
    </celadon-frame>`;
  }

  #renderOpened(opened: OpenedMove) {
    const reader = pageReader();
    return html`<celadon-frame heading=${msg("This is what the old phone brings")} has-foot>
      <section class="card" data-testid="move-preview">
        <ul class="lines figures">
          ${moveLines(opened, reader).map((line) => html`<li>${line}</li>`)}
        </ul>
        <p class="soft figures">${msg(str`Packed ${fullMoment(opened.made, reader)}.`)}</p>
      </section>
      <p>${msg("It is added to what is on this phone. Nothing here is lost, and nothing is doubled.")}</p>
      <p role="alert" data-testid="move-problem">${this.screen.problem}</p>
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="take-move"
        ?disabled=${this.busy}
        @click=${this.#act({ do: "take-move" })}
      >
        ${msg("Take it over")}
      </button>
    </celadon-frame>`;
  }

  #renderTaken() {
    return html`<celadon-frame heading=${msg("It is all here")} has-foot>
      <p data-testid="move-taken">
        ${msg("Diary, warnings and reports go on from this phone. The lists were compared with them already.")}
      </p>
      <p>
        ${msg("Now erase the old phone: on it, choose Erase this phone below the codes. Use one phone at a time.")}
      </p>
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="move-done"
        @click=${this.#act({ do: "back-to", depth: 0 })}
      >
        ${msg("Done")}
      </button>
    </celadon-frame>`;
  }

  #open = (): void => {
    const field = this.renderRoot.querySelector<HTMLInputElement>("#passphrase");
    this.dispatchEvent(new ActEvent({ do: "open-move", passphrase: field?.value ?? "" }));
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    this.#open();
  };

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `move-in`. */
export const drawScreen: DrawScreen<"move-in"> = ({ screen, running: { busy } }) =>
  html`<celadon-move-in data-screen="move-in" .screen=${screen} ?busy=${busy}></celadon-move-in>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-move-in": MoveInScreen;
  }
}
