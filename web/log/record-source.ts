import { RecordError } from "./record-error.ts";

/** Where the public objects come from. */
export interface RecordSource {
  /**
   * @param path - From `/v1/` on.
   * @param fresh - For what changes under its address: ask the server even if a copy is at hand.
   * @returns `null` when there is no such object, or none any more.
   * @throws {@link RecordError} `offline` or `server-trouble`.
   */
  get(path: string, fresh: boolean): Promise<Uint8Array | null>;
}

const answerMilliseconds = 30_000;

/**
 * The public objects of a server, asked for without cookies, referrer or redirects.
 *
 * @param send - `fetch`.
 * @param origin - Of the server, without a slash at the end.
 */
export function serverSource(send: typeof fetch, origin: string): RecordSource {
  return {
    async get(path, fresh) {
      let response: Response;
      let bytes: Uint8Array;
      try {
        response = await send(origin + path, {
          cache: fresh ? "no-cache" : "default",
          credentials: "omit",
          referrerPolicy: "no-referrer",
          redirect: "error",
          signal: AbortSignal.timeout(answerMilliseconds),
        });
        bytes = new Uint8Array(await response.arrayBuffer());
      } catch (cause) {
        throw new RecordError("offline", `${path}: no answer`, { cause });
      }
      if (response.status === 404 || response.status === 410) return null;
      if (response.status !== 200)
        throw new RecordError("server-trouble", `${path}: status ${response.status}`);
      return bytes;
    },
  };
}

/**
 * Do jobs side by side, and give their results in order.
 *
 * @param ahead - How many run at the same time.
 * @throws what the first job that fails throws; the others are let go.
 */
export async function* inOrder<Result>(
  jobs: readonly (() => Promise<Result>)[],
  ahead = 6,
): AsyncGenerator<Result, void, undefined> {
  const running: Promise<Result>[] = [];
  for (let next = 0, done = 0; done < jobs.length; done++) {
    while (next < jobs.length && running.length < ahead) {
      const job = jobs[next++]!();
      // Whoever waits for it hears of its failure; nobody else needs to.
      job.catch(() => {});
      running.push(job);
    }
    yield await running.shift()!;
  }
}
