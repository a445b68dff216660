import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../../parts/copy-button.ts";
import { plural } from "../../parts/plural.ts";
import { fullDay, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import type { AuthorityClient } from "../client.ts";
import { loading, problem } from "../loading.ts";
import { Looking } from "../looking.ts";
import { NoticeEvent } from "../notice-event.ts";
import { sectionStyle } from "../section-style.ts";
import { Work } from "../work.ts";

/** A laboratory's token, as the server says it. */
interface ApiToken {
  readonly number: number;
  readonly name: string;
  readonly perDay: number;
  /** Unix days. */
  readonly expiresDay: number;
  readonly usedDay: number | null;
  readonly state: "valid" | "expired" | "revoked";
}

const daySeconds = 86_400;

/**
 * Tokens with which laboratories' programs ask for claim codes.
 *
 * @element authority-laboratories
 */
@customElement("authority-laboratories")
export class LaboratoriesSection extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    sectionStyle,
    css`
      form {
        max-inline-size: 26rem;
      }
      .token {
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius-s);
        background: var(--sunken);
        font:
          400 var(--text) / 1.4 ui-monospace,
          "Noto Sans Mono",
          monospace;
        direction: ltr;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;

  @state() private tokens: readonly ApiToken[] | null = null;
  /** The token that has just been made; this page's memory is the only place it is in. */
  @state() private made: { readonly name: string; readonly token: string } | null = null;
  @state() private wrongName = false;

  @query("form") private form!: HTMLFormElement;
  @query("#name") private nameField!: HTMLInputElement;

  readonly #looking = new Looking(this, async () => {
    this.tokens = await this.client.get<ApiToken[]>("/api-tokens");
  });
  readonly #acting = new Work(this);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.made = null;
  }

  #make = async (event: Event): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    const name = String(fields.get("name")).trim();
    this.wrongName = !/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,22}[A-Za-z0-9])?$/.test(name);
    if (this.wrongName) {
      this.nameField.focus();
      return;
    }
    const isMade = await this.#acting.run(async () => {
      const body = { name, perDay: Number(fields.get("perDay")), days: Number(fields.get("days")) };
      const { token } = await this.client.post<{ token: string }>("/api-tokens/make", body);
      this.made = { name, token };
    });
    if (!isMade) return;
    this.form.reset();
    await this.#looking.now();
    this.renderRoot.querySelector<HTMLElement>("#made")?.focus();
  };

  #revoke = async ({ number, name }: ApiToken): Promise<void> => {
    const isDone = await this.#acting.run(() => this.client.post("/api-tokens/revoke", { number }));
    if (!isDone) return;
    this.dispatchEvent(
      new NoticeEvent({ text: msg(str`Revoked. ${name} gets no more codes with this token.`) }),
    );
    await this.#looking.now();
  };

  protected override render() {
    const { tokens } = this;
    if (tokens === null) return loading(this.#looking, this.#looking.now);
    return html`<p class="lead">
        ${msg("A laboratory’s program can ask for claim codes by itself and send them with the result. It does so with a token, gets codes for reporting only, and says nothing about the person: there is no field for it.")}
      </p>
      ${this.made === null ? nothing : this.#renderMade(this.made)}
      <section aria-labelledby="tokens">
        <h2 id="tokens">${msg("Tokens")}</h2>
        ${
          tokens.length === 0
            ? html`<p class="empty">${msg("None yet.")}</p>`
            : html`<ul class="rows">
                ${tokens.toReversed().map((token) => this.#renderToken(token))}
              </ul>`
        }
        ${problem(this.#acting)}
      </section>
      ${this.#renderForm()}
      <p class="soft">
        ${msg(html`For whoever writes the program: <a href="/v1/authority/api/openapi.json">the interface as an OpenAPI document</a>.`)}
      </p>`;
  }

  #renderMade({ name, token }: { name: string; token: string }) {
    return html`<section aria-labelledby="made">
      <h2 id="made" tabindex="-1">${msg(str`The token for ${name}`)}</h2>
      <p class="lead">
        ${msg("It is shown this once. Hand it over where passwords are handed over; the server keeps no copy that can be read.")}
      </p>
      <p class="token" data-testid="api-token">${token}</p>
      <div class="actions">
        <celadon-copy .text=${token} label=${msg("Copy the token")}></celadon-copy>
        <button class="button" type="button" @click=${() => (this.made = null)}>${msg("Done")}</button>
      </div>
    </section>`;
  }

  #renderToken(token: ApiToken) {
    const { name, perDay, state: is } = token;
    return html`<li data-testid="token-row" data-state=${is}>
      <div class="what">
        <p class="name" dir="auto">${name}</p>
        <p class="soft">${stateWords(token)}</p>
        ${
          is === "valid"
            ? html`<p class="soft">
                ${plural(perDay, msg("one: At most # code a day. | other: At most # codes a day."))}
                ${usedWords(token)}
              </p>`
            : nothing
        }
      </div>
      ${
        is === "revoked"
          ? nothing
          : html`<button class="button" type="button" @click=${() => void this.#revoke(token)}>
              ${msg("Revoke")}
            </button>`
      }
    </li>`;
  }

  #renderForm() {
    return html`<section aria-labelledby="new">
      <h2 id="new">${msg("A new token")}</h2>
      <form novalidate @submit=${this.#make}>
        <div class="question">
          <label for="name">${msg("The laboratory’s short name")}</label>
          <input
            class="field"
            id="name"
            name="name"
            maxlength="24"
            autocomplete="off"
            dir="ltr"
            aria-invalid=${this.wrongName}
            aria-describedby="name-hint"
          />
          <p class=${this.wrongName ? "problem" : "soft"} id="name-hint">
            ${msg("Letters, digits and hyphens, such as LAB-07.")}
          </p>
        </div>
        <div class="question">
          <label for="per-day">${msg("At most so many codes a day")}</label>
          <input
            class="field"
            id="per-day"
            name="perDay"
            type="number"
            min="1"
            max="20000"
            value="500"
            required
          />
        </div>
        <div class="question">
          <label for="days">${msg("For so many days")}</label>
          <input class="field" id="days" name="days" type="number" min="1" max="180" value="90" required />
        </div>
        <div>
          <button class="button main" type="submit" aria-disabled=${this.#acting.busy}>
            ${msg("Make a token")}
          </button>
        </div>
      </form>
    </section>`;
  }
}

function stateWords({ state: is, expiresDay }: ApiToken): string {
  if (is === "revoked") return msg("Revoked.");
  const day = dayWords(expiresDay - 1);
  return is === "expired" ? msg(str`Expired: it was valid until ${day}.`) : msg(str`Valid until ${day}.`);
}

function usedWords({ usedDay }: ApiToken): string {
  return usedDay === null ? msg("Not used yet.") : msg(str`Last used on ${dayWords(usedDay)}.`);
}

/** @param day - Unix days: the day of UTC. */
function dayWords(day: number): string {
  return fullDay(day * daySeconds, { ...pageReader(), timeZone: "UTC" });
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-laboratories": LaboratoriesSection;
  }
}
