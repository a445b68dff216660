import { css } from "lit";

/** The page around the sections. */
export const appStyle = css`
  :host {
    display: block;
    overflow-wrap: anywhere;
  }
  header,
  main {
    max-inline-size: 68rem;
    margin-inline: auto;
    padding-inline: max(var(--space-4), env(safe-area-inset-left));
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    padding-block: var(--space-4);
  }
  .name {
    flex: 1;
    font: 500 var(--text-l) / 1 var(--serif);
  }
  main {
    padding-block-end: var(--space-7);
  }
  .top {
    display: grid;
    gap: var(--space-6);
    align-items: start;
    padding-block: var(--space-5) var(--space-6);
  }
  .lead {
    display: grid;
    gap: var(--space-3);
  }
  .kicker {
    color: var(--ink-soft);
  }
  h1 {
    font-size: var(--text-xxl);
    line-height: 1.05;
  }
  .purpose {
    max-inline-size: 34rem;
    font: 400 var(--text-l) / 1.4 var(--serif);
  }
  @media (min-width: 56rem) {
    header {
      padding-block: var(--space-5);
    }
    .top {
      grid-template-columns: minmax(0, 1fr) 26rem;
      gap: var(--space-7);
      padding-block: var(--space-6) var(--space-7);
    }
    h1 {
      font-size: 3.4rem;
    }
  }
`;
