import { msg } from "@lit/localize";
import { correction, generate, mode } from "lean-qr";
import type { Bitmap2D } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";
import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

/** Light modules that must stay free on every side of a code, for scanners. */
export const quietZoneModules = 4;

/**
 * The QR code of a text.
 *
 * `SCHEME:digits`, the form of a check-in code, is drawn as a byte segment for the scheme and a numeric segment for
 * the digits, which is what makes it small. Any other text (a page's address, a claim code) takes the shortest mode.
 *
 * @param text - What a scanner shall read, at most 2,331 bytes or 5,596 digits.
 * @param correct - How much of it may be covered or soiled; L for codes on a screen that come again.
 * @returns The modules without quiet zone.
 * @throws When the text is too long for a QR code.
 * @see SPEC.md §4.2
 */
export function qrModules(text: string, correct: "L" | "M" = "M"): Bitmap2D {
  const [, scheme, digits] = /^([A-Z-]+:)(\d+)$/.exec(text) ?? [];
  const segments =
    scheme !== undefined && digits !== undefined
      ? mode.multi(mode.ascii(scheme), mode.numeric(digits))
      : text;
  return generate(segments, { minCorrectionLevel: correction[correct] });
}

/**
 * Draws a QR code: pure black on pure white whatever the theme, with its quiet zone, as large as its box.
 *
 * @element celadon-qr
 */
@customElement("celadon-qr")
export class QrCode extends LitElement {
  static override styles = css`
    :host {
      display: block;
      aspect-ratio: 1;
      background: #fff;
      forced-color-adjust: none;
      print-color-adjust: exact;
      -webkit-print-color-adjust: exact;
    }
    svg {
      display: block;
      inline-size: 100%;
      block-size: 100%;
    }
  `;

  /** The text to draw; nothing is drawn while it is empty. */
  @property() text = "";

  /** How much of it may be covered or soiled. */
  @property() correct: "L" | "M" = "M";

  /** What the picture is, for those who cannot see it. */
  @property() label: string | null = null;

  protected override render() {
    if (this.text === "") return nothing;
    const modules = qrModules(this.text, this.correct);
    const side = modules.size + 2 * quietZoneModules;
    return html`<svg
      role="img"
      aria-label=${this.label ?? msg("QR code")}
      viewBox="${-quietZoneModules} ${-quietZoneModules} ${side} ${side}"
      shape-rendering="crispEdges"
    >
      ${svg`<path d="M${-quietZoneModules} ${-quietZoneModules}h${side}v${side}h${-side}z" fill="#fff" /><path d=${toSvgPath(modules)} fill="#000" />`}
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-qr": QrCode;
  }
}
