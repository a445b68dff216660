import { DeviceError } from "./device-error.ts";

/** Seconds after which an answer is no longer waited for. */
const answerSeconds = 30;

/** Seconds that the answer's body may take after that: the batch of a bad week over a bad line. */
const bodySeconds = 300;

/** An answer of the server that means something to the caller. */
export interface Answer {
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The only way out of the device: everything it ever asks or sends goes through these two. */
export interface Requests {
  /**
   * Fetch a public object.
   *
   * @param path - From `/v1/` on.
   * @param fresh - Ask the server even if a copy is at hand; objects that never change are not asked for twice.
   * @returns `null` when there is no such object.
   * @throws DeviceError `offline` or `server-trouble`; the reason of `signal` when that was aborted.
   */
  get(
    path: string,
    options: { readonly fresh: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<Uint8Array<ArrayBuffer> | null>;
  /**
   * Send bytes.
   *
   * @returns Any answer from 200 to 499 but 429: what it means is the caller's to say.
   * @throws DeviceError and reasons as {@link Requests.get}. It may have arrived all the same.
   */
  post(path: string, body: Uint8Array, signal?: AbortSignal): Promise<Answer>;
}

/**
 * Requests without cookies, referrer or redirects.
 *
 * @param send - `fetch`.
 * @param origin - Of the region's server, without a slash at the end.
 */
export function requestsTo(send: typeof fetch, origin: string): Requests {
  async function answerOf(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Answer> {
    signal?.throwIfAborted();
    const stop = new AbortController();
    const stopNow = () => stop.abort();
    signal?.addEventListener("abort", stopNow, { once: true });
    let timer = setTimeout(stopNow, answerSeconds * 1000);
    try {
      const response = await send(origin + path, {
        ...init,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
        signal: stop.signal,
      });
      clearTimeout(timer);
      timer = setTimeout(stopNow, bodySeconds * 1000);
      const body = new Uint8Array(await response.arrayBuffer());
      if (response.status >= 500 || response.status === 429) {
        throw new DeviceError("server-trouble", `${path}: status ${response.status}`);
      }
      return { status: response.status, body };
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof DeviceError) throw cause;
      throw new DeviceError("offline", `${path}: no answer`, { cause });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stopNow);
    }
  }

  return {
    async get(path, { fresh, signal }) {
      const { status, body } = await answerOf(path, { cache: fresh ? "no-cache" : "default" }, signal);
      if (status === 404) return null;
      if (status !== 200) throw new DeviceError("server-trouble", `${path}: status ${status}`);
      return body;
    },
    post: (path, body, signal) =>
      answerOf(
        path,
        {
          method: "POST",
          headers: { "content-type": "application/octet-stream" },
          body: new Uint8Array(body),
          cache: "no-store",
        },
        signal,
      ),
  };
}
