import { css } from "lit";

/** Fields with their label above, a hint and, after a mistake, what to do about it. */
export const fieldStyle = css`
  form {
    display: grid;
    gap: var(--space-5);
  }
  .question {
    display: grid;
    gap: var(--space-2);
  }
  label,
  legend {
    font-weight: 600;
    padding: 0;
  }
  .field[aria-invalid="true"] {
    border-color: var(--ink);
    border-width: 2.5px;
  }
  .problem {
    padding-inline-start: var(--space-3);
    border-inline-start: 4px solid var(--ink);
    font-weight: 600;
  }
  .tick {
    display: flex;
    gap: var(--space-3);
    align-items: center;
    min-block-size: var(--tap);
    font-weight: 400;
    cursor: pointer;
  }
  .tick input {
    flex: none;
    inline-size: 24px;
    block-size: 24px;
    margin: 0;
    accent-color: var(--glaze-deep);
  }
`;
