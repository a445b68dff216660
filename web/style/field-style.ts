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
  .select {
    position: relative;
  }
  .select select {
    appearance: none;
    padding-inline-end: var(--space-7);
  }
  .select::after {
    content: "";
    position: absolute;
    inset-block-start: 50%;
    inset-inline-end: var(--space-5);
    inline-size: 9px;
    block-size: 9px;
    border-block-end: 2px solid;
    border-inline-end: 2px solid;
    transform: translateY(-70%) rotate(45deg);
    pointer-events: none;
  }
  .select:dir(rtl)::after {
    transform: translateY(-70%) rotate(-45deg);
  }
  [role="alert"]:not(:has(*)),
  [aria-live]:empty {
    position: absolute;
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
