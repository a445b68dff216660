import { type ExposedToken, ProtocolError, type ProtocolErrorCode } from "../../protocol/index.ts";
import { directMatcher } from "./matcher.ts";

/** From the page to the worker. */
export interface MatchRequest {
  /** Chosen by the page, for the answer. */
  readonly id: number;
  readonly batch: Uint8Array;
  /** `null`: the batch is to be checked as a whole, and nothing is looked for. */
  readonly queries: readonly ExposedToken[] | null;
}

/** From the worker to the page. */
export type MatchAnswer =
  | { readonly id: number; readonly found: readonly boolean[] }
  /** What the matcher threw: a class does not survive the way between threads. `code` is `null` for a bug. */
  | { readonly id: number; readonly code: ProtocolErrorCode | null; readonly message: string };

/** Answer one request. (Worker.) Never throws. */
export async function answerMatch({ id, batch, queries }: MatchRequest): Promise<MatchAnswer> {
  const matcher = directMatcher();
  try {
    if (queries !== null) return { id, found: await matcher.match(batch, queries) };
    await matcher.check(batch);
    return { id, found: [] };
  } catch (error) {
    const code = error instanceof ProtocolError ? error.code : null;
    return { id, code, message: String(error) };
  }
}
