import { css } from "lit";

/**
 * The display's layout: beside each other where the screen is wide, below each other where it is high. Sizes follow
 * the short side; the black part of the code is 62 % of it, on white in any theme.
 */
export const displayStyle = css`
  :host {
    display: block;
    font-size: clamp(16px, 2.3vmin, 30px);
  }
  main {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    grid-template-rows: 1fr auto;
    gap: 2vmin 6vmin;
    align-items: center;
    min-block-size: 100dvh;
    padding: 5vmin 6vmin 2vmin;
  }
  main.waiting,
  main.ended {
    grid-template-columns: minmax(0, 1fr);
  }
  .code {
    display: grid;
    justify-items: center;
    padding: 6.5vmin 6.5vmin 2.6vmin;
    border-radius: 4vmin;
    background: #fff;
    color: #3f4c47;
    box-shadow: var(--shadow);
    forced-color-adjust: none;
  }
  venue-sized-code {
    --code-size: 62vmin;
  }
  .life {
    inline-size: 62vmin;
    block-size: max(6px, 0.9vmin);
    margin-block: 6.5vmin 1.6vmin;
    border-radius: 999px;
    background: #ece9e0;
    overflow: hidden;
  }
  .bar {
    block-size: 100%;
    border-radius: inherit;
    background: #8fb5ab;
    transform: scaleX(var(--left, 1));
    transform-origin: 0 50%;
  }
  .bar:dir(rtl) {
    transform-origin: 100% 50%;
  }
  .words {
    display: grid;
    gap: 4vmin;
    align-content: center;
  }
  h1 {
    font: 500 clamp(32px, 8vmin, 104px) / 1.04 var(--serif);
  }
  h1.long {
    font-size: clamp(26px, 5.6vmin, 72px);
  }
  .when {
    margin-block-start: 1.4vmin;
    color: var(--ink-soft);
    font-size: 1.15em;
  }
  ol {
    display: grid;
    gap: 2.2vmin;
    font-size: 1.3em;
    line-height: 1.3;
  }
  li {
    display: flex;
    gap: 0.8em;
    align-items: baseline;
  }
  li b {
    min-inline-size: 1em;
    font: 500 1.4em/1 var(--serif);
    color: var(--glaze-deep);
  }
  .silence {
    display: grid;
    gap: 2vmin;
    max-inline-size: 36em;
    font-size: 1.3em;
  }
  .warnings:not(:has(p)) {
    display: none;
  }
  .warnings {
    display: grid;
    gap: 1.2vmin;
    padding-inline-start: 1em;
    border-inline-start: 4px solid var(--ink);
    font-weight: 600;
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3em 1.6em;
    padding-block-start: 3vmin;
    border-block-start: 1px solid var(--line);
    color: var(--ink-soft);
    font-size: 0.9em;
  }
  .tools {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
    margin-inline: calc(-1 * var(--space-3));
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  .tool {
    background: none;
    color: inherit;
    font-size: inherit;
    font-weight: 400;
    padding-inline: var(--space-3);
  }
  .turns:dir(rtl) {
    scale: -1 1;
  }
  @media (max-aspect-ratio: 1/1) {
    main {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto 1fr auto;
      justify-items: center;
      align-items: start;
      gap: 5vmin;
      padding-block-start: 6vmin;
    }
    .words {
      inline-size: 100%;
    }
    .code {
      padding-inline: 8vmin;
    }
    .life {
      inline-size: 68vmin;
    }
    venue-sized-code {
      --code-size: 68vmin;
    }
  }
`;
