/** What deriving a key costs; it stands in clear beside what the key seals. @see SPEC.md §4.11 */
export interface KeyCost {
  /** Power of two of the memory, in KiB. */
  readonly memory: number;
  readonly passes: number;
}

/**
 * What new keys cost: 32 MiB, as an old phone has them to spare. A lock is opened many times a day, and two passes are as long as one is
 * willing to wait: 0.75 s in Chromium on a desktop, 4 to 5 s with its processor slowed four times on a busy machine. A move is opened
 * once, and its file may lie about where others can guess at leisure: three passes.
 */
export const keyCosts = {
  lock: { memory: 15, passes: 2 },
  move: { memory: 15, passes: 3 },
} as const satisfies Record<string, KeyCost>;
