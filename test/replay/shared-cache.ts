/**
 * What stands between many phones and the server, as a CDN would: the first GET of an object goes over HTTP, later ones are
 * answered from memory as long as the server's Cache-Control allows on the virtual clock. Everything else passes through.
 */

interface Stored {
  readonly status: number;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Unix seconds on the virtual clock. */
  readonly freshUntil: number;
}

/** Counted for each phone and day. */
export interface Traffic {
  requests: number;
  /** Bytes of the answers' bodies, whether the server or the cache gave them. */
  bytes: number;
}

/**
 * Seconds for which a shared cache answers by itself; 0 when it may not. What must be asked for anew each time
 * (`no-cache`) is asked for once for all who want it in the same second: CDNs collapse such requests.
 *
 * @see RFC 9111 §4, §5.2
 */
export function sharedFreshness(cacheControl: string | null): number {
  const directives = (cacheControl ?? "")
    .toLowerCase()
    .split(",")
    .map((part) => part.trim());
  if (directives.some((directive) => ["no-store", "private"].includes(directive))) return 0;
  if (directives.includes("no-cache")) return 1;
  for (const name of ["s-maxage=", "max-age="]) {
    const found = directives.find((directive) => directive.startsWith(name));
    if (found !== undefined) return Number(found.slice(name.length)) || 0;
  }
  return 0;
}

/** As much of a `Response` as the device asks for: a real one, with its streams, costs as much as the rest of a request. */
class PlainResponse {
  readonly status: number;
  readonly #body: Uint8Array<ArrayBuffer>;

  constructor({ status, body }: Stored) {
    this.status = status;
    this.#body = body;
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(this.#body.slice().buffer);
  }
}

/** One cache for many phones. */
export class SharedCache {
  readonly #stored = new Map<string, Stored>();
  readonly #now: () => number;
  /** GETs and POSTs that really went over HTTP. */
  requestsOverHttp = 0;

  /** @param now - The virtual clock, Unix seconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The `fetch` of one phone. */
  fetchFor(traffic: Traffic): typeof fetch {
    return async (input, init) => {
      traffic.requests += 1;
      const method = init?.method ?? (input instanceof Request ? input.method : "GET");
      const url = input instanceof Request ? input.url : String(input);
      const known = method === "GET" ? this.#stored.get(url) : undefined;
      const answer =
        known !== undefined && this.#now() < known.freshUntil
          ? known
          : await this.#pass(url, input, init, method);
      traffic.bytes += answer.body.byteLength;
      return new PlainResponse(answer) as unknown as Response;
    };
  }

  async #pass(
    url: string,
    input: Parameters<typeof fetch>[0],
    init: RequestInit | undefined,
    method: string,
  ): Promise<Stored> {
    this.requestsOverHttp += 1;
    const response = await fetch(input, init);
    const answer: Stored = {
      status: response.status,
      body: new Uint8Array(await response.arrayBuffer()),
      freshUntil: this.#now() + sharedFreshness(response.headers.get("cache-control")),
    };
    if (method === "GET" && answer.status === 200 && answer.freshUntil > this.#now())
      this.#stored.set(url, answer);
    return answer;
  }
}
