import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { qrModules, quietZoneModules } from "../parts/qr-code.ts";

/**
 * A code whose black part has a given size, whatever its quiet zone needs around it. The quiet zone does not take
 * room to the sides that the text around it could be lined up with: it reaches out of the box.
 *
 * @element venue-sized-code
 * @cssprop --code-size - Length of the side of the black part.
 */
@customElement("venue-sized-code")
export class SizedCode extends LitElement {
  static override styles = css`
    :host {
      --module: calc(var(--code-size) / var(--modules));
      display: block;
      inline-size: var(--code-size);
      block-size: var(--code-size);
    }
    celadon-qr {
      inline-size: calc(var(--code-size) + 2 * var(--quiet) * var(--module));
      margin: calc(-1 * var(--quiet) * var(--module));
    }
  `;

  @property() text = "";
  @property() label = "";

  protected override willUpdate(): void {
    const modules = this.text === "" ? 1 : qrModules(this.text).size;
    // Through the object model: the page's policy allows no style attribute.
    this.style.setProperty("--modules", String(modules));
    this.style.setProperty("--quiet", String(quietZoneModules));
  }

  protected override render() {
    return html`<celadon-qr .text=${this.text} .label=${this.label}></celadon-qr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-sized-code": SizedCode;
  }
}
