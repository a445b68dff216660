import { css } from "lit";

/**
 * The display's layout: beside each other where the screen is wide, below each other where it is high. Sizes follow
 * the short side; the code with its quiet zone is 78 % of it, on white in any theme, so that the black part is over 60 % and its
 * densest is read by a phone two metres away.
 */
export const displayStyle = css`
  :host {
    --white: 78vmin;
    display: block;
    font-size: clamp(16px, 2.3vmin, 30px);
  }
  /* The second palette of tokens.css, whatever the device prefers. The code stays black on white. */
  :host([night]) {
    --paper: #10191a;
    --surface: #182324;
    --ink: #eaf0ed;
    --ink-soft: #a3b1ac;
    --quiet: #263635;
    --line: #2b3a39;
    --edge: #7d8f8a;
    --glaze-deep: #b9d9d1;
    --on-glaze-deep: #0f2623;
    --shadow: none;
    color-scheme: dark;
  }
  main {
    background: var(--paper);
    color: var(--ink);
    display: grid;
    grid-template: "code words" 1fr "code tools" auto / auto minmax(0, 1fr);
    gap: 2vmin 4vmin;
    align-items: center;
    min-block-size: 100dvh;
    padding: 4vmin;
  }
  main.waiting,
  main.ended {
    grid-template: "words" 1fr "tools" auto / minmax(0, 1fr);
  }
  .code {
    grid-area: code;
  }
  celadon-live-code {
    --code-size: calc(var(--white) * var(--modules) / (var(--modules) + 8));
  }
  .words {
    grid-area: words;
    display: grid;
    gap: 1.7em;
    align-content: center;
  }
  h1 {
    font: 500 clamp(30px, 8vmin, 104px) / 1.04 var(--serif);
  }
  h1.long {
    font-size: clamp(24px, 5.6vmin, 72px);
  }
  .when {
    margin-block-start: 0.5em;
    color: var(--ink-soft);
    font-size: 1.15em;
  }
  ol {
    display: grid;
    gap: 0.75em;
    font-size: 1.3em;
    line-height: 1.25;
  }
  li {
    display: flex;
    gap: 0.8em;
    align-items: baseline;
  }
  .sentence {
    display: inline-block;
  }
  li b {
    min-inline-size: 1em;
    font: 500 1.4em/1 var(--serif);
    color: var(--glaze-deep);
  }
  .silence {
    display: grid;
    gap: 0.8em;
    max-inline-size: 36em;
    font-size: 1.3em;
  }
  .warnings {
    display: grid;
    gap: 0.5em;
    padding-inline-start: 1em;
    border-inline-start: 4px solid var(--ink);
    font-weight: 600;
  }
  .warnings:not(:has(p)) {
    position: absolute;
    border: 0;
  }
  footer span {
    display: inline-block;
  }
  footer {
    padding-block-start: 1.2em;
    border-block-start: 1px solid var(--line);
    color: var(--ink-soft);
    font-size: 0.9em;
  }
  .tools {
    grid-area: tools;
    display: flex;
    flex-wrap: wrap;
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
    :host {
      font-size: clamp(15px, min(2.3vmin, 1.45vh), 30px);
    }
    main {
      grid-template: "code" auto "words" 1fr "tools" auto / minmax(0, 1fr);
      gap: 1em;
      padding-block: 3.5vmin 0;
    }
    h1 {
      font-size: clamp(30px, 7vmin, 104px);
    }
    h1.long {
      font-size: clamp(24px, 5vmin, 72px);
    }
    .code {
      justify-self: center;
    }
    ol {
      font-size: min(1.3em, 4.6vw);
    }
    footer {
      padding-block-start: 0.7em;
    }
    .words {
      gap: 0.8em;
      align-content: start;
    }
  }
  /* A phone on its side. */
  @media (min-aspect-ratio: 1/1) and (max-height: 480px) {
    :host {
      font-size: 14px;
    }
    main {
      gap: 0 6vmin;
      padding-block: 4vmin 2vmin;
    }
    .words {
      gap: 0.9em;
    }
    footer {
      padding-block-start: 0.7em;
    }
  }
  /* In full screen the tools go out of the way until someone touches the screen or a key. */
  .tools {
    transition: opacity var(--calm);
  }
  .quiet {
    cursor: none;
  }
  .quiet .tools {
    opacity: 0;
  }
`;
