import { css } from "lit";

/** What the screens of moving and handing over share. */
export const transferStyle = css`
  .card {
    display: grid;
    gap: var(--space-3);
    justify-items: start;
  }
  ol {
    display: grid;
    gap: var(--space-2);
    padding-inline-start: 1.4em;
    list-style: decimal;
  }
  ul.lines {
    display: grid;
    gap: var(--space-2);
  }
  form,
  label.field-label {
    display: grid;
    gap: var(--space-2);
  }
  label.field-label {
    font-weight: 600;
  }
  .passphrase {
    font:
      500 var(--text-l) / 1.4 ui-monospace,
      monospace;
    letter-spacing: 0.04em;
    overflow-wrap: anywhere;
  }
  progress {
    inline-size: 100%;
    block-size: 10px;
    accent-color: var(--glaze-deep);
  }
  .tick {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    min-block-size: var(--tap-main);
    cursor: pointer;
  }
  .tick input {
    flex: none;
    inline-size: 26px;
    block-size: 26px;
    margin: 0;
    accent-color: var(--glaze-deep);
  }
  .tick span {
    overflow-wrap: anywhere;
  }
  .tick .soft {
    display: block;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .problem {
    border-inline-start: 6px solid var(--glaze-deep);
  }
`;
