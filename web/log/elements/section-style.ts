import { css } from "lit";

/** A section of the record: its heading beside it where there is room, above it where there is not. */
export const sectionStyle = css`
  :host {
    display: block;
  }
  section {
    display: grid;
    gap: var(--space-3) var(--space-6);
    padding-block: var(--space-6);
    border-block-start: 1px solid var(--line);
  }
  h2 {
    font: 500 var(--text-l) / 1.2 var(--serif);
    text-wrap: balance;
  }
  h3 {
    font: 600 var(--text) / 1.3 var(--sans);
  }
  .content {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
    min-inline-size: 0;
    max-inline-size: 46rem;
  }
  .big {
    font: 500 var(--text-xxl) / 1.05 var(--serif);
    font-variant-numeric: tabular-nums;
  }
  .sentences {
    display: grid;
    gap: var(--space-3);
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  caption {
    padding-block-end: var(--space-2);
    color: var(--ink-soft);
    font-size: var(--text-s);
    text-align: start;
  }
  th,
  td {
    padding: var(--space-2) var(--space-3) var(--space-2) 0;
    border-block-end: 1px solid var(--line);
    text-align: start;
    vertical-align: baseline;
    font-weight: 400;
  }
  :is(th, td):dir(rtl) {
    padding: var(--space-2) 0 var(--space-2) var(--space-3);
  }
  :is(th, td):last-child {
    padding-inline-end: 0;
  }
  thead th {
    color: var(--ink-soft);
    font-size: var(--text-s);
    font-weight: 600;
  }
  .number {
    text-align: end;
    white-space: nowrap;
  }
  .button[aria-disabled="true"] {
    cursor: default;
    opacity: 0.55;
  }
  summary {
    display: inline-flex;
    align-items: center;
    min-block-size: var(--tap);
    color: var(--glaze-deep);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 3px;
    cursor: pointer;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  code {
    font-family: ui-monospace, "Noto Sans Mono", monospace;
    font-size: 0.82rem;
    overflow-wrap: anywhere;
  }
  @media (min-width: 56rem) {
    section {
      grid-template-columns: 14rem minmax(0, 1fr);
    }
  }
`;
