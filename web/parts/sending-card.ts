import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { DeviceErrorCode, Sending } from "../device/sender.ts";
import { controls } from "../style/controls.ts";
import { sendingPaused, sendingRefused } from "./sending-words.ts";
import { clockTime, fullMoment, pageReader } from "./time-words.ts";

/** What the person wants done with a sending. */
export class SendingActEvent extends Event {
  static readonly type = "sending-act";
  readonly act: "stop" | "put-away";
  /** Of the sending. */
  readonly sendingId: string;
  constructor(act: SendingActEvent["act"], sendingId: string) {
    super(SendingActEvent.type, { bubbles: true, composed: true });
    this.act = act;
    this.sendingId = sendingId;
  }
}

/**
 * How far something is that a page without a diary sends, and in the end what came of it.
 *
 * @element celadon-sending
 * @slot - What it is: shown above how far it is.
 * @fires sending-act
 */
@customElement("celadon-sending")
export class SendingCard extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      .card {
        display: grid;
        gap: var(--space-3);
        justify-items: start;
      }
      .stand {
        font: 500 var(--text-l) / 1.3 var(--serif);
      }
      progress {
        inline-size: 100%;
        block-size: 10px;
        accent-color: var(--glaze-deep);
      }
    `,
  ];

  @property({ attribute: false }) sending!: Sending;
  /** Why sending pauses; `null` when it does not. */
  @property({ attribute: false }) problem: DeviceErrorCode | null = null;

  protected override render() {
    const { step } = this.sending;
    const isUnderWay = step === "claiming" || step === "sending";
    return html`<section
      class="card"
      data-testid="sending"
      data-step=${step}
      data-purpose=${this.sending.purpose}
    >
      <slot></slot>
      <div role="status">${this.#renderStep()}</div>
      ${
        isUnderWay && this.problem !== null
          ? html`<p data-testid="sending-trouble">${sendingPaused(this.problem)}</p>`
          : nothing
      }
      ${
        isUnderWay
          ? html`<button class="button" type="button" data-testid="stop-sending" @click=${this.#say("stop")}>
              ${step === "claiming" ? msg("Do not send it") : msg("Stop sending")}
            </button>`
          : html`<button class="button" type="button" data-testid="put-away" @click=${this.#say("put-away")}>
              ${msg("Put this away")}
            </button>`
      }
    </section>`;
  }

  #renderStep() {
    const { sending } = this;
    switch (sending.step) {
      case "claiming":
        return html`<p class="stand">${msg("Waiting for the claim code to be taken.")}</p>
          <p class="soft">${msg("Nothing has been sent yet.")}</p>`;
      case "refused": {
        const { what, todo } = sendingRefused(sending.reason, sending.purpose);
        return html`<p class="stand" role="alert">${what}</p>
          <p>${todo}</p>`;
      }
      case "sending":
        return html`<p class="stand figures">
            ${msg(str`${sending.sent} of ${sending.total} messages sent.`)}
          </p>
          <progress
            max=${sending.total}
            .value=${sending.sent}
            aria-label=${msg("How much has been sent")}
          ></progress>
          <p class="soft figures">
            ${msg(str`The last one leaves at about ${clockTime(sending.lastDue, pageReader())}. What has not left when this page is closed leaves when it is opened again on this device.`)}
          </p>`;
      case "sent":
        return html`<p class="stand">
            ${sending.purpose === 2 ? msg("Sent.") : msg("Sent: it is being taken back.")}
          </p>
          <p class="soft figures">${fullMoment(sending.sentAt, pageReader())}</p>
          <p>
            ${
              sending.purpose === 2
                ? msg("It will be in one of the next lists. Phones that fetch it then are warned.")
                : msg(
                    "It will be in one of the next lists. Phones that fetch it then withdraw the warning and say so.",
                  )
            }
          </p>`;
    }
  }

  #say(act: SendingActEvent["act"]) {
    return () => this.dispatchEvent(new SendingActEvent(act, this.sending.id));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-sending": SendingCard;
  }
  interface HTMLElementEventMap {
    "sending-act": SendingActEvent;
  }
}
