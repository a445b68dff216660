import { ClientError, type ClientErrorCode } from "./client-error.ts";
import { type PasskeyRequest, showPasskey } from "./passkey.ts";

const answerMilliseconds = 30_000;

/** The server asks for the passkey again before it does this. */
const proveAgain = 428;

/** What statuses mean whatever was asked. */
const meanings = new Map<number, ClientErrorCode>([
  [401, "signed-out"],
  [410, "ended"],
  [429, "busy"],
  [503, "busy"],
]);

/** What the client works with. */
export interface ClientOptions {
  /** `fetch`. */
  readonly send: typeof fetch;
  /** Told when a request found nobody signed in. */
  readonly signedOut: () => void;
}

/** Asks the server, in JSON, as whoever is signed in. The session itself is a cookie that no script sees. */
export class AuthorityClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * @param path - Below `/v1/authority`, such as `/people`.
   * @throws {@link ClientError}
   */
  async get<Answer>(path: string): Promise<Answer> {
    return (await this.#ask("GET", path)) as Answer;
  }

  /**
   * Where the server wants to see the passkey once more, the person is asked for it, and the request sent again.
   *
   * @param path - Below `/v1/authority`, such as `/people/invite`.
   * @throws {@link ClientError} `no-passkey` too.
   */
  async post<Answer = void>(path: string, body: object = {}): Promise<Answer> {
    try {
      return (await this.#ask("POST", path, body)) as Answer;
    } catch (error) {
      if (!(error instanceof ClientError && error.status === proveAgain)) throw error;
    }
    const request = (await this.#ask("POST", "/prove/begin", {})) as PasskeyRequest;
    await this.#ask("POST", "/prove/finish", { answer: await showPasskey(request) });
    return (await this.#ask("POST", path, body)) as Answer;
  }

  async #ask(method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
      const { send } = this.#options;
      response = await send(`/v1/authority${path}`, {
        method,
        cache: "no-store",
        credentials: "same-origin",
        referrerPolicy: "no-referrer",
        redirect: "error",
        signal: AbortSignal.timeout(answerMilliseconds),
        ...(body === undefined
          ? {}
          : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (cause) {
      throw new ClientError("offline", 0, { cause });
    }
    const { status } = response;
    if (status === 204) return undefined;
    if (status === 200) return JSON.parse(text) as unknown;
    if (status === 401) this.#options.signedOut();
    throw new ClientError(meanings.get(status) ?? (status < 500 ? "refused" : "server-trouble"), status);
  }
}
