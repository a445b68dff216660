/** Why a request came to nothing; the page says each in its own words, see {@link import("./trouble-words.ts").troubleWords}. */
export type ClientErrorCode =
  /** No answer: no network, or the server is down. */
  | "offline"
  /** Nobody is signed in any more. */
  | "signed-out"
  /** The person did not want to show their passkey, or it was not there. */
  | "no-passkey"
  /** The server said no: the status says why, and what that means depends on what was asked. */
  | "refused"
  /** Too many requests, or the server is busy. */
  | "busy"
  /** The region has ended. */
  | "ended"
  | "server-trouble";

/** A request that came to nothing. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: ClientErrorCode;
  /** As HTTP has it; 0 without an answer. */
  readonly status: number;

  constructor(code: ClientErrorCode, status = 0, options?: ErrorOptions) {
    super(`${code} (${status})`, options);
    this.code = code;
    this.status = status;
  }
}
