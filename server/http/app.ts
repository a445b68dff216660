import { STATUS_CODES } from "node:http";
import fastifyCookie from "@fastify/cookie";
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { loggerOptions, type LogDestination } from "../logging.ts";
import type { World } from "../world.ts";
import { AddressRate, countedAddress, perAddressAndMinute } from "./address-rate.ts";
import { type ConnectionLimits, createLimitedServer } from "./connection-limits.ts";
import { chooseEncoding, encodePage, type Pages } from "./pages.ts";
import { Refusal, type RefusalCode, refusalOf } from "./refusal.ts";
import { pathOf, refusePastSunset, routes } from "./routes.ts";
import { securityHeaders } from "./security-headers.ts";

/** What Node's own words for a broken request mean. */
const connectionRefusals = new Map<string, RefusalCode>([
  ["HPE_HEADER_OVERFLOW", "headers-too-large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "too-slow"],
]);

/** The HTTP frame, before there is a world: its logger is the world's. */
export interface Frame {
  readonly logger: LogDestination | null;
  readonly clock: () => number;
  readonly origin: () => string;
  /** Addresses beside the server itself that pages may ask, see {@link securityHeaders}. */
  readonly relays: () => Promise<readonly string[]>;
  readonly limits: ConnectionLimits;
}

/**
 * The HTTP frame: what holds for every request. No address is read but for {@link perAddressAndMinute}.
 */
export function createFrame({ logger, clock, origin, relays, limits }: Frame): FastifyInstance {
  const app = Fastify({
    logger: loggerOptions(logger, clock),
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (log) => log,
    serverFactory: (handler) => createLimitedServer(handler, limits),
    return503OnClosing: false,
    forceCloseConnections: "idle",
    frameworkErrors: (error, _request, reply) => {
      void refuse(reply.headers(securityHeaders(origin(), [])) as FastifyReply, refusalOf(error));
    },
    clientErrorHandler(error, socket) {
      if (!socket.writable) return;
      socket.end(rawRefusal(new Refusal(connectionRefusals.get(error.code) ?? "unreadable"), origin()));
    },
  });
  // Only staff have a cookie: its routes read and write it themselves.
  void app.register(fastifyCookie, { hook: false });
  // Bodies are read by the handlers, each to its own bound.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(securityHeaders(origin(), await relays()));
  });
  app.setErrorHandler((error, _request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.isOwnTrouble) app.log.error(error, "A request failed.");
    return refuse(reply, refusal);
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, new Refusal("not-found")));
  return app;
}

/** Put the routes of `/v1` and the pages into the frame. */
export function addRoutes(app: FastifyInstance, world: World, pages: Pages): void {
  app.addHook("onResponse", async (request, reply) => {
    world.requests.add(request.method, request.routeOptions.url ?? "(none)", reply.statusCode);
  });
  for (const route of routes(world)) {
    const { method, url, handler } = route;
    const refuseTooMany = tooManyOf(world, url);
    const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      await refusePastSunset(world, route);
      refuseTooMany(request, reply);
    };
    app.route({ method, url, handler, onRequest });
    refuseOtherMethods(app, url, method);
  }
  app.route({
    method: app.supportedMethods,
    url: "/*",
    handler: async (request, reply) => {
      const address = pathOf(request);
      const page = pages.get(address);
      if (page === undefined && !pages.has(`${address}/`)) throw new Refusal("not-found");
      if (request.method !== "GET" && request.method !== "HEAD") {
        reply.header("allow", "GET, HEAD");
        throw new Refusal("wrong-method");
      }
      if (page === undefined) return reply.header("cache-control", "no-cache").redirect(`${address}/`, 308);
      const encoding = chooseEncoding(page, request.headers["accept-encoding"]);
      if (encoding !== "identity") reply.header("content-encoding", encoding);
      return reply
        .header("cache-control", page.cacheControl)
        .header("vary", "accept-encoding")
        .type(page.contentType)
        .send(await encodePage(page, encoding));
    },
  });
}

/** What refuses a request when too many came from its address, see {@link perAddressAndMinute}. */
function tooManyOf(
  { addressHeader }: World,
  url: string,
): (request: FastifyRequest, reply: FastifyReply) => void {
  const perMinute = perAddressAndMinute.get(url);
  if (perMinute === undefined) return () => undefined;
  const rate = new AddressRate(perMinute);
  return ({ raw }, reply) => {
    const address = countedAddress(raw.socket.remoteAddress, raw.headers, addressHeader);
    const seconds = address === null ? 0 : rate.take(address);
    if (seconds === 0) return;
    reply.header("retry-after", seconds);
    throw new Refusal("too-many");
  };
}

function refuseOtherMethods(app: FastifyInstance, url: string, method: "GET" | "POST"): void {
  const allowed = method === "GET" ? ["GET", "HEAD"] : ["POST"];
  const onRequest = async (_request: unknown, reply: FastifyReply): Promise<void> => {
    reply.header("allow", allowed.join(", "));
    throw new Refusal("wrong-method");
  };
  const others = app.supportedMethods.filter((other) => !allowed.includes(other));
  app.route({ method: others, url, onRequest, handler: () => undefined });
}

function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply
    .code(refusal.status)
    .headers(refusal.headers)
    .header("cache-control", "no-store")
    .type(refusal.contentType)
    .send(refusal.json);
}

/** An answer to what is not HTTP, so that it too is one plain sentence. */
function rawRefusal(refusal: Refusal, origin: string): string {
  const headers = {
    ...securityHeaders(origin, []),
    "cache-control": "no-store",
    "content-type": refusal.contentType,
    "content-length": String(Buffer.byteLength(refusal.json)),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join("")}\r\n${refusal.json}`;
}
