import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { DeviceErrorCode, Sending } from "../../device/sender.ts";
import { icon } from "../../parts/mark.ts";
import { controls } from "../../style/controls.ts";
import { hoursList } from "../../parts/hours/hours-list.ts";
import { isSettled, type ReleaseRecord } from "./release-record.ts";
import { pauseWords, standWords } from "./release-words.ts";

/** What can be done with a record. */
export type RecordAct = "stop" | "look" | "take-back" | "again" | "delete";

/** Something is to be done with a record. */
export class RecordActEvent extends Event {
  static readonly type = "record-act";
  readonly act: RecordAct;
  readonly record: ReleaseRecord;
  constructor(act: RecordAct, record: ReleaseRecord) {
    super(RecordActEvent.type, { bubbles: true, composed: true });
    this.act = act;
    this.record = record;
  }
}

/**
 * One release, or its taking back: how far it is, and what can be done.
 *
 * @element venue-record-card
 * @fires record-act
 */
@customElement("venue-record-card")
export class RecordCard extends LitElement {
  static override styles = [
    controls,
    css`
      article {
        display: grid;
        gap: var(--space-3);
        padding-inline-end: var(--space-3);
      }
      .head {
        display: flex;
        justify-content: space-between;
        gap: var(--space-2);
      }
      h3 {
        font: 500 var(--text-l) / 1.2 var(--serif);
        margin: 0;
        padding-block-start: var(--space-2);
      }
      .stand {
        font-weight: 600;
      }
      progress {
        inline-size: 100%;
        block-size: 10px;
        accent-color: var(--glaze-deep);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .returned .hours {
        text-decoration: line-through;
      }
    `,
  ];

  @property({ attribute: false }) record!: ReleaseRecord;
  @property({ attribute: false }) sending: Sending | null = null;
  /** A list takes the whole release back. */
  @property({ type: Boolean }) returned = false;
  /** Why sending or looking pauses. */
  @property({ attribute: false }) trouble: DeviceErrorCode | null = null;

  #hadFocus = false;

  protected override willUpdate(): void {
    this.#hadFocus = (this.shadowRoot?.activeElement ?? null) !== null;
  }

  /** The button that was pressed may be gone: the focus stays with the card. */
  protected override updated(): void {
    if (!this.#hadFocus || this.shadowRoot?.activeElement !== null) return;
    this.renderRoot.querySelector<HTMLElement>("h3")?.focus();
  }

  protected override render() {
    const { record, sending, trouble } = this;
    const { placeName, kind, stand, window } = record;
    const words = standWords(record, sending, this.returned);
    return html`<article class="card" data-testid="release-record" data-stand=${stand.at} data-kind=${kind}>
      <div class="head">
        <h3 tabindex="-1" dir="auto">${placeName}</h3>
        ${
          isSettled(record)
            ? html`<button
                class="button icon"
                type="button"
                aria-label=${msg(str`Delete what is remembered of ${placeName}`)}
                @click=${() => this.#act("delete")}
              >
                ${icon("cross")}
              </button>`
            : nothing
        }
      </div>
      ${kind === "retraction" ? html`<p class="soft">${msg("Taking back")}</p>` : nothing}
      <div class=${this.returned ? "returned" : ""}>${hoursList(window)}</div>
      <p class="stand figures" role="status">${words.stand}</p>
      ${
        stand.at === "sending" && sending?.step === "sending"
          ? html`<progress
              aria-label=${msg("Messages sent")}
              max=${sending.total}
              .value=${sending.sent}
            ></progress>`
          : nothing
      }
      <p class="soft">${words.line}</p>
      ${trouble === null || isSettled(record) ? nothing : html`<p>${pauseWords(trouble)}</p>`}
      ${this.#renderWays()}
    </article>`;
  }

  #renderWays() {
    const { kind, stand } = this.record;
    const isOut = stand.at === "sent" || stand.at === "published" || stand.at === "incomplete";
    return html`<div class="ways">
      ${stand.at === "sending" ? this.#renderWay("stop", msg("Stop sending")) : nothing}
      ${stand.at === "sent" ? this.#renderWay("look", msg("Check now")) : nothing}
      ${stand.at === "refused" ? this.#renderWay("again", msg("Try another code")) : nothing}
      ${
        isOut && kind === "release" && !this.returned
          ? this.#renderWay("take-back", msg("Take it back"))
          : nothing
      }
    </div>`;
  }

  #renderWay(act: RecordAct, label: string) {
    return html`<button
      class="button"
      type="button"
      data-testid="record-${act}"
      @click=${() => this.#act(act)}
    >
      ${label}
    </button>`;
  }

  #act(act: RecordAct): void {
    this.dispatchEvent(new RecordActEvent(act, this.record));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-record-card": RecordCard;
  }
  interface HTMLElementEventMap {
    "record-act": RecordActEvent;
  }
}
