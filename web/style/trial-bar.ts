import { css } from "lit";

/** The bar above a page that says that the region is only for trying. */
export const trialBar = css`
  .trial {
    padding: var(--space-2) var(--space-4);
    padding-block-start: calc(var(--space-2) + env(safe-area-inset-top));
    background: var(--sunken);
    color: var(--ink-soft);
    font-size: var(--text-s);
    text-align: center;
  }
  @media print {
    .trial {
      display: none;
    }
  }
`;
