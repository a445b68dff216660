import { css } from "lit";

/**
 * What every element with buttons, cards and fields shares: one sheet, adopted by each shadow root.
 *
 * Classes: `.button` (quiet, 48 px), `.button.first` (the one main action, 60 px), `.button.plain` (looks like a link),
 * `.card` (only for what can be acted on), `.soft` (second voice), `.figures` (tabular), `.unfolds` (a summary), `.visually-hidden`.
 */
export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 3px solid var(--glaze-deep);
    outline-offset: 3px;
    border-radius: var(--radius-s);
  }
  h1:focus-visible,
  h2:focus-visible {
    outline: none;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font: 500 var(--text-xl) / 1.15 var(--serif);
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  h2 {
    font: 600 var(--text) / 1.3 var(--sans);
    overflow-wrap: anywhere;
  }
  p {
    text-wrap: pretty;
  }
  button,
  input,
  textarea,
  select {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  a {
    color: var(--glaze-deep);
    font-weight: 600;
    text-underline-offset: 3px;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    min-block-size: var(--tap);
    min-inline-size: var(--tap);
    max-inline-size: 100%;
    padding: var(--space-2) var(--space-5);
    border: 0;
    border-radius: 999px;
    background: var(--quiet);
    color: var(--ink);
    font: 600 var(--text) / 1.2 var(--sans);
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    touch-action: manipulation;
  }
  .button:focus-visible {
    border-radius: 999px;
  }
  .button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  .button.first {
    inline-size: 100%;
    min-block-size: var(--tap-main);
    background: var(--glaze-deep);
    color: var(--on-glaze-deep);
    font-size: 1.15rem;
    box-shadow: var(--shadow);
  }
  .button.plain {
    padding-inline: var(--space-2);
    margin-inline: calc(-1 * var(--space-2));
    background: none;
    color: var(--glaze-deep);
    text-decoration: underline;
    text-underline-offset: 3px;
    text-align: start;
  }
  .button.icon {
    padding: 0;
    inline-size: var(--tap);
    background: none;
  }
  .card {
    padding: var(--space-4) var(--space-5);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: var(--shadow);
  }
  .field {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: var(--tap);
    padding: var(--space-2) var(--space-4);
    border: 1.5px solid var(--edge);
    border-radius: var(--radius-s);
    background: var(--surface);
    color: var(--ink);
    font: 400 var(--text) / 1.4 var(--sans);
  }
  .soft {
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
  .stroke-icon {
    flex: none;
  }
  /* in a summary: that there is more below it */
  .unfolds::after {
    content: "";
    flex: none;
    inline-size: 14px;
    block-size: 14px;
    margin-inline-start: auto;
    background: currentcolor;
    clip-path: polygon(0 30%, 14% 16%, 50% 52%, 86% 16%, 100% 30%, 50% 80%);
  }
  details[open] > .unfolds::after {
    rotate: 180deg;
  }
  .turns:dir(rtl) {
    scale: -1 1;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (forced-colors: active) {
    .button,
    .card {
      border: 1px solid;
    }
  }
`;
