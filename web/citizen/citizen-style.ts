import { css } from "lit";

/** How the citizen page itself looks: the frame around its screens, and the pages at its end. */
export const citizenStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 100dvh;
    --toast-offset: 104px;
    --frame-min-block-size: auto;
  }
  .stage {
    display: contents;
  }
  [data-screen] {
    flex: 1;
    display: flex;
    flex-direction: column;
  }
  @media print {
    celadon-toast {
      display: none;
    }
  }
  summary {
    display: flex;
    align-items: center;
    min-block-size: var(--tap);
    cursor: pointer;
  }
  .alone {
    display: grid;
    gap: var(--space-4);
    max-inline-size: 32rem;
    margin: 18vh auto 0;
    padding-inline: var(--space-5);
  }
`;
