import { css } from "lit";

/** Layout of the first screen: one column, two where there is room, the scan button under the thumb. */
export const homeStyles = css`
  :host {
    inline-size: 100%;
    max-inline-size: 32rem;
    margin-inline: auto;
    padding-inline: var(--space-4);
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: var(--tap);
    padding-block: var(--space-4);
  }
  .mark {
    display: flex;
    align-items: center;
    gap: 10px;
    font: 500 var(--text-l) / 1 var(--serif);
    letter-spacing: 0.01em;
  }
  header .icon {
    margin-inline-end: calc(-1 * var(--space-3));
  }
  main {
    display: grid;
    gap: var(--space-4);
    padding-block-end: 120px;
  }
  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
  }
  .row .button {
    flex: none;
  }
  .tested {
    padding-inline: var(--space-5);
    color: var(--ink-soft);
  }
  footer {
    position: fixed;
    inset-block-end: 0;
    inset-inline: 0;
    z-index: 1;
    padding: var(--space-6) var(--space-4) calc(var(--space-4) + env(safe-area-inset-bottom));
    background: linear-gradient(transparent, var(--paper) 45%);
    pointer-events: none;
  }
  footer .button {
    display: flex;
    max-inline-size: 30rem;
    margin-inline: auto;
    pointer-events: auto;
  }
`;
