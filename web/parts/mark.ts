import { html, svg } from "lit";

/** The house's mark, a glazed bowl. Decoration only: the word stands beside it. */
export const mark = html`<svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
  <path d="M5 7h16c0 8-3 14-8 14S5 15 5 7Z" fill="var(--glaze)" />
  <path
    d="M9 9c1 3 0 5 2 8m5-8c-1 2 1 4-1 7"
    stroke="var(--paper)"
    fill="none"
    stroke-width="1"
    stroke-linecap="round"
  />
</svg>`;

const strokes = {
  back: svg`<path d="m14 5-7 7 7 7M7 12h13" />`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16" />`,
  scan: svg`<path d="M4 8V5a1 1 0 0 1 1-1h3m8 0h3a1 1 0 0 1 1 1v3m0 8v3a1 1 0 0 1-1 1h-3m-8 0H5a1 1 0 0 1-1-1v-3M4 12h16" />`,
  forward: svg`<path d="m9 5 7 7-7 7" />`,
  tick: svg`<path d="m5 13 4.5 4.5L19 7" />`,
  globe: svg`<circle cx="12" cy="12" r="9" /><path d="M3 12h18M12 3c3 3 4 6 4 9s-1 6-4 9c-3-3-4-6-4-9s1-6 4-9" />`,
  cross: svg`<path d="M6 6l12 12M18 6 6 18" />`,
};

/**
 * A line icon, 24 px, in the colour of its text; hidden from screen readers, which read the label beside it.
 * `back` and `forward` turn around where the page reads from right to left (class `turns`).
 */
export function icon(name: keyof typeof strokes) {
  return html`<svg
    class=${name === "back" || name === "forward" ? "stroke-icon turns" : "stroke-icon"}
    width="24"
    height="24"
    viewBox="0 0 24 24"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    ${strokes[name]}
  </svg>`;
}
