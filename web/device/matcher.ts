import { checkBatch, type ExposedToken, lookUp, openBatch } from "../../protocol/index.ts";

/**
 * Looks tokens up in a batch. The device is given one, so that a page can do it in a worker (see `worker-matcher.ts`) and a
 * headless device in its own thread.
 */
export interface Matcher {
  /**
   * @param batch - The whole file. Its hash was compared with the log's entry.
   * @param queries - What to look for; at most the diary's tokens times three.
   * @returns For each query in turn whether the batch holds it.
   * @throws ProtocolError `malformed` or `unsupported-version` when the file, or a segment that was decoded, is broken.
   * @see SPEC.md §4.6
   */
  match(batch: Uint8Array, queries: readonly ExposedToken[]): Promise<readonly boolean[]>;
  /**
   * Apply every check to a batch that has just come, whatever is looked for in it.
   *
   * @param batch - The whole file. Its hash was compared with the log's entry.
   * @throws ProtocolError as {@link Matcher.match}, for any of its segments.
   * @see SPEC.md §4.6
   */
  check(batch: Uint8Array): Promise<void>;
  /** Frees what it holds; matches that are under way are rejected. */
  close(): void;
}

/** A {@link Matcher} in the caller's own thread. */
export function directMatcher(): Matcher {
  return {
    match: async (batch, queries) => lookUp(openBatch(batch), queries).found,
    check: async (batch) => checkBatch(openBatch(batch)),
    close: () => {},
  };
}
