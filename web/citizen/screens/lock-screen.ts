import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../../parts/choice-chips.ts";
import "../elements/passphrase-form.ts";
import type { DeviceState, LockState, LockWayState } from "../../device/device.ts";
import { fullDate, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { switchStyle } from "../../style/switch.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import type { ChooseEvent } from "../../parts/choice-chips.ts";
import type { PassphraseEvent } from "../elements/passphrase-form.ts";
import { type AutoLock, autoLockIn, quietHomeIn } from "../lock/lock-settings.ts";
import type { Screen } from "../screen.ts";
import { lockStyles } from "./lock-styles.ts";
import { FramedScreen } from "./framed-screen.ts";

type OnLock = Extract<LockState, { readonly is: "locked" | "unlocked" }>;

const autoLocks = (): readonly { readonly value: AutoLock; readonly label: string }[] => [
  { value: "hidden", label: msg("When I leave this page") },
  { value: "1", label: msg("After 1 minute") },
  { value: "5", label: msg("After 5 minutes") },
  { value: "15", label: msg("After 15 minutes") },
  { value: "closed", label: msg("When it is closed") },
];

/**
 * The lock on the diary: what it means, how to open it, when it locks by itself; and the status that stays closed until it is held.
 *
 * @element celadon-lock
 * @fires act
 */
@customElement("celadon-lock")
export class LockScreen extends FramedScreen {
  static override styles = [controls, switchStyle, lockStyles];

  @property({ attribute: false }) device!: DeviceState;
  @property({ attribute: false }) screen!: Extract<Screen, { readonly at: "lock" }>;
  @property({ type: Boolean }) busy = false;

  /** The form for a passphrase is open. */
  @state() private typing = false;
  #wasBusy = false;
  #shownLock: LockState["is"] | null = null;

  protected override render() {
    const { lock } = this.device;
    const { problem } = this.screen;
    return html`<celadon-frame heading=${msg("Lock")}>
      <div role="alert">
        ${problem === null ? nothing : html`<p data-testid="lock-problem">${problem}</p>`}
      </div>
      ${lock.is === "off" ? this.#renderOff() : lock.is === "locked" ? this.#renderLocked() : this.#renderOn(lock)}
      ${this.#renderQuietHome()}
    </celadon-frame>`;
  }

  #renderOff() {
    if (!this.screen.canSeal) {
      return html`<p data-testid="lock-impossible">
        ${msg("This browser is too old to lock the diary. A newer version can.")}
      </p>`;
    }
    return html`<p>
        ${msg("With a lock, your diary, warnings, notes and reports are kept on this phone in a form that nobody can read without it, also not from the phone's files.")}
      </p>
      ${this.#renderMeaning()}
      <section aria-labelledby="choose">
        <h2 id="choose">${msg("How do you want to unlock it?")}</h2>
        ${this.#renderAdding(false)}
      </section>`;
  }

  #renderMeaning() {
    return html`<ul class="meaning">
      <li>
        ${msg("Checking in and leaving work while it is locked. Where you are checked in now stays readable until you leave.")}
      </li>
      <li>
        ${msg("The colour waits until you unlock: then the lists that came are compared at once. A report goes on then, too.")}
      </li>
      <li>
        ${msg("If you forget the passphrase and lose the passkey, nobody can open the diary: not you, not we, not the region. Erasing always works.")}
      </li>
    </ul>`;
  }

  #renderAdding(hasPassphrase: boolean) {
    return html`${
      this.screen.canUsePasskeys
        ? html`<button
              class="button"
              type="button"
              data-testid="add-passkey"
              ?disabled=${this.busy}
              @click=${() => this.#act({ do: "add-passkey" })}
            >
              ${msg("With a passkey: fingerprint, face or the phone's own code")}
            </button>
            <p class="soft">
              ${msg("Your phone's maker may copy the passkey to your other devices. It holds nothing of the diary.")}
            </p>`
        : nothing
    }
    ${
      this.typing
        ? html`<celadon-passphrase
            label=${msg("A passphrase: four words are good, eight characters the least")}
            action=${hasPassphrase ? msg("Change the passphrase") : msg("Use this passphrase")}
            ?busy=${this.busy}
            .progress=${this.screen.progress}
            @passphrase=${this.#setPassphrase}
          ></celadon-passphrase>`
        : html`<button
            class="button"
            type="button"
            data-testid="type-passphrase"
            ?disabled=${this.busy}
            @click=${() => (this.typing = true)}
          >
            ${hasPassphrase ? msg("Change the passphrase") : msg("With a passphrase")}
          </button>`
    }`;
  }

  #renderLocked() {
    return html`<p>${msg("The diary is locked.")}</p>
      ${this.#renderMeaning()}
      <button
        class="button first"
        type="button"
        data-testid="go-unlock"
        @click=${() => this.#act({ do: "open", screen: { at: "unlock", next: null, progress: null, problem: null } })}
      >
        ${msg("Unlock")}
      </button>`;
  }

  #renderOn(lock: OnLock) {
    const hasPassphrase = lock.ways.some(({ kind }) => kind === "passphrase");
    return html`<p data-testid="lock-on">
        ${msg("The diary is locked whenever this page is closed or loaded anew.")}
        ${
          lock.unfinished
            ? msg(
                "There was no room to seal everything that was stored before. Free some space; it goes on at the next opening.",
              )
            : nothing
        }
      </p>
      <button
        class="button first"
        type="button"
        data-testid="lock-now"
        @click=${() => this.#act({ do: "lock-now" })}
      >
        ${msg("Lock now")}
      </button>
      <celadon-choice
        data-testid="auto-lock"
        question=${msg("When does it lock by itself?")}
        .choices=${autoLocks()}
        .value=${autoLockIn(this.device.settings)}
        @choose=${(event: ChooseEvent) => this.#act({ do: "choose-auto-lock", after: event.value as AutoLock })}
      ></celadon-choice>
      <section aria-labelledby="ways">
        <h2 id="ways">${msg("What opens it")}</h2>
        <ul class="ways">
          ${lock.ways.map((way) => this.#renderWay(way, lock.ways.length > 1))}
        </ul>
        ${this.#renderAdding(hasPassphrase)}
      </section>
      <p>
        <button
          class="button plain"
          type="button"
          data-testid="turn-lock-off"
          ?disabled=${this.busy}
          @click=${() => this.#act({ do: "turn-lock-off" })}
        >
          ${msg("Turn the lock off: the diary is then kept readable on this phone")}
        </button>
      </p>`;
  }

  #renderWay({ id, kind, madeAt }: LockWayState, canGo: boolean) {
    const date = fullDate(madeAt, pageReader());
    return html`<li>
      <span>
        ${kind === "passkey" ? msg("Passkey") : msg("Passphrase")}
        <span class="soft">${msg(str`since ${date}`)}</span>
      </span>
      ${
        canGo
          ? html`<button
              class="button"
              type="button"
              ?disabled=${this.busy}
              @click=${() => this.#act({ do: "remove-way", id })}
            >
              ${msg("Remove")}
            </button>`
          : nothing
      }
    </li>`;
  }

  #renderQuietHome() {
    return html`<section class="card" aria-labelledby="quiet">
      <label>
        <span id="quiet">${msg("Quiet home")}</span>
        <input
          type="checkbox"
          role="switch"
          data-testid="quiet-home"
          .checked=${quietHomeIn(this.device.settings)}
          @change=${(event: Event) =>
            this.#act({ do: "choose-quiet-home", on: (event.target as HTMLInputElement).checked })}
        />
      </label>
      <p class="soft">
        ${msg("The first screen keeps the status closed until you hold it: whoever looks over your shoulder sees nothing. Works without a lock.")}
      </p>
    </section>`;
  }

  #setPassphrase = ({ passphrase }: PassphraseEvent): void => {
    this.#act({ do: "set-passphrase", passphrase });
  };

  protected override willUpdate(): void {
    // It is set: the form has done its work.
    if (this.#wasBusy && !this.busy && this.screen.problem === null) this.typing = false;
  }

  protected override updated(): void {
    const { is } = this.device.lock;
    // What had the focus is gone: begin at the top of what is new.
    if (this.#shownLock !== null && this.#shownLock !== is) this.focusHeading();
    else if (this.#wasBusy && !this.busy) {
      const form = this.renderRoot.querySelector("celadon-passphrase");
      if (form === null) this.focusHeading();
      else form.focus();
    }
    this.#shownLock = is;
    this.#wasBusy = this.busy;
  }

  #act(act: Act): void {
    this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `lock`. */
export const drawScreen: DrawScreen<"lock"> = ({ running: { device, busy }, screen }) =>
  html`<celadon-lock data-screen="lock" .device=${device} .screen=${screen} ?busy=${busy}></celadon-lock>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-lock": LockScreen;
  }
}
