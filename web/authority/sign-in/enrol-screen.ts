import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import type { AuthorityClient } from "../client.ts";
import { loading, problem } from "../loading.ts";
import { nameTaken } from "../name-taken.ts";
import { type PasskeyKind, passkeyKinds, passkeyKindWords } from "../passkeys/passkey-kind.ts";
import { roleSentence, roleWord } from "../role-words.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import { enrol, type Invited, readInvitation } from "../session.ts";
import { Work } from "../work.ts";
import { SignedInEvent } from "./sign-in-screen.ts";

/**
 * Where somebody who was invited makes their first passkey.
 *
 * @element authority-enrol
 * @fires signed-in
 */
@customElement("authority-enrol")
export class EnrolScreen extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    sectionStyle,
    css`
      :host {
        gap: var(--space-5);
      }
      .roles {
        display: grid;
        gap: var(--space-3);
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  /** What the link carries. */
  @property() token = "";

  @state() private invited: Invited | null = null;
  @query("h1") private heading!: HTMLElement;
  @query("#name") private nameField!: HTMLInputElement;
  @query("#kind") private kindField!: HTMLSelectElement;
  readonly #work = new Work(this);

  protected override firstUpdated(): void {
    this.heading.focus({ preventScroll: true });
  }

  /** Another link may be opened in the same window. */
  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has("token")) return;
    this.invited = null;
    void this.#read();
  }

  #read = async (): Promise<void> => {
    await this.#work.run(async () => (this.invited = await readInvitation(this.client, this.token)), usedUp);
  };

  #enrol = async (event: Event): Promise<void> => {
    event.preventDefault();
    const name = this.nameField.value.trim();
    const kind = this.kindField.value as PasskeyKind;
    let me: Me | null = null;
    await this.#work.run(
      async () => (me = await enrol(this.client, this.invited!, name, kind)),
      (status) => usedUp(status) ?? nameTaken(status),
    );
    if (me !== null) this.dispatchEvent(new SignedInEvent(me));
  };

  protected override render() {
    return html`
      <h1 tabindex="-1">${msg("Welcome")}</h1>
      ${this.invited === null ? this.#renderNobody() : this.#renderForm(this.invited)}
    `;
  }

  #renderNobody() {
    return html`${loading(this.#work, () => void this.#read())}
    ${
      this.#work.trouble === null
        ? ""
        : html`<p><a href="/authority/">${msg("I have a passkey: sign in")}</a></p>`
    }`;
  }

  #renderForm({ name, roles }: Invited) {
    return html`
      <p>
        ${msg("This link makes you a member of the staff, once. Your device will ask for finger, face or PIN, and keep a passkey for the next time.")}
      </p>
      <ul class="roles" data-testid="roles">
        ${roles.map(
          (role) =>
            html`<li>
              <p class="name">${roleWord(role)}</p>
              <p class="soft">${roleSentence(role)}</p>
            </li>`,
        )}
      </ul>
      <form @submit=${(event: Event) => void this.#enrol(event)}>
        <div class="question">
          <label for="name">${msg("Your name at work")}</label>
          <input
            class="field"
            id="name"
            required
            maxlength="60"
            autocomplete="name"
            .value=${name}
            aria-describedby="name-hint"
          />
          <p class="soft" id="name-hint">${msg("Your colleagues see it beside what you do here.")}</p>
        </div>
        <div class="question">
          <label for="kind">${msg("Where will the passkey be kept?")}</label>
          <div class="select">
            <select class="field" id="kind">
              ${passkeyKinds.map((kind) => html`<option value=${kind}>${passkeyKindWords(kind)}</option>`)}
            </select>
          </div>
        </div>
        ${problem(this.#work)}
        <button class="button first" data-testid="enrol" aria-disabled=${this.#work.busy}>
          ${msg("Make my passkey")}
        </button>
      </form>
    `;
  }
}

function usedUp(status: number): string | null {
  return status === 403
    ? msg("This link has been used already, or it has expired. Ask whoever gave it to you for a new one.")
    : null;
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-enrol": EnrolScreen;
  }
}
