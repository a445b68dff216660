import { type ExposedToken, ProtocolError, type ProtocolErrorCode } from "../../protocol/index.ts";
import { directMatcher } from "./matcher.ts";

/** From the page to the worker. */
export interface MatchRequest {
  /** Chosen by the page, for the answer. */
  readonly id: number;
  readonly batch: Uint8Array;
  readonly queries: readonly ExposedToken[];
}

/** From the worker to the page. */
export type MatchAnswer =
  | { readonly id: number; readonly found: readonly boolean[] }
  /** What `lookUp` threw: a class does not survive the way between threads. `code` is `null` for a bug. */
  | { readonly id: number; readonly code: ProtocolErrorCode | null; readonly message: string };

/** Answer one request. (Worker.) Never throws. */
export async function answerMatch({ id, batch, queries }: MatchRequest): Promise<MatchAnswer> {
  try {
    return { id, found: await directMatcher().match(batch, queries) };
  } catch (error) {
    const code = error instanceof ProtocolError ? error.code : null;
    return { id, code, message: String(error) };
  }
}
