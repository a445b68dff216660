import { css } from "lit";

/**
 * One A4 page: black on white in any theme, measured in `--mm`, which is a millimetre on paper and the same part of
 * the page's width in a preview on the screen.
 */
export const sheetStyle = css`
  :host {
    display: block;
    inline-size: 100%;
    aspect-ratio: 210 / 297;
    overflow: hidden;
    overflow-wrap: anywhere;
    container-type: inline-size;
    background: #fff;
    color: #000;
    color-scheme: light;
    print-color-adjust: exact;
    -webkit-print-color-adjust: exact;
  }
  * {
    box-sizing: border-box;
  }
  .sheet {
    --mm: calc(100cqi / 210);
    block-size: 100%;
    padding: calc(22 * var(--mm));
    font: 400 calc(5 * var(--mm)) / 1.4 var(--sans);
  }
  p,
  ol,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  .name {
    font: 500 calc(17 * var(--mm)) / 1.08 var(--serif);
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  .name.long {
    font-size: calc(12 * var(--mm));
  }
  @media print {
    :host {
      inline-size: 210mm;
      block-size: 296.9mm;
      aspect-ratio: auto;
      break-after: page;
      break-inside: avoid;
    }
    :host(:last-of-type) {
      break-after: auto;
    }
  }
`;
