import { msg, str } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import "../../parts/copy-button.ts";
import "../../parts/qr-code.ts";
import { fullMoment, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { sectionStyle } from "../section-style.ts";
import type { InvitationLink } from "./person.ts";

/** The link has been handed over. */
export class HandedEvent extends Event {
  static readonly type = "handed";
  constructor() {
    super(HandedEvent.type, { bubbles: true, composed: true });
  }
}

/**
 * A link by which one person comes in, shown once: to scan, or to send.
 *
 * @element authority-invitation
 * @fires handed
 */
@customElement("authority-invitation")
export class InvitationCard extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
        justify-items: start;
      }
      celadon-qr {
        inline-size: min(16rem, 100%);
        border-radius: var(--radius-s);
        overflow: clip;
      }
    `,
  ];

  @property({ attribute: false }) invitation!: InvitationLink;
  /** Whom it is for. */
  @property() name = "";
  @query("h2") private heading!: HTMLElement;

  protected override firstUpdated(): void {
    this.heading.focus();
  }

  protected override render() {
    const { link, expires } = this.invitation;
    return html`<div class="card" data-testid="invitation">
      <h2 tabindex="-1">${msg(str`A link for ${this.name}`)}</h2>
      <p>
        ${msg("It works once, for whoever opens it first, and is shown only now. Let them scan it, or send it by a way that only they can read.")}
      </p>
      <celadon-qr .text=${link} .label=${msg("The link as a code to scan")}></celadon-qr>
      <p class="soft">${msg(str`Until ${fullMoment(expires, pageReader())}.`)}</p>
      <div class="actions">
        <celadon-copy data-testid="link" .text=${link} .label=${msg("Copy the link")}></celadon-copy>
        <button class="button main" type="button" @click=${() => this.dispatchEvent(new HandedEvent())}>
          ${msg("Done")}
        </button>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-invitation": InvitationCard;
  }
  interface HTMLElementEventMap {
    handed: HandedEvent;
  }
}
