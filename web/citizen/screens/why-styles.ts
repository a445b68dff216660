import { css } from "lit";

/** Layout of the explanation: space and type, no boxes. */
export const whyStyles = css`
  .now {
    display: flex;
    gap: var(--space-4);
  }
  .now > div {
    display: grid;
    gap: var(--space-2);
  }
  .shape {
    flex: none;
  }
  .now[data-colour="green"] .shape {
    color: var(--green);
  }
  .now[data-colour="yellow"] .shape {
    color: var(--yellow);
  }
  .now[data-colour="red"] .shape {
    color: var(--red);
  }
  .now[data-colour="grey"] .shape {
    color: var(--grey);
  }
  .word {
    font: 500 var(--text-l) / 1.2 var(--serif);
  }
  section {
    display: grid;
    gap: var(--space-3);
    padding-block-start: var(--space-4);
    border-block-start: 1px solid var(--line);
  }
  h2 {
    font: 500 var(--text-l) / 1.2 var(--serif);
  }
  .visits > li {
    display: grid;
    gap: 2px;
    padding-block: var(--space-2);
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
  details ul {
    display: grid;
    gap: var(--space-1);
  }
  dl {
    display: grid;
    gap: var(--space-2);
  }
  dl div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
  }
  dt {
    flex: 1 1 7.5rem;
    color: var(--ink-soft);
  }
  dd {
    flex: 2 1 9.5rem;
    min-inline-size: 0;
  }
`;
