import { css } from "lit";

/** Layout of the lock's screen. */
export const lockStyles = css`
  section {
    display: grid;
    gap: var(--space-3);
  }
  .meaning {
    display: grid;
    gap: var(--space-3);
  }
  .meaning li {
    padding-inline-start: var(--space-4);
    border-inline-start: 3px solid var(--line);
  }
  .ways li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    min-block-size: var(--tap-main);
  }
  .ways .soft {
    display: block;
  }
`;
