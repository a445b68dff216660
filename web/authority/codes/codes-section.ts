import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";
import type { AuthorityClient } from "../client.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import "./many-codes.ts";
import "./one-code.ts";
import "./revoke-code.ts";

/** What the section has, by the address behind its name. */
const screens = ["", "many", "revoke"] as const;

/**
 * Claim codes: one, many, and taking one back.
 *
 * @element authority-codes
 */
@customElement("authority-codes")
export class CodesSection extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      nav ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      nav .button[aria-current] {
        outline: 2px solid var(--glaze-deep);
        outline-offset: -2px;
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  @property({ attribute: false }) me!: Me;
  @property() path = "";

  protected override render() {
    const present = screens.find((screen) => screen === this.path) ?? "";
    return html`<nav aria-label=${msg("Claim codes")}>
        <ul>
          ${screens.map(
            (screen) =>
              html`<li>
                <a
                  class="button"
                  href=${screen === "" ? "#codes" : `#codes/${screen}`}
                  aria-current=${screen === present ? "page" : nothing}
                  >${screenWords(screen)}</a
                >
              </li>`,
          )}
        </ul>
      </nav>
      ${this.#renderScreen(present)}`;
  }

  #renderScreen(screen: (typeof screens)[number]) {
    const { client, me } = this;
    switch (screen) {
      case "":
        return html`<authority-one-code .client=${client} .me=${me}></authority-one-code>`;
      case "many":
        return html`<authority-many-codes .client=${client} .me=${me}></authority-many-codes>`;
      case "revoke":
        return html`<authority-revoke-code .client=${client}></authority-revoke-code>`;
    }
  }
}

function screenWords(screen: (typeof screens)[number]): string {
  switch (screen) {
    case "":
      return msg("One code");
    case "many":
      return msg("Codes for a list");
    case "revoke":
      return msg("Revoke a code");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-codes": CodesSection;
  }
}
