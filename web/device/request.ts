import { obliviousRequestType } from "../../protocol/index.ts";
import { DeviceError } from "./device-error.ts";
import type { LeavingRequest, RecordRequest } from "./ledger.ts";
import type { RequestOutcome } from "./ledger-entry.ts";

/** Seconds after which an answer is no longer waited for. */
const answerSeconds = 30;

/** Seconds that the answer's body may take after that: the batch of a bad week over a bad line. */
const bodySeconds = 300;

/** An answer of the server that means something to the caller. */
export interface Answer {
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What goes to a relay. */
export interface SealedContent {
  /** What the region's server is asked, from `/v1/` on. */
  readonly path: string;
  /** What is in it, for the record: the relay cannot read it. */
  readonly content: Uint8Array;
  /** What leaves. */
  readonly body: Uint8Array;
}

/** The only way out of the device: everything it ever asks or sends goes through these three, and is on record before it leaves. */
export interface Requests {
  /**
   * Fetch a public object.
   *
   * @param path - From `/v1/` on.
   * @param fresh - Ask the server even if it has answered before; objects that never change are not asked for twice on one occasion.
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
  /**
   * Send what is sealed to a relay.
   *
   * @param relay - Its `https://…` address, from the manifest.
   * @returns Any answer as {@link Requests.post}. The relay, or anyone, can have made it.
   * @throws DeviceError and reasons as {@link Requests.get}. It may have arrived all the same.
   * @see SPEC.md §4.14
   */
  postSealed(relay: string, sealed: SealedContent, signal?: AbortSignal): Promise<Answer>;
}

/**
 * Requests without cookies, referrer or redirects, past the browser's own cache: what is on record is what leaves, and nothing of it
 * stays behind.
 *
 * @param send - `fetch`.
 * @param origin - Of the region's server, without a slash at the end.
 * @param record - Writes each down; what cannot be written down does not leave.
 */
export function requestsTo(send: typeof fetch, origin: string, record: RecordRequest): Requests {
  /** @param leaving - As it is put on record. @param address - Where it goes. */
  async function answerOf(
    leaving: LeavingRequest,
    address: string,
    init: RequestInit,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    signal?.throwIfAborted();
    const { path } = leaving;
    const came = await record(leaving);
    let outcome: RequestOutcome = { kind: "failed" };
    const stop = new AbortController();
    const stopNow = () => stop.abort();
    signal?.addEventListener("abort", stopNow, { once: true });
    let timer = setTimeout(stopNow, answerSeconds * 1000);
    try {
      const response = await send(address, {
        ...init,
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
        signal: stop.signal,
      });
      clearTimeout(timer);
      timer = setTimeout(stopNow, bodySeconds * 1000);
      const answer = new Uint8Array(await response.arrayBuffer());
      outcome = { kind: "answered", status: response.status, bytes: answer.length };
      if (response.status >= 500 || response.status === 429) {
        throw new DeviceError("server-trouble", `${path}: status ${response.status}`);
      }
      return { status: response.status, body: answer };
    } catch (cause) {
      if (signal?.aborted === true && outcome.kind === "failed") outcome = { kind: "stopped" };
      signal?.throwIfAborted();
      if (cause instanceof DeviceError) throw cause;
      throw new DeviceError("offline", `${path}: no answer`, { cause });
    } finally {
      came(outcome);
      clearTimeout(timer);
      signal?.removeEventListener("abort", stopNow);
    }
  }

  return {
    async get(path, { signal }) {
      const leaving = { method: "GET", path, body: null } as const;
      const { status, body } = await answerOf(leaving, origin + path, {}, signal);
      if (status === 404) return null;
      if (status !== 200) throw new DeviceError("server-trouble", `${path}: status ${status}`);
      return body;
    },
    post: (path, body, signal) =>
      answerOf(
        { method: "POST", path, body },
        origin + path,
        posting(body, "application/octet-stream"),
        signal,
      ),
    postSealed: (relay, { path, content, body }, signal) =>
      answerOf(
        { method: "POST", path, body: content, through: { relay, bytes: body.length } },
        relay,
        posting(body, obliviousRequestType),
        signal,
      ),
  };
}

function posting(body: Uint8Array, type: string): RequestInit {
  return { method: "POST", body: new Uint8Array(body), headers: { "content-type": type } };
}

/**
 * Requests for a peer's public objects, of which the home server keeps a copy under `/v1/peer/<region id>/`. Nothing is ever
 * sent to a peer.
 *
 * @param regionId - 16 hex digits.
 * @see SPEC.md §4.7
 */
export function requestsForPeer(requests: Requests, regionId: string): Requests {
  return {
    get: (path, options) => requests.get(path.replace(/^\/v1\//, `/v1/peer/${regionId}/`), options),
    post: (path) => Promise.reject(new Error(`${path} of a peer takes nothing`)),
    postSealed: (_relay, { path }) => Promise.reject(new Error(`${path} of a peer takes nothing`)),
  };
}
