import { css } from "lit";

/**
 * The formats of a page of passes. A4 stands by itself; the others fill the page with equal faces, between lines to cut (A5, A6,
 * slips) or to fold (table card).
 */
export const passSheetStyle = css`
  .sheet {
    display: grid;
    padding: 0;
    --line: calc(0.25 * var(--mm)) dashed #000;
  }
  .face {
    --code: 80;
    --edge: 14;
    display: grid;
    min-inline-size: 0;
    min-block-size: 0;
    overflow: hidden;
    padding: calc(var(--edge) * var(--mm));
  }
  .day {
    margin-block-start: 0.6em;
    font: 400 calc(8 * var(--mm)) / 1.25 var(--serif);
  }
  .hours {
    font-size: 0.68em;
  }
  .code {
    --code-size: calc(var(--code) * var(--mm));
  }
  .steps,
  .slip {
    display: grid;
    gap: 0.8em;
    font-size: calc(7 * var(--mm));
    line-height: 1.3;
  }
  .steps li {
    display: grid;
    grid-template-columns: 1.85em 1fr;
    align-items: baseline;
  }
  .number {
    font: 500 1.4em/1 var(--serif);
  }
  .sentence {
    display: inline-block;
  }

  .a4 .face {
    grid-template-rows: auto auto 1fr;
    padding: calc(26 * var(--mm)) calc(22 * var(--mm)) calc(28 * var(--mm));
  }
  .a4 .code {
    margin-block: calc(18 * var(--mm));
  }
  .a4 .steps {
    align-self: end;
    gap: calc(5.5 * var(--mm));
  }

  .a5,
  .tent {
    grid-template-rows: 1fr 1fr;
  }
  .a5 .face,
  .tent .face {
    grid-template: "words code" 1fr "steps code" auto / minmax(0, 1fr) auto;
    column-gap: calc(16 * var(--mm));
    align-content: center;
  }
  :is(.a5, .tent) .words {
    grid-area: words;
    align-self: center;
  }
  :is(.a5, .tent) .code {
    grid-area: code;
    align-self: center;
  }
  :is(.a5, .tent) .steps {
    grid-area: steps;
    font-size: calc(5 * var(--mm));
  }
  :is(.a5, .tent) .name {
    font-size: calc(13 * var(--mm));
  }
  :is(.a5, .tent) .name.long {
    font-size: calc(9 * var(--mm));
  }
  :is(.a5, .tent) .day {
    font-size: calc(6.5 * var(--mm));
  }
  .a5 .face:first-child,
  .tent .face:first-child {
    border-block-end: var(--line);
  }
  /* Folded along the middle, it stands, and can be read from both sides. */
  .tent .face:first-child {
    rotate: 180deg;
    border-block-start: var(--line);
    border-block-end: 0;
  }

  .a6 {
    grid-template: 1fr 1fr / 1fr 1fr;
  }
  .a6 .face {
    --code: 62;
    --edge: 11;
    grid-template-rows: auto 1fr auto;
  }
  .a6 .code {
    align-self: center;
    justify-self: center;
    margin-block: calc(6 * var(--mm));
  }
  .a6 .name {
    font-size: calc(9 * var(--mm));
  }
  .a6 .name.long {
    font-size: calc(6 * var(--mm));
  }
  .a6 .day {
    font-size: calc(5 * var(--mm));
  }
  .a6 .steps {
    gap: 0.5em;
    font-size: calc(4 * var(--mm));
  }
  .slips {
    grid-template: repeat(4, 1fr) / 1fr 1fr;
  }
  .slips .face {
    --code: 42;
    --edge: 6;
    grid-template-columns: minmax(0, 1fr) auto;
    column-gap: calc(6 * var(--mm));
    align-items: center;
  }
  .slips .words {
    display: grid;
    gap: calc(2.2 * var(--mm));
  }
  .slips .name {
    font-size: calc(5 * var(--mm));
  }
  .slips .name.long {
    font-size: calc(4 * var(--mm));
  }
  .slips .day {
    margin: 0;
    font-size: calc(3.8 * var(--mm));
  }
  .slips .slip {
    gap: calc(2.2 * var(--mm));
    font-size: calc(2.9 * var(--mm));
  }
  :is(.a6, .slips) .face:nth-child(odd) {
    border-inline-end: var(--line);
  }
  :is(.a6, .slips) .face:not(:nth-last-child(-n + 2)) {
    border-block-end: var(--line);
  }
`;
