import { setTimeout as pause } from "node:timers/promises";
import { Difference } from "./findings.ts";

/** Seconds until an answer must begin. */
const answerSeconds = 30;

/** Seconds that its body may take after that. */
const bodySeconds = 300;

/** How often what failed on the way, or was refused as too much, is tried. */
const attempts = 3;

/** Nothing is known of the site but that it does not answer. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** An answer within its bound. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly location: string | null;
}

/** What is served under an address. */
export interface Served {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Headers;
}

/**
 * A running site, as any visitor sees it: over HTTP, without cookies, with a browser's headers. Redirects are not followed:
 * they would be answers of somebody else.
 */
export class Site {
  /** Scheme, host, port and perhaps a path, without a slash at the end. */
  readonly origin: string;
  readonly #secondsBetweenAttempts: number;
  readonly #signal: AbortSignal;
  /** What stands in for the `/v1/` of a region's own objects. */
  readonly #tree: string;

  /**
   * @param origin - May have a path.
   * @param signal - Ends every request from outside: then they fail with its reason.
   */
  constructor(
    origin: string,
    secondsBetweenAttempts: number,
    signal: AbortSignal = new AbortController().signal,
    tree = "/v1/",
  ) {
    this.origin = origin;
    this.#secondsBetweenAttempts = secondsBetweenAttempts;
    this.#signal = signal;
    this.#tree = tree;
  }

  /** The objects of a peer as this site mirrors them: under the same paths, as if they were its own. */
  mirrorOf(regionId: string): Site {
    return new Site(this.origin, this.#secondsBetweenAttempts, this.#signal, `/v1/peer/${regionId}/`);
  }

  /**
   * Fetch an object.
   *
   * @param path - With its slash.
   * @param bytesMax - Reading stops there.
   * @returns Null when there is none (404), or no longer (410).
   * @throws {@link Difference} on any other answer, or a longer one.
   * @throws {@link UnreachableError} when there is no answer, or only 429 and 5xx.
   */
  async get(path: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer> | null> {
    return (await this.getWhole(path, bytesMax))?.body ?? null;
  }

  /** {@link Site.get} with the headers. */
  async getWhole(path: string, bytesMax: number): Promise<Served | null> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#ask(path, bytesMax).catch((error: unknown) => {
        if (error instanceof Difference) throw error;
        this.#signal.throwIfAborted();
        return error as Error;
      });
      if (!(answer instanceof Error)) {
        const { status, body, headers, location } = answer;
        if (status === 200) return { body, headers };
        if (status === 404 || status === 410) return null;
        if (location !== null)
          throw new Difference(path, `leads to ${location} (status ${status}), which was not followed`);
        if (status !== 429 && status < 500) throw new Difference(path, `status ${status}`);
      }
      if (attempt === attempts) throw unreachable(this.#address(path), answer);
      await pause(this.#secondsBetweenAttempts * 1000, undefined, { signal: this.#signal });
    }
  }

  /** {@link Site.get} of what must be there. */
  async need(path: string, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
    const body = await this.get(path, bytesMax);
    if (body === null) throw new Difference(path, "it is not there");
    return body;
  }

  #address(path: string): string {
    return this.origin + path.replace(/^\/v1\//, this.#tree);
  }

  async #ask(path: string, bytesMax: number): Promise<Answer> {
    const stop = new AbortController();
    let timer = setTimeout(() => stop.abort(), answerSeconds * 1000);
    try {
      const response = await fetch(this.#address(path), {
        redirect: "manual",
        signal: AbortSignal.any([stop.signal, this.#signal]),
        headers: {
          "accept-encoding": this.origin.startsWith("https:") ? "gzip, deflate, br" : "gzip, deflate",
          "accept-language": "en",
          "cache-control": "no-cache",
          "user-agent": "Mozilla/5.0",
        },
      });
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), bodySeconds * 1000);
      const { status, headers } = response;
      const isRedirect = status >= 300 && status < 400;
      const location = isRedirect ? (headers.get("location") ?? "nowhere") : null;
      if (status !== 200) return { status, headers, body: new Uint8Array(0), location };
      return { status, headers, body: await readBody(path, response, bytesMax), location };
    } finally {
      clearTimeout(timer);
      // Ends what was not read.
      stop.abort();
    }
  }
}

async function readBody(
  path: string,
  response: Response,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > bytesMax) throw new Difference(path, `it has more than ${bytesMax} bytes`);
    parts.push(part);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

function unreachable(url: string, answer: Answer | Error): UnreachableError {
  if (!(answer instanceof Error)) return new UnreachableError(`${url} answers with status ${answer.status}.`);
  if (answer.name === "AbortError") return new UnreachableError(`${url} does not answer in time.`);
  const cause = answer.cause instanceof Error ? answer.cause : answer;
  const why = "code" in cause ? String(cause.code) : cause.message;
  return new UnreachableError(`${url} cannot be reached (${why}).`, { cause: answer });
}

/** Do something with each of many, a few at a time; the results are in order. */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const atOnce = 6;
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
