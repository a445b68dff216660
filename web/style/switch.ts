import { css } from "lit";

/** A check box drawn as a switch, at the end of the line that says what it switches. Every `label` and `input` of the element is one. */
export const switchStyle = css`
  label {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: var(--space-4);
    min-block-size: var(--tap-main);
    font-weight: 600;
    cursor: pointer;
  }
  input {
    inline-size: 52px;
    block-size: 32px;
    margin: 0;
    appearance: none;
    border: 1.5px solid var(--edge);
    border-radius: 999px;
    background: var(--sunken);
    cursor: pointer;
  }
  input::before {
    content: "";
    display: block;
    inline-size: 21px;
    block-size: 21px;
    margin: 4px;
    border-radius: 50%;
    background: var(--edge);
  }
  input:checked {
    border-color: var(--glaze-deep);
    background: var(--glaze-deep);
  }
  input:checked::before {
    margin-inline-start: 24px;
    background: var(--on-glaze-deep);
  }
  input:disabled {
    opacity: 0.55;
  }
  @media (forced-colors: active) {
    input::before {
      background: ButtonText;
    }
    input:checked::before {
      background: Highlight;
    }
  }
`;
