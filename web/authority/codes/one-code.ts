import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../../parts/announce.ts";
import { clockTime, dayWord, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import { type Approval, fetchApprovals } from "../approvals/approval.ts";
import type { AuthorityClient } from "../client.ts";
import { problem } from "../loading.ts";
import { Looking } from "../looking.ts";
import { NoticeEvent } from "../notice-event.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import { Work } from "../work.ts";
import "./code-card.ts";
import type { ShownCode } from "./code-card.ts";
import { type Purpose, purposeHint, purposes, purposeWords } from "./purpose-words.ts";

/** How often the page looks whether somebody has approved, ms. */
const lookMilliseconds = 10_000;

/**
 * One claim code: for what, and then the code itself, until the next one is wanted.
 *
 * @element authority-one-code
 */
@customElement("authority-one-code")
export class OneCode extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    sectionStyle,
    css`
      .choice {
        display: grid;
        gap: var(--space-2);
        border: 0;
      }
      .tick {
        align-items: start;
        padding-block: var(--space-2);
      }
      .tick .what {
        gap: 0;
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  @property({ attribute: false }) me!: Me;

  @state() private purpose: Purpose = 1;
  @state() private shown: ShownCode | null = null;
  @state() private requests: readonly Approval[] = [];

  readonly #making = new Work(this);
  readonly #looking = new Looking(
    this,
    async () => {
      this.requests = (await fetchApprovals(this.client)).filter(
        ({ action, asker, state: is }) =>
          action === "issue-codes" && asker === this.me.number && (is === "waiting" || is === "approved"),
      );
    },
    { every: lookMilliseconds, wanted: () => this.requests.length > 0 },
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // What was shown is in nobody's way any more, and nowhere else.
    this.shown = null;
  }

  #ask = async (): Promise<void> => {
    const { purpose } = this;
    const isAsked = await this.#making.run(() => this.client.post("/codes/ask", { purpose }));
    if (!isAsked) return;
    await this.#looking.now();
    announce(msg("Asked. A colleague approves it on their own page, under Approvals."));
  };

  #make = async (purpose: Purpose, approval: number | null): Promise<void> => {
    const body = approval === null ? { purpose } : { purpose, approval };
    const refused = (status: number) =>
      status === 409 ? msg("This was not approved, or the code has been taken already.") : null;
    const isMade = await this.#making.run(async () => {
      const { code, expires } = await this.client.post<Omit<ShownCode, "purpose">>("/codes/issue", body);
      this.shown = { purpose, code, expires };
    }, refused);
    if (isMade) await this.#showTop();
    if (approval !== null) await this.#looking.now();
  };

  #revoke = async (): Promise<void> => {
    const { code } = this.shown!;
    const refused = (status: number) =>
      status === 409 ? msg("This code has been used already, so it cannot be revoked.") : null;
    const isDone = await this.#making.run(() => this.client.post("/codes/revoke", { code }), refused);
    if (!isDone) return;
    this.shown = null;
    this.dispatchEvent(new NoticeEvent({ text: msg("Revoked. Nobody can use this code.") }));
    await this.#showTop();
  };

  #next = async (): Promise<void> => {
    this.shown = null;
    this.purpose = 1;
    await this.#showTop();
  };

  /** What is new begins with its heading. */
  async #showTop(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus();
  }

  protected override render() {
    return this.shown === null ? this.#renderChoice() : this.#renderShown(this.shown);
  }

  #renderShown(shown: ShownCode) {
    return html`<section aria-labelledby="shown">
      <h2 id="shown" tabindex="-1">${msg("Give this code to one person")}</h2>
      <p class="lead">
        ${msg("It is shown this once. The server keeps no copy that can be read, and nobody can look it up again: when it is lost, make another.")}
      </p>
      <authority-code-card .client=${this.client} .shown=${shown}></authority-code-card>
      ${problem(this.#making)}
      <div class="actions">
        <button class="button main" type="button" data-testid="next-code" @click=${() => void this.#next()}>
          ${msg("Done: next code")}
        </button>
        <button class="button" type="button" data-testid="revoke-shown" @click=${() => void this.#revoke()}>
          ${msg("Revoke this code")}
        </button>
      </div>
    </section>`;
  }

  #renderChoice() {
    const isGrave = this.purpose !== 1;
    return html`<section aria-labelledby="choice">
        <h2 id="choice" tabindex="-1">${msg("One code")}</h2>
        <p class="lead">
          ${msg("For one person, to type, scan or hear. Nothing about them is asked or kept; only how many codes you made is on record.")}
        </p>
        <form
          @submit=${(event: Event) => {
            event.preventDefault();
            void (isGrave ? this.#ask() : this.#make(1, null));
          }}
        >
          <fieldset class="choice">
            <legend class="visually-hidden">${msg("What the code is for")}</legend>
            ${purposes.map(
              (purpose) =>
                html`<label class="tick"
                  ><input
                    type="radio"
                    name="purpose"
                    value=${purpose}
                    .checked=${purpose === this.purpose}
                    @change=${() => (this.purpose = purpose)}
                  /><span class="what"
                    ><span class="name">${purposeWords(purpose)}</span
                    ><span class="soft">${purposeHint(purpose)}</span></span
                  ></label
                >`,
            )}
          </fieldset>
          ${problem(this.#making)}
          <div>
            <button
              class="button main"
              type="submit"
              data-testid="make-code"
              aria-disabled=${this.#making.busy}
            >
              ${isGrave ? msg("Ask for approval") : msg("Make a code")}
            </button>
          </div>
        </form>
      </section>
      ${this.requests.length === 0 ? nothing : this.#renderRequests()}`;
  }

  #renderRequests() {
    return html`<section aria-labelledby="requests">
      <h2 id="requests">${msg("Codes you asked for")}</h2>
      <ul class="rows">
        ${this.requests.map(({ number, numbers, state: is, deciderName, expires }) => {
          const purpose = numbers["purpose"] === 3 ? 3 : 2;
          const until = untilWords(expires);
          return html`<li data-testid="code-request" data-state=${is}>
            <div class="what">
              <p class="name">${purposeWords(purpose)}</p>
              <p class="soft">
                ${
                  is === "approved"
                    ? msg(str`Approved by ${deciderName ?? ""}. Take it by ${until}.`)
                    : msg(
                        str`Waits until ${until} for a colleague, who approves it on their own page, under Approvals.`,
                      )
                }
              </p>
            </div>
            ${
              is === "approved"
                ? html`<button
                    class="button main"
                    type="button"
                    data-testid="take-code"
                    @click=${() => void this.#make(purpose, number)}
                  >
                    ${msg("Take the code")}
                  </button>`
                : nothing
            }
          </li>`;
        })}
      </ul>
    </section>`;
  }
}

/** "Today, 14:05". */
function untilWords(moment: number): string {
  const reader = pageReader();
  return msg(str`${dayWord(moment, Date.now() / 1000, reader)}, ${clockTime(moment, reader)}`);
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-one-code": OneCode;
  }
}
