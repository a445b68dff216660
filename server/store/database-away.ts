/** No host of the database could be reached that takes writes. */
export class DatabaseAwayError extends Error {
  override readonly name = "DatabaseAwayError";
}

/** Of the network, of the package `postgres`, and PostgreSQL's classes for connections and servers that end, or take no writes any more. */
const lost =
  /^(?:CONNECT|CONNECTION_|ECONN|EPIPE$|ETIMEDOUT$|ENOTFOUND$|EAI_AGAIN$|EHOST|ENET|08|57P0|25006$)/;

/** PostgreSQL's codes for a transaction that it undid, and for a connection too many: the others go on. */
const undone = /^(?:25P03|40P01|53300)$/;

/** Whether PostgreSQL cannot be reached, or has ended what was under way: nothing was acknowledged, and trying again may help. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof DatabaseAwayError || isConnectionLost(error) || undone.test(codeOf(error));
}

/** Whether what this connection leads to is gone, so that the others are of no use either. */
export function isConnectionLost(error: unknown): boolean {
  return lost.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
