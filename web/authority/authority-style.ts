import { css } from "lit";

/** The frame around the sections: the navigation above them on a phone, beside them where there is room. */
export const authorityStyle = css`
  :host {
    display: block;
    overflow-wrap: anywhere;
  }
  header,
  .inside {
    max-inline-size: 68rem;
    margin-inline: auto;
    padding-inline: max(var(--space-4), env(safe-area-inset-left));
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-4);
    padding-block: var(--space-4);
  }
  .house {
    display: flex;
    flex: 1 1 8rem;
    align-items: center;
    gap: var(--space-2);
    font: 500 var(--text-l) / 1 var(--serif);
  }
  .names {
    display: grid;
    gap: var(--space-1);
    min-inline-size: 0;
  }
  .names .soft {
    font-family: var(--sans);
  }
  .inside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-5);
    padding-block-end: var(--space-7);
  }
  nav ul {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-2);
  }
  nav a {
    display: flex;
    align-items: center;
    min-block-size: var(--tap);
    padding-inline: var(--space-4);
    border-radius: 999px;
    color: var(--ink);
    font-weight: 600;
    text-decoration: none;
  }
  nav a:focus-visible {
    border-radius: 999px;
  }
  nav a[aria-current] {
    background: var(--quiet);
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-3);
    margin-block-start: var(--space-2);
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  .who .button {
    font-size: inherit;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: var(--space-5);
    min-inline-size: 0;
  }
  .narrow {
    max-inline-size: 32rem;
    margin-inline: auto;
    inline-size: 100%;
    padding: var(--space-5) var(--space-4) var(--space-7);
  }
  .narrow p {
    font-size: var(--text);
  }
  .problem {
    padding-inline-start: var(--space-3);
    border-inline-start: 4px solid var(--ink);
    font-weight: 600;
  }
  @media (min-width: 56rem) {
    .inside {
      grid-template-columns: 13rem minmax(0, 1fr);
      gap: var(--space-7);
      padding-block-start: var(--space-5);
    }
    nav ul {
      flex-direction: column;
    }
    .who {
      flex-direction: column;
      align-items: start;
      padding-inline: var(--space-4);
    }
  }
  @media print {
    header,
    nav,
    .who {
      display: none;
    }
    .inside {
      display: block;
      padding: 0;
      max-inline-size: none;
    }
  }
`;
