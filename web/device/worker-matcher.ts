import { ProtocolError } from "../../protocol/index.ts";
import type { MatchAnswer, MatchRequest } from "./match-service.ts";
import type { Matcher } from "./matcher.ts";

/** What of a `Worker` is needed: a `MessagePort` to one will do, too. */
export interface MatchWorker {
  postMessage(request: MatchRequest): void;
  addEventListener(type: "message", listener: (event: MessageEvent<MatchAnswer>) => void): void;
  addEventListener(type: "error", listener: (event: Event) => void): void;
  terminate(): void;
}

interface Waiting {
  readonly resolve: (found: readonly boolean[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A {@link Matcher} in a worker. (Page.)
 *
 * @param worker - Runs `match-worker.ts`; from now on this matcher's own. When it fails, every match after that fails.
 */
export function workerMatcher(worker: MatchWorker): Matcher {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let failure: Error | null = null;
  const fail = (error: Error) => {
    failure = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.addEventListener("message", ({ data }) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ("found" in data) asked?.resolve(data.found);
    else
      asked?.reject(
        data.code === null ? new Error(data.message) : new ProtocolError(data.code, data.message),
      );
  });
  worker.addEventListener("error", () => fail(new Error("the worker that compares batches failed")));
  const ask = (batch: Uint8Array, queries: MatchRequest["queries"]) =>
    new Promise<readonly boolean[]>((resolve, reject) => {
      if (failure !== null) return reject(failure);
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
      worker.postMessage({ id, batch, queries });
    });
  return {
    match: ask,
    check: async (batch) => {
      await ask(batch, null);
    },
    close: () => {
      worker.terminate();
      fail(new Error("the matcher was closed"));
    },
  };
}
