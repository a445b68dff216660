import { html, svg } from "lit";
import type { Colour } from "../../protocol/index.ts";

const shapes = {
  green: svg`<circle cx="38" cy="38" r="33" /><path d="m24 39 10 10 19-21" />`,
  yellow: svg`<path d="M38 8 71 66H5z" /><path d="M38 28v18" /><circle cx="38" cy="56" r="3.6" fill="currentColor" stroke="none" />`,
  red: svg`<path d="M25 6h26l19 19v26L51 70H25L6 51V25z" /><path d="M38 22v20" /><circle cx="38" cy="54" r="3.6" fill="currentColor" stroke="none" />`,
  grey: svg`<circle cx="38" cy="38" r="33" stroke-dasharray="12.4 8.333" stroke-dashoffset="6.2" /><path d="M30 31a8 8 0 1 1 11.5 7.2c-2.3 1.2-3.5 2.7-3.5 5.3" /><circle cx="38" cy="52.5" r="3.6" fill="currentColor" stroke="none" />`,
};

/**
 * The shape that always stands beside the status word, so that nobody needs the colour: a circle with a tick,
 * a triangle, an octagon, a dashed circle. It is not mirrored where the page reads from right to left.
 *
 * @param side - Length of a side, px.
 */
export function statusShape(colour: Colour, side: number) {
  return html`<svg
    class="shape"
    data-shape=${colour}
    width=${side}
    height=${side}
    viewBox="0 0 76 76"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="6"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    ${shapes[colour]}
  </svg>`;
}
