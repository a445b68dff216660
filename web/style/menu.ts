import { css } from "lit";

/** A menu: groups of ways on, each a button as wide as the column, in a list on a card (`nav`, `h2`, `ul.card`, `li`, `button`). */
export const menuStyle = css`
  nav {
    display: grid;
    gap: var(--space-2);
  }
  nav h2 {
    margin-block-start: var(--space-4);
    padding-inline: var(--space-2);
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  nav h2:first-child {
    margin-block-start: 0;
  }
  nav .card {
    padding-block: var(--space-2);
  }
  nav li + li {
    border-block-start: 1px solid var(--line);
  }
  nav li button {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    inline-size: 100%;
    min-block-size: var(--tap-main);
    padding: var(--space-2) 0;
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  nav li .stroke-icon {
    color: var(--ink-soft);
  }
`;
