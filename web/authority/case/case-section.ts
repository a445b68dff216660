import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Sending } from "../../device/sender.ts";
import "../../parts/sending-card.ts";
import type { SendingActEvent } from "../../parts/sending-card.ts";
import { recordTrouble } from "../../parts/sending-words.ts";
import { clockTime, dayWord, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { loading } from "../loading.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import { Work } from "../work.ts";
import { CaseActEvent } from "./case-act.ts";
import "./case-choice.ts";
import "./case-code.ts";
import type { CaseDesk, CaseView } from "./case-desk.ts";
import "./case-reader.ts";
import { deskOf } from "./desk.ts";

/**
 * For a case that comes in person: its visits are taken over, looked at, sent, and taken back when they were sent by mistake.
 *
 * @element authority-case
 */
@customElement("authority-case")
export class CaseSection extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      celadon-sending {
        max-inline-size: 40rem;
      }
      progress {
        inline-size: min(100%, 30rem);
        block-size: 10px;
        accent-color: var(--glaze-deep);
      }
    `,
  ];

  @property({ attribute: false }) me!: Me;

  @state() private view: CaseView | null = null;
  readonly #opening = new Work(this);
  #desk: CaseDesk | null = null;
  #stop: () => void = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener(CaseActEvent.type, this.#act);
    addEventListener("online", this.#online);
    void this.updateComplete.then(this.#open);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("online", this.#online);
    this.#stop();
    if (this.#desk?.view.state.at === "begin") this.#desk.look(false);
  }

  #open = async (): Promise<void> => {
    await this.#opening.run(async () => {
      const desk = await deskOf(this.me.number);
      this.#stop();
      if (!this.isConnected) return;
      this.#desk = desk;
      this.#stop = desk.subscribe(() => {
        this.view = desk.view;
      });
      this.view = desk.view;
    });
  };

  #online = (): void => this.#desk?.goOn();

  #act = ({ act }: CaseActEvent): void => {
    if (this.#desk !== null) act(this.#desk);
  };

  #sendingAct = ({ act, sendingId }: SendingActEvent): void => {
    if (act === "stop") void this.#desk?.stop(sendingId);
    if (act === "put-away") void this.#desk?.forget(sendingId);
  };

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = (changed.get("view") as CaseView | null | undefined)?.state.at;
    if (before !== undefined && this.view !== null && before !== this.view.state.at) void this.#begin(before);
  }

  /** Another step begins: keyboard and screen reader go on at its heading; the claim code's field takes them by itself. */
  async #begin(before: CaseView["state"]["at"]): Promise<void> {
    const isSent = before === "code" && this.view?.state.at === "begin";
    const step = this.renderRoot.querySelector<LitElement>("authority-case-reader, authority-case-choice");
    await step?.updateComplete;
    const heading = isSent ? this.renderRoot.querySelector("h2") : step?.renderRoot.querySelector("h2");
    heading?.focus();
  }

  protected override render() {
    const { view } = this;
    if (view === null) return loading(this.#opening, () => void this.#open());
    return html`${view.sendings.length === 0 ? nothing : this.#renderSendings(view)}
    ${this.#renderState(view)}`;
  }

  #renderSendings({ sendings, problem }: CaseView) {
    return html`<section aria-labelledby="sendings">
      <h2 id="sendings" tabindex="-1">${msg("Sent from this device")}</h2>
      ${repeat(
        sendings,
        ({ id }) => id,
        (sending) =>
          html`<celadon-sending .sending=${sending} .problem=${problem} @sending-act=${this.#sendingAct}>
            <h3>${headingOf(sending)}</h3>
          </celadon-sending>`,
      )}
    </section>`;
  }

  #renderState({ state: at, policy }: CaseView) {
    const now = Math.floor(Date.now() / 1000);
    switch (at.at) {
      case "begin":
        return html`<authority-case-reader .state=${at}></authority-case-reader>`;
      case "checking": {
        const { progress } = at;
        return html`<section data-testid="checking" role="status">
          <p>${msg("The visits are compared with the public lists.")}</p>
          <progress
            aria-label=${msg("Lists")}
            max=${progress === null || progress.total === 0 ? 1 : progress.total}
            .value=${progress?.done ?? 0}
          ></progress>
        </section>`;
      }
      case "unchecked":
        return html`<section data-testid="unchecked">
          <p class="problem" role="alert">${recordTrouble(at.problem)}</p>
          <div class="actions">
            <button class="button main" type="button" @click=${() => this.#desk?.goOn()}>
              ${msg("Try again")}
            </button>
            <button class="button" type="button" @click=${() => this.#desk?.putAway()}>
              ${msg("Put the case away")}
            </button>
          </div>
        </section>`;
      case "choosing":
        return html`<authority-case-choice
          .open=${at.open}
          .retentionDays=${policy.retentionDays}
          .now=${now}
        ></authority-case-choice>`;
      case "code":
        return html`<authority-case-code
          .state=${at}
          .reportMinutes=${policy.reportMinutes}
          ?relayed=${this.view?.isRelayed}
        ></authority-case-code>`;
    }
  }
}

/** When it was begun tells one from another: nothing else about a case is kept. */
function headingOf({ startedAt, purpose }: Sending): string {
  const reader = pageReader();
  const at = `${dayWord(startedAt, Date.now() / 1000, reader)}, ${clockTime(startedAt, reader)}`;
  return purpose === 2 ? msg(str`A case, ${at}`) : msg(str`A mistake taken back, ${at}`);
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-case": CaseSection;
  }
}
