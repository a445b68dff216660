import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { ago, fullDate, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import type { AuthorityClient } from "../client.ts";
import { loading, problem } from "../loading.ts";
import { Looking } from "../looking.ts";
import { nameTaken } from "../name-taken.ts";
import { NoticeEvent } from "../notice-event.ts";
import { makePasskey, type PasskeyCreation } from "../passkey.ts";
import { RenamedEvent } from "../renamed-event.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import { Work } from "../work.ts";
import { type PasskeyKind, passkeyKinds, passkeyKindWords } from "./passkey-kind.ts";

/** A passkey, as the server says it. */
interface Passkey {
  readonly id: string;
  readonly kind: PasskeyKind;
  /** Unix days. */
  readonly addedDay: number;
  /** One signed in with it here. */
  readonly isPresent: boolean;
}

/** Where one is signed in, as the server says it. All moments in Unix seconds. */
interface Session {
  readonly id: string;
  readonly kind: PasskeyKind;
  readonly began: number;
  readonly used: number;
  readonly isPresent: boolean;
}

const secondsPerDay = 86_400;

/**
 * One's own passkeys, and where one is signed in.
 *
 * @element authority-passkeys
 */
@customElement("authority-passkeys")
export class PasskeysSection extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    sectionStyle,
    css`
      .adding {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--space-3);
      }
      .adding .question {
        flex: 0 1 18rem;
      }
      .rows .select {
        flex: 0 1 16rem;
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  @property({ attribute: false }) me!: Me;

  @state() private passkeys: readonly Passkey[] | null = null;
  @state() private sessions: readonly Session[] = [];
  @query("#name") private nameField!: HTMLInputElement;
  @query("#kind") private kindField!: HTMLSelectElement;
  readonly #looking = new Looking(this, async () => {
    const { passkeys } = await this.client.get<{ passkeys: Passkey[] }>("/passkeys");
    const { sessions } = await this.client.get<{ sessions: Session[] }>("/sessions");
    this.passkeys = passkeys;
    this.sessions = sessions;
  });
  readonly #acting = new Work(this);

  #rename = async (event: Event): Promise<void> => {
    event.preventDefault();
    const name = this.nameField.value.trim();
    const isDone = await this.#acting.run(() => this.client.post("/me/name", { name }), nameTaken);
    if (!isDone) return;
    this.dispatchEvent(new RenamedEvent(name));
    this.dispatchEvent(new NoticeEvent({ text: msg("Your name has been changed.") }));
  };

  #add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const kind = this.kindField.value as PasskeyKind;
    await this.#act(async () => {
      const answer = await makePasskey(await this.client.post<PasskeyCreation>("/passkeys/begin"));
      await this.client.post("/passkeys/finish", { kind, answer });
    }, msg("The passkey has been added."));
  };

  #act = async (work: () => Promise<void>, done: string): Promise<void> => {
    const lastOne = (status: number) =>
      status === 409 ? msg("This is your last passkey. Add another one first.") : null;
    const isDone = await this.#acting.run(work, lastOne);
    await this.#looking.now();
    if (isDone) this.dispatchEvent(new NoticeEvent({ text: done }));
  };

  #post = (path: string, body: object, done: string): void => {
    void this.#act(() => this.client.post(path, body), done);
  };

  protected override render() {
    const { passkeys } = this;
    if (passkeys === null) return loading(this.#looking, this.#looking.now);
    return html`
      <section aria-labelledby="keys">
        <h2 id="keys">${msg("What opens this page for you")}</h2>
        ${
          passkeys.length === 1
            ? html`<p class="lead">
                ${msg("Add a second one on another device: without any passkey an administrator must invite you anew.")}
              </p>`
            : nothing
        }
        <ul class="rows">
          ${passkeys.map((passkey) => this.#renderPasskey(passkey, passkeys.length === 1))}
        </ul>
        <form class="adding" @submit=${(event: Event) => void this.#add(event)}>
          <div class="question">
            <label for="kind">${msg("Where will the new one be kept?")}</label>
            <div class="select">
              <select class="field" id="kind">
                ${passkeyKinds.map((kind) => html`<option value=${kind}>${passkeyKindWords(kind)}</option>`)}
              </select>
            </div>
          </div>
          <button class="button" data-testid="add-passkey" aria-disabled=${this.#acting.busy}>
            ${msg("Add a passkey")}
          </button>
        </form>
        ${problem(this.#acting)}
      </section>
      <section aria-labelledby="you">
        <h2 id="you">${msg("Your name at work")}</h2>
        <form class="adding" @submit=${(event: Event) => void this.#rename(event)}>
          <div class="question">
            <label for="name" class="soft">${msg("Your colleagues see it beside what you do here.")}</label>
            <input
              class="field"
              id="name"
              required
              maxlength="60"
              autocomplete="name"
              .value=${this.me.name}
            />
          </div>
          <button class="button" data-testid="save-name" aria-disabled=${this.#acting.busy}>
            ${msg("Save the name")}
          </button>
        </form>
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions">${msg("Where you are signed in")}</h2>
        <p class="lead soft">
          ${msg("A session ends by itself after half an hour without use, and after twelve hours in any case. No address or browser is stored, so only times tell them apart.")}
        </p>
        <ul class="rows">
          ${this.sessions.map((session) => this.#renderSession(session))}
        </ul>
        <div>
          <button
            class="button"
            type="button"
            data-testid="sign-out-everywhere"
            aria-disabled=${this.#acting.busy}
            @click=${() => this.#post("/sign-out-everywhere", {}, msg("You are signed out everywhere."))}
          >
            ${msg("Sign out everywhere")}
          </button>
        </div>
      </section>
    `;
  }

  #renderPasskey({ id, kind, addedDay, isPresent }: Passkey, isLast: boolean) {
    const day = fullDate(addedDay * secondsPerDay, { ...pageReader(), timeZone: "UTC" });
    const rename = (event: Event) =>
      this.#post(
        "/passkeys/rename",
        { passkey: id, kind: (event.target as HTMLSelectElement).value },
        msg("The passkey has another name."),
      );
    return html`<li data-testid="passkey">
      <div class="what">
        <p class="soft">${msg(str`Added on ${day}.`)}</p>
        ${isPresent ? html`<p class="soft">${msg("You signed in with it here.")}</p>` : nothing}
      </div>
      <div class="select">
        <select class="field" aria-label=${msg("Where this passkey is kept")} @change=${rename}>
          ${passkeyKinds.map(
            (each) =>
              html`<option value=${each} .selected=${each === kind}>${passkeyKindWords(each)}</option>`,
          )}
        </select>
      </div>
      ${
        isLast
          ? nothing
          : html`<button
              class="button"
              type="button"
              @click=${() => this.#post("/passkeys/remove", { passkey: id }, msg("The passkey has been removed."))}
            >
              ${msg("Remove")}
            </button>`
      }
    </li>`;
  }

  #renderSession({ id, kind, began, used, isPresent }: Session) {
    const reader = pageReader();
    const now = Date.now() / 1000;
    return html`<li data-testid="session">
      <div class="what">
        <p class="name">${isPresent ? msg("Here") : passkeyKindWords(kind)}</p>
        <p class="soft">${msg(str`Begun ${ago(began, now, reader)}, used ${ago(used, now, reader)}.`)}</p>
      </div>
      ${
        isPresent
          ? nothing
          : html`<button
              class="button"
              type="button"
              @click=${() => this.#post("/sessions/end", { session: id }, msg("That session has ended."))}
            >
              ${msg("End")}
            </button>`
      }
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-passkeys": PasskeysSection;
  }
}
