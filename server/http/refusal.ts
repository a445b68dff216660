import { ProtocolError, unknownKeyProblem } from "../../protocol/index.ts";
import { isDatabaseAway } from "../store/database-away.ts";
import { isDiskTrouble } from "../store/disk-trouble.ts";

/** Every way in which the server says no: status, and the one sentence that the answer carries. */
const refusals = {
  unreadable: [400, "The server cannot read this request."],
  malformed: [400, "The request is malformed."],
  "wrong-size": [400, "The request does not have the right size."],
  "unsupported-version": [400, "The request is of a version that this server does not speak."],
  "wrong-token": [401, "This token is wrong, has expired or was revoked."],
  "not-signed-in": [401, "You are not signed in, or your session has ended."],
  "not-allowed": [403, "Your role does not allow this."],
  "cross-site": [403, "This request did not come from the authority's own page."],
  "wrong-invitation": [403, "This link has been used already, or it has expired."],
  "wrong-passkey": [403, "This passkey does not open this region, or its answer was not right."],
  "own-request": [403, "Nobody approves what they asked for themselves: another person must."],
  "unknown-gateway-key": [400, "This server does not have the key that the request was sealed for."],
  "wrong-claim-code": [403, "This claim code is wrong or has expired."],
  "wrong-ticket": [403, "This report carries no valid ticket."],
  "ticket-over": [403, "The ticket of this report is no longer valid, or not yet."],
  "not-found": [404, "There is nothing at this address."],
  "wrong-method": [405, "This address does not take this method."],
  "too-slow": [408, "The request took too long to arrive."],
  "used-claim-code": [409, "This claim code has been used already."],
  "spent-ticket": [409, "The ticket of this report has been used already."],
  "answered-challenge": [409, "This answer of a passkey has been used already; please begin again."],
  "name-taken": [409, "Somebody else here has this name already."],
  "last-administrator": [409, "The last administrator cannot go, nor lose the role."],
  "last-passkey": [409, "The last passkey cannot be removed: add another one first."],
  "decided-already": [409, "This has been decided already, or it has expired."],
  "not-approved": [409, "A second person has not approved this, or it has been used already."],
  paused: [409, "Publishing is paused already."],
  "not-paused": [409, "Publishing is not paused."],
  superseded: [409, "This list has been taken up in another window."],
  "past-sunset": [410, "This region has reached its sunset and has stopped."],
  "too-large": [413, "The request is too large."],
  "wrong-content-type": [415, "The request must be of the type application/octet-stream."],
  "not-json": [415, "The request must be of the type application/json."],
  "prove-again": [428, "Please show your passkey again, then repeat the request."],
  "wrong-sealed-type": [415, "The request must be of the type message/ohttp-req."],
  "too-many": [429, "Too many requests came from this address; please try again in a minute."],
  "token-spent": [429, "These would be more claim codes than this token is good for today."],
  "headers-too-large": [431, "The headers of the request are too large."],
  internal: [500, "The server failed at this; please try again later."],
  busy: [503, "The server is busy; please try again in a few seconds."],
  "clock-in-doubt": [503, "The server's clock is being set; please try again later."],
  "late-request": [503, "A later request of this list came first; please ask again."],
  "database-away": [503, "The server cannot reach its database; please try again in a few seconds."],
  "not-cosigned": [503, "The newest list is not cosigned yet; please try again soon."],
  "not-mirrored": [503, "Nothing of this region is mirrored here yet; please try again later."],
  "not-stored": [
    503,
    "The server cannot store anything at the moment; nothing is lost, please send it again later.",
  ],
  "no-tickets": [503, "This server has no tickets to give at the moment."],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

/** When to come again after `busy`, in seconds. */
const busySeconds = 5;

/** Why the server refuses. Callers of the HTTP interface branch on the status alone. */
export type RefusalCode = keyof typeof refusals;

/** A request that is refused. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;

  constructor(code: RefusalCode, options?: ErrorOptions) {
    super(refusals[code][1], options);
    this.code = code;
  }

  get status(): number {
    return refusals[this.code][0];
  }

  /** Whether it is the server's own trouble, which its log tells the operator of. */
  get isOwnTrouble(): boolean {
    return this.code === "internal" || this.code === "not-stored";
  }

  /** Headers of the answer that are this refusal's own. */
  get headers(): Readonly<Record<string, string>> {
    return this.code === "busy" ? { "retry-after": String(busySeconds) } : {};
  }

  /** The type of {@link Refusal.json}. */
  get contentType(): string {
    return this.code === "unknown-gateway-key"
      ? "application/problem+json; charset=utf-8"
      : "application/json; charset=utf-8";
  }

  /** The body of the answer. */
  get json(): string {
    return JSON.stringify(
      this.code === "unknown-gateway-key"
        ? { type: unknownKeyProblem, title: this.message }
        : { error: this.message },
    );
  }
}

/**
 * What a thrown value means to the one who asked: the only place that turns errors into statuses.
 *
 * @param error - A refusal, a message that does not decode, a full disk, an error of the HTTP frame, or a bug.
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ProtocolError) {
    return new Refusal(error.code === "unsupported-version" ? error.code : "malformed", { cause: error });
  }
  if (isDiskTrouble(error)) return new Refusal("not-stored", { cause: error });
  if (isDatabaseAway(error)) return new Refusal("database-away", { cause: error });
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  if (status === 404) return new Refusal("not-found", { cause: error });
  if (status === 413) return new Refusal("too-large", { cause: error });
  if (status === 415) return new Refusal("wrong-content-type", { cause: error });
  if (typeof status === "number" && status >= 400 && status < 500) {
    return new Refusal("unreadable", { cause: error });
  }
  return new Refusal("internal", { cause: error });
}
