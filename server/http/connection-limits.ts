import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";

/** What one connection, and all of them together, may take. */
export interface ConnectionLimits {
  /** How many there may be at once; one more is closed at its beginning. */
  readonly connectionsMax: number;
  /** The headers of a request must be here after so long, in milliseconds. */
  readonly headersMilliseconds: number;
  /** And all of it after so long. */
  readonly requestMilliseconds: number;
  /** Where nothing has moved in either direction for so long the connection is cut: whoever does not read their answer. */
  readonly idleMilliseconds: number;
  /** A connection is kept so long for the next request. Longer than a proxy in front keeps its own. */
  readonly keepAliveMilliseconds: number;
}

/** Slow phones on poor networks stay well within; whoever holds connections on purpose holds each for a minute at most. */
export const connectionLimits: ConnectionLimits = {
  connectionsMax: 8192,
  headersMilliseconds: 10_000,
  requestMilliseconds: 30_000,
  idleMilliseconds: 60_000,
  keepAliveMilliseconds: 15_000,
};

/** More than any browser sends: there is one cookie, a short one, for staff alone. */
const headerBytesMax = 8192;

/** So many requests may wait for their answers on one connection. Browsers and proxies wait for each. */
const unansweredMax = 100;

/** How often slow requests are looked for, in parts of the shortest time that they have. */
const looks = 4;

/** A web server that keeps to limits. */
export function createLimitedServer(listener: RequestListener, limits: ConnectionLimits): Server {
  const server = createServer(
    {
      maxHeaderSize: headerBytesMax,
      headersTimeout: limits.headersMilliseconds,
      requestTimeout: limits.requestMilliseconds,
      keepAliveTimeout: limits.keepAliveMilliseconds,
      connectionsCheckingInterval: Math.ceil(limits.headersMilliseconds / looks),
    },
    whileAnswered(listener),
  );
  server.maxConnections = limits.connectionsMax;
  server.setTimeout(limits.idleMilliseconds);
  return server;
}

/** Cuts off whoever goes on asking without waiting for answers: each request that waits takes memory. */
function whileAnswered(listener: RequestListener): RequestListener {
  const unanswered = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    const count = unanswered.get(socket) ?? 0;
    if (count === unansweredMax) {
      socket.destroy();
      return;
    }
    unanswered.set(socket, count + 1);
    response.once("close", () => unanswered.set(socket, unanswered.get(socket)! - 1));
    listener(request, response);
  };
}
