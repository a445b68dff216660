import { css } from "lit";

/** What the sections of the page have in common, beside `style/controls.ts` and `style/field-style.ts`. */
export const sectionStyle = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-6);
    overflow-wrap: anywhere;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
  }
  h2 {
    font: 500 var(--text-l) / 1.2 var(--serif);
  }
  h3 {
    font: 600 var(--text) / 1.3 var(--sans);
  }
  .lead {
    max-inline-size: 40rem;
  }
  .rows > li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-4);
    padding-block: var(--space-3);
    border-block-end: 1px solid var(--line);
  }
  .rows > li:first-child {
    border-block-start: 1px solid var(--line);
  }
  .what {
    flex: 1 1 14rem;
    min-inline-size: 0;
    display: grid;
    gap: var(--space-1);
  }
  .name {
    font-weight: 600;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-items: center;
  }
  .problem {
    padding-inline-start: var(--space-3);
    border-inline-start: 4px solid var(--ink);
    font-weight: 600;
  }
  .button.main {
    background: var(--glaze-deep);
    color: var(--on-glaze-deep);
  }
  .button[aria-disabled="true"] {
    cursor: default;
    opacity: 0.55;
  }
  [role="alert"]:not(:has(*)),
  [role="status"]:not(:has(*)):empty {
    position: absolute;
  }
  .empty {
    padding: var(--space-5);
    border-radius: var(--radius);
    background: var(--sunken);
  }
`;
