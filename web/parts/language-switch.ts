import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { languages, type LanguageTag } from "../locales/languages.ts";
import { chooseLanguage } from "../locales/page-language.ts";
import { controls } from "../style/controls.ts";
import { icon } from "./mark.ts";
import { pageReader } from "./reader.ts";

/**
 * The language of the page: a globe, and the languages by their own names, so that it is found by who reads none of this.
 *
 * @element celadon-language
 */
@customElement("celadon-language")
export class LanguageSwitch extends LitElement {
  static override styles = [
    controls,
    css`
      label {
        position: relative;
        display: inline-flex;
        align-items: center;
        max-inline-size: 100%;
      }
      .stroke-icon {
        position: absolute;
        inset-inline-start: var(--space-2);
        pointer-events: none;
      }
      select {
        min-block-size: var(--tap);
        min-inline-size: 0;
        padding-inline: calc(24px + 1.5 * var(--space-3)) var(--space-2);
        border: 1px solid var(--line);
        border-radius: 999px;
        background: none;
        color: inherit;
        font: inherit;
        cursor: pointer;
      }
      option {
        background: var(--paper);
        color: var(--ink);
      }
    `,
  ];

  /** The language that could not be fetched. */
  @state() private missing: LanguageTag | null = null;

  protected override render() {
    const present = pageReader().language;
    const missing = languages.find(({ tag }) => tag === this.missing);
    return html`<label>
        <span class="visually-hidden">${msg("Language")}</span>
        ${icon("globe")}
        <select data-testid="language" @change=${this.#choose}>
          ${languages.map(
            ({ tag, name }) =>
              html`<option lang=${tag} value=${tag} .selected=${tag === present}>${name}</option>`,
          )}
        </select>
      </label>
      ${
        missing === undefined
          ? nothing
          : html`<p class="soft" role="alert">
              <span lang=${missing.tag}>${missing.name}</span>:
              ${msg("This language could not be fetched. Connect to the network once, then choose it again.")}
            </p>`
      }`;
  }

  #choose = async (event: Event): Promise<void> => {
    const tag = (event.target as HTMLSelectElement).value as LanguageTag;
    try {
      await chooseLanguage(tag);
      this.missing = null;
    } catch {
      this.missing = tag;
    }
    this.requestUpdate();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-language": LanguageSwitch;
  }
}
