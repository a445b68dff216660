import { css } from "lit";

/** A button that opens the file picker: a `label.file` around its words and the `input`, which lies over all of it unseen. */
export const fileButton = css`
  .file {
    position: relative;
    overflow: hidden;
  }
  .file input {
    position: absolute;
    inset: 0;
    opacity: 0;
    font-size: 0;
    cursor: pointer;
  }
  .file:has(:focus-visible) {
    outline: 3px solid var(--glaze-deep);
    outline-offset: 3px;
  }
`;
