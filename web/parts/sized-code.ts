import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { qrModules, quietZoneModules } from "./qr-code.ts";

/**
 * A code whose black part has a given size, whatever its quiet zone needs around it. The quiet zone is part of the box,
 * or reaches out of it, where there is white around anyway and the text shall line up with the black.
 *
 * @element celadon-sized-code
 * @cssprop --code-size - Length of the side of the black part.
 */
@customElement("celadon-sized-code")
export class SizedCode extends LitElement {
  static override styles = css`
    :host {
      --edge-size: calc(var(--quiet) * var(--code-size) / var(--modules));
      display: flow-root;
      inline-size: calc(var(--code-size) + 2 * var(--edge-size));
    }
    :host([bleeds]) {
      inline-size: var(--code-size);
      block-size: var(--code-size);
    }
    :host([bleeds]) celadon-qr {
      inline-size: calc(var(--code-size) + 2 * var(--edge-size));
      margin: calc(-1 * var(--edge-size));
    }
  `;

  @property() text = "";
  @property() label = "";
  /** How much of it may be covered or soiled. */
  @property() correct: "L" | "M" = "M";
  /** Whether the quiet zone reaches out of the box. */
  @property({ type: Boolean, reflect: true }) bleeds = false;

  protected override willUpdate(): void {
    const modules = this.text === "" ? 1 : qrModules(this.text, this.correct).size;
    // Through the object model: the page's policy allows no style attribute.
    this.style.setProperty("--modules", String(modules));
    this.style.setProperty("--quiet", String(quietZoneModules));
  }

  protected override render() {
    return html`<celadon-qr .text=${this.text} .label=${this.label} .correct=${this.correct}></celadon-qr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-sized-code": SizedCode;
  }
}
