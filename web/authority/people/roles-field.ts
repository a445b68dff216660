import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, queryAll } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import { allRoles, roleSentence, roleWord } from "../role-words.ts";
import type { Role } from "../section.ts";

/**
 * Which roles a person has: each with what it may do.
 *
 * @element authority-roles
 */
@customElement("authority-roles")
export class RolesField extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    css`
      fieldset {
        display: grid;
        gap: var(--space-3);
      }
      .tick {
        align-items: start;
        padding-block: var(--space-1);
      }
      .tick .what {
        display: grid;
        gap: var(--space-1);
      }
      .role {
        font-weight: 600;
      }
    `,
  ];

  /** Those it begins with. */
  @property({ attribute: false }) roles: readonly Role[] = [];
  @queryAll("input") private boxes!: NodeListOf<HTMLInputElement>;

  /** Those that are ticked now. */
  get chosen(): Role[] {
    return allRoles.filter((role) => [...this.boxes].some(({ checked, value }) => checked && value === role));
  }

  protected override render() {
    return html`<fieldset>
      <legend>${msg("Roles")}</legend>
      ${allRoles.map(
        (role) =>
          html`<label class="tick">
            <input type="checkbox" value=${role} .checked=${this.roles.includes(role)} />
            <span class="what">
              <span class="role">${roleWord(role)}</span>
              <span class="soft">${roleSentence(role)}</span>
            </span>
          </label>`,
      )}
    </fieldset>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-roles": RolesField;
  }
}
