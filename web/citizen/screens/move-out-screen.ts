import { msg } from "@lit/localize";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../../parts/code-film.ts";
import { encodeFrames, transferBytesMax } from "../../../protocol/index.ts";
import type { TransferScreen } from "../transfer/transfer-screen.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { transferStyle } from "../transfer/transfer-style.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * The old phone: a passphrase, then everything as moving codes or a file.
 *
 * @element celadon-move-out
 * @fires act - `passphrase-typed`, `pack-move`, `save-bytes`, `open` the erasing.
 */
@customElement("celadon-move-out")
export class MoveOutScreen extends FramedScreen {
  static override styles = [controls, transferStyle];

  @property({ attribute: false }) screen!: TransferScreen & { at: "move-out" };
  @property({ type: Boolean }) busy = false;

  /** The passphrase is in view, and then the codes are not: one picture must not have both. */
  @state() private reveals = false;

  /** The form has made place for the codes, and the focus was in the form. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("screen") as MoveOutScreen["screen"] | undefined;
    if (before === undefined || before.sealed === this.screen.sealed) return;
    scrollTo(0, 0);
    void this.frame.updateComplete.then(() => this.focusHeading());
  }

  protected override render() {
    return this.screen.sealed === null ? this.#renderPassphrase() : this.#renderSealed(this.screen.sealed);
  }

  #renderPassphrase() {
    const { passphrase, problem, share } = this.screen;
    return html`<celadon-frame heading=${msg("Seal it with a passphrase")} has-foot>
      <form id="seal" @submit=${this.#submit}>
        <label class="field-label" for="passphrase">${msg("Passphrase")}</label>
        <input
          class="field passphrase"
          id="passphrase"
          data-testid="passphrase"
          dir="ltr"
          autocapitalize="off"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="hint"
          .value=${passphrase}
          @input=${this.#type}
        />
        <p class="soft" id="hint">
          ${msg(
            "This phone made it up. Write it down: you type it on the new phone, where capitals, spaces and dashes do not matter. You may choose your own; whoever guesses it reads everything.",
          )}
        </p>
      </form>
      <p role="alert" data-testid="move-problem">${problem}</p>
      ${
        share === null
          ? nothing
          : html`<label class="field-label">
              ${msg("Sealing …")}
              <progress max="1" .value=${share}></progress>
            </label>`
      }
      <button
        slot="foot"
        form="seal"
        class="button first"
        type="button"
        data-testid="seal"
        ?disabled=${this.busy}
        @click=${this.#act({ do: "pack-move" })}
      >
        ${msg("I wrote it down: go on")}
      </button>
    </celadon-frame>`;
  }

  #renderSealed(sealed: Uint8Array) {
    const fits = sealed.length <= transferBytesMax;
    return html`<celadon-frame heading=${msg("Show this to the new phone")}>
      ${
        this.reveals
          ? html`<p class="card passphrase" dir="ltr" data-testid="passphrase-shown">
              ${this.screen.passphrase}
            </p>`
          : fits
            ? html`<celadon-code-film
                .texts=${this.#texts(sealed)}
                label=${msg("Moving codes for the new phone's camera")}
              ></celadon-code-film>`
            : html`<p>${msg("This is too much for codes. Save it as a file.")}</p>`
      }
      <ol>
        <li>${msg("On the new phone open Celadon, then More, Move to a new phone, Scan the old phone.")}</li>
        <li>${msg("Hold it over this screen until it has all parts, in whatever order they come.")}</li>
        <li>${msg("Type the passphrase there.")}</li>
      </ol>
      <div class="row">
        <button
          class="button"
          type="button"
          aria-pressed=${this.reveals}
          @click=${() => {
            this.reveals = !this.reveals;
          }}
        >
          ${this.reveals ? msg("Show the codes") : msg("Show the passphrase")}
        </button>
        <button
          class="button"
          type="button"
          data-testid="save-move"
          @click=${this.#act({ do: "save-bytes", name: "celadon-move.celadon", bytes: sealed })}
        >
          ${msg("Save it as a file")}
        </button>
      </div>
      <section class="card">
        <h2>${msg("When the new phone has it all")}</h2>
        <p>
          ${msg(
            "Use one phone at a time, and erase this one. A visit that is on both does no harm; but a report must go out from one phone only, and what you scan here from now on is missing there.",
          )}
        </p>
        <button
          class="button"
          type="button"
          data-testid="erase-old"
          @click=${this.#act({ do: "open", screen: { at: "erase" } })}
        >
          ${msg("Erase this phone")}
        </button>
      </section>
    </celadon-frame>`;
  }

  #shown: { readonly sealed: Uint8Array; readonly texts: readonly string[] } | null = null;

  #texts(sealed: Uint8Array): readonly string[] {
    if (this.#shown?.sealed !== sealed) this.#shown = { sealed, texts: encodeFrames("move", sealed) };
    return this.#shown.texts;
  }

  #type = (event: Event): void => {
    const passphrase = (event.target as HTMLInputElement).value;
    this.dispatchEvent(new ActEvent({ do: "passphrase-typed", passphrase }));
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    this.dispatchEvent(new ActEvent({ do: "pack-move" }));
  };

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `move-out`. */
export const drawScreen: DrawScreen<"move-out"> = ({ screen, running: { busy } }) =>
  html`<celadon-move-out data-screen="move-out" .screen=${screen} ?busy=${busy}></celadon-move-out>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-move-out": MoveOutScreen;
  }
}
