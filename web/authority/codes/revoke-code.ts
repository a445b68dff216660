import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import "../../parts/claim-field.ts";
import type { ClaimField } from "../../parts/claim-field.ts";
import { readClaim } from "../../parts/claim-words.ts";
import { controls } from "../../style/controls.ts";
import type { AuthorityClient } from "../client.ts";
import { problem } from "../loading.ts";
import { sectionStyle } from "../section-style.ts";
import { Work } from "../work.ts";

/**
 * Take back a claim code that went to the wrong person, by typing it.
 *
 * @element authority-revoke-code
 */
@customElement("authority-revoke-code")
export class RevokeCode extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      form {
        display: grid;
        gap: var(--space-4);
        max-inline-size: 26rem;
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;

  @state() private wrong: string | null = null;
  /** Each code gets a field of its own. */
  @state() private revoked = 0;
  @query("celadon-claim-field") private field!: ClaimField;
  readonly #revoking = new Work(this);

  protected override render() {
    return html`<section aria-labelledby="revoke">
      <h2 id="revoke">${msg("Revoke a code")}</h2>
      <p class="lead">
        ${msg("A code that went to the wrong person can be taken back as long as nobody has used it. Type it here: no list of codes is kept that you could choose from.")}
      </p>
      <form novalidate @submit=${this.#submit}>
        ${keyed(this.revoked, html`<celadon-claim-field .problem=${this.wrong}></celadon-claim-field>`)}
        ${problem(this.#revoking)}
        <p role="status">
          ${this.revoked > 0 && this.#revoking.trouble === null ? msg("Revoked. Nobody can use this code.") : nothing}
        </p>
        <div>
          <button class="button main" type="submit" aria-disabled=${this.#revoking.busy}>
            ${msg("Revoke this code")}
          </button>
        </div>
      </form>
    </section>`;
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const reading = readClaim(this.field.text);
    this.wrong = reading.kind === "problem" ? reading.problem : null;
    if (reading.kind === "problem") return;
    const isDone = await this.#revoking.run(
      () => this.client.post("/codes/revoke", { code: reading.code }),
      refusedWords,
    );
    if (!isDone) return;
    this.revoked++;
  };
}

function refusedWords(status: number): string | null {
  if (status === 409) return msg("This code has been used already, so it cannot be revoked.");
  return status === 403
    ? msg("There is no such code: it was never given, has expired, or was revoked before.")
    : null;
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-revoke-code": RevokeCode;
  }
}
