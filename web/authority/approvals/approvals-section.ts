import { msg, str } from "@lit/localize";
import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { fullMoment, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import type { AuthorityClient } from "../client.ts";
import { loading, problem } from "../loading.ts";
import { Looking } from "../looking.ts";
import { NoticeEvent } from "../notice-event.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import { Work } from "../work.ts";
import { type Approval, fetchApprovals } from "./approval.ts";
import { approvalWords } from "./approval-words.ts";

/** How often the page looks by itself, ms. */
const lookMilliseconds = 20_000;

/**
 * What one person asked for and another has to approve.
 *
 * @element authority-approvals
 */
@customElement("authority-approvals")
export class ApprovalsSection extends LitElement {
  static override styles = [controls, sectionStyle];

  @property({ attribute: false }) client!: AuthorityClient;
  @property({ attribute: false }) me!: Me;

  @state() private approvals: readonly Approval[] | null = null;
  readonly #looking = new Looking(
    this,
    async () => {
      this.approvals = await fetchApprovals(this.client);
    },
    { every: lookMilliseconds, wanted: () => !this.#acting.busy },
  );
  readonly #acting = new Work(this);
  #act = async (path: string, body: object, done: string): Promise<void> => {
    const decided = (status: number) =>
      status === 409 ? msg("Somebody else has decided this already, or it has expired.") : null;
    const isDone = await this.#acting.run(() => this.client.post(path, body), decided);
    await this.#looking.now();
    if (isDone) this.dispatchEvent(new NoticeEvent({ text: done }));
  };

  protected override render() {
    const { approvals } = this;
    if (approvals === null) return loading(this.#looking, this.#looking.now);
    const decides = this.me.roles.includes("approver");
    const others = approvals.filter(({ asker, state: is }) => is === "waiting" && asker !== this.me.number);
    const own = approvals.filter(({ asker }) => asker === this.me.number);
    return html`
      ${decides ? this.#renderOthers(others) : nothing} ${problem(this.#acting)}
      <section aria-labelledby="own">
        <h2 id="own">${msg("What you asked for")}</h2>
        ${
          own.length === 0
            ? html`<p class="empty">
                ${msg("Nothing. What needs a second person stands here for a day after you asked for it.")}
              </p>`
            : html`<ul class="rows">
                ${own.map((each) => this.#renderOwn(each))}
              </ul>`
        }
      </section>
    `;
  }

  #renderOthers(others: readonly Approval[]) {
    return html`<section aria-labelledby="others">
      <h2 id="others">${msg("Waiting for a second person")}</h2>
      ${
        others.length === 0
          ? html`<p class="empty" data-testid="nothing-waits">
              ${msg("Nothing waits. What a colleague asks for appears here by itself.")}
            </p>`
          : html`<ul class="rows">
              ${others.map((each) => this.#renderOther(each))}
            </ul>`
      }
    </section>`;
  }

  #renderOther(approval: Approval) {
    const decide = (decision: "approved" | "refused", done: string) => () =>
      void this.#act("/approvals/decide", { approval: approval.number, decision }, done);
    return html`<li data-testid="waiting">
      <div class="what">
        <p class="name">${approvalWords(approval)}</p>
        <p class="soft">
          ${msg(str`Asked for by ${approval.askerName}. It can be approved until ${untilWords(approval.expires)}.`)}
        </p>
      </div>
      <div class="actions">
        <button class="button" type="button" @click=${decide("refused", msg("Refused."))}>
          ${msg("Refuse")}
        </button>
        <button class="button main" type="button" @click=${decide("approved", msg("Approved."))}>
          ${msg("Approve")}
        </button>
      </div>
    </li>`;
  }

  #renderOwn(approval: Approval) {
    return html`<li data-testid="own" data-state=${approval.state}>
      <div class="what">
        <p class="name">${approvalWords(approval)}</p>
        <p class="soft">${stateWords(approval)}</p>
      </div>
      ${
        approval.state === "waiting"
          ? html`<button
              class="button"
              type="button"
              @click=${() => void this.#act("/approvals/withdraw", { approval: approval.number }, msg("Withdrawn."))}
            >
              ${msg("Withdraw")}
            </button>`
          : nothing
      }
    </li>`;
  }
}

function stateWords({ state: is, deciderName, expires }: Approval): string {
  const name = deciderName ?? "";
  switch (is) {
    case "waiting":
      return msg(str`Waits for another person until ${untilWords(expires)}.`);
    case "approved":
      return msg(str`Approved by ${name}. Use it by ${untilWords(expires)}, in the section where you asked.`);
    case "refused":
      return msg(str`Refused by ${name}.`);
    case "withdrawn":
      return msg("You withdrew this.");
    case "taken":
      return msg(str`Approved by ${name}, and used.`);
  }
}

function untilWords(moment: number): string {
  return fullMoment(moment, pageReader());
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-approvals": ApprovalsSection;
  }
}
