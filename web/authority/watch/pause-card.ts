import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { type PauseReason, pauseReasonNames } from "../../../protocol/index.ts";
import { loggedPauseWords, pauseReasonSentence } from "../../parts/pause-words.ts";
import { clockTime, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import type { Approval } from "../approvals/approval.ts";
import { approvalWords } from "../approvals/approval-words.ts";
import type { AuthorityClient } from "../client.ts";
import { problem } from "../loading.ts";
import { NoticeEvent } from "../notice-event.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import { Work } from "../work.ts";

/** Something was asked for or decided: look anew. */
export class PauseChangedEvent extends Event {
  static readonly type = "authority-pause-changed";
  constructor() {
    super(PauseChangedEvent.type);
  }
}

/**
 * Whether the list is published, and how two people stop it and let it go on.
 *
 * @element authority-pause
 */
@customElement("authority-pause")
export class PauseCard extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      fieldset {
        display: grid;
        gap: var(--space-1);
      }
      legend {
        padding: 0;
        margin-block-end: var(--space-2);
        font-weight: 600;
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-block-size: var(--tap);
      }
      input {
        flex: none;
        inline-size: 1.4rem;
        block-size: 1.4rem;
        margin: 0;
        accent-color: var(--glaze-deep);
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  @property({ attribute: false }) me!: Me;
  /** Why it is paused, in the record's words; `null` while it is not. */
  @property({ attribute: false }) paused: string | null = null;
  @property({ attribute: false }) waiting: Approval | null = null;

  @query("h2") private heading!: HTMLElement | null;

  @state() private choosing = false;
  @state() private reason: PauseReason | null = null;
  readonly #work = new Work(this);

  async #do(path: string, body: object, done: string): Promise<void> {
    const refused = (status: number) =>
      status === 409 ? msg("Somebody else has decided this already, or it has expired.") : null;
    const isDone = await this.#work.run(() => this.client.post(path, body), refused);
    if (isDone) {
      this.#choose(false);
      this.dispatchEvent(new NoticeEvent({ text: done }));
    }
    this.dispatchEvent(new PauseChangedEvent());
  }

  /** What was tapped goes; the focus goes on to what comes in its place. */
  #choose(choosing: boolean): void {
    this.choosing = choosing;
    this.reason = null;
    void this.updateComplete.then(() => this.heading?.focus());
  }

  #ask = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.reason === null) return;
    void this.#do("/publishing/pause", { reason: this.reason }, askedWords());
  };

  protected override render() {
    const { paused } = this;
    return html`<section
      aria-labelledby="publishing"
      data-testid="publishing"
      ?data-paused=${paused !== null}
    >
      <h2 id="publishing" tabindex="-1">
        ${paused === null ? msg("The list is being published") : msg("The list is paused")}
      </h2>
      ${
        paused === null
          ? html`<p class="lead">
              ${msg("Two people can pause it. Reports go on to be taken and wait; phones are told why.")}
            </p>`
          : html`<p class="lead" data-testid="paused-reason">${loggedPauseWords(paused)}</p>
              <p class="lead">
                ${msg("Reports are taken and wait. When it goes on, the next list has all of them.")}
              </p>`
      }
      ${problem(this.#work)}
      ${this.waiting === null ? this.#renderBegin() : this.#renderWaiting(this.waiting)}
    </section>`;
  }

  #renderBegin() {
    if (this.choosing) return this.#renderReasons();
    const begin = () => {
      if (this.paused === null) this.#choose(true);
      else void this.#do("/publishing/resume", {}, askedWords());
    };
    return html`<div class="actions">
      <button
        class="button"
        type="button"
        data-testid="begin"
        aria-disabled=${this.#work.busy}
        @click=${begin}
      >
        ${this.paused === null ? msg("Pause the list…") : msg("Ask to publish again")}
      </button>
    </div>`;
  }

  #renderReasons() {
    return html`<form @submit=${this.#ask}>
      <section>
        <fieldset>
          <legend>${msg("Why? This stands in the public record, for everyone and for good.")}</legend>
          ${pauseReasonNames.map(
            (name) =>
              html`<label
                ><input
                  type="radio"
                  name="reason"
                  required
                  .checked=${this.reason === name}
                  @change=${() => (this.reason = name)}
                />${pauseReasonSentence(name)}</label
              >`,
          )}
        </fieldset>
        <div class="actions">
          <button class="button" type="button" @click=${() => this.#choose(false)}>${msg("Cancel")}</button>
          <button class="button main" type="submit" data-testid="ask" aria-disabled=${this.#work.busy}>
            ${msg("Ask a second person")}
          </button>
        </div>
      </section>
    </form>`;
  }

  #renderWaiting(request: Approval) {
    const isOwn = request.asker === this.me.number;
    const until = clockTime(request.expires, pageReader());
    return html`<div class="empty" data-testid="pause-waiting">
      <section>
        <p><strong>${approvalWords(request)}</strong></p>
        <p>
          ${
            isOwn
              ? msg(
                  str`You asked for this. It happens as soon as a second person approves it, until ${until}.`,
                )
              : msg(str`${request.askerName} asked for this, and needs a second person, until ${until}.`)
          }
        </p>
        <div class="actions">${isOwn ? this.#renderOwn(request) : this.#renderOther(request)}</div>
      </section>
    </div>`;
  }

  #renderOwn({ number }: Approval) {
    const withdraw = () => void this.#do("/approvals/withdraw", { approval: number }, msg("Withdrawn."));
    return html`<button class="button" type="button" @click=${withdraw}>${msg("Withdraw")}</button>`;
  }

  #renderOther({ number, action }: Approval) {
    if (!this.me.roles.includes("approver")) return nothing;
    const decide = (decision: "approved" | "refused", done: string) => () =>
      void this.#do("/approvals/decide", { approval: number, decision }, done);
    const done = action === "pause" ? msg("The list is paused.") : msg("The list goes on.");
    return html`<button class="button" type="button" @click=${decide("refused", msg("Refused."))}>
        ${msg("Refuse")}
      </button>
      <button
        class="button main"
        type="button"
        data-testid="approve-pause"
        aria-disabled=${this.#work.busy}
        @click=${decide("approved", done)}
      >
        ${msg("Approve")}
      </button>`;
  }
}

function askedWords(): string {
  return msg("Asked. A second person approves it here, or under Approvals.");
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-pause": PauseCard;
  }
  interface HTMLElementEventMap {
    "authority-pause-changed": PauseChangedEvent;
  }
}
