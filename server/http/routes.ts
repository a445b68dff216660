import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import {
  obliviousRequestBytes,
  obliviousRequestType,
  obliviousResponseType,
  parseTilePath,
} from "../../protocol/index.ts";
import { authorityRoutes } from "../authority/routes.ts";
import { isClockInDoubt, nowOf, type World } from "../world.ts";
import { readBody } from "./body.ts";
import { answerThroughRelay } from "./gateway.ts";
import { intakeAddresses } from "./intake-addresses.ts";
import { takesEncoding } from "./pages.ts";
import { ownObjects, peerObjects, type PublicObjects } from "./public-objects.ts";
import { Refusal } from "./refusal.ts";
import { securityText } from "./security-contact.ts";

/** One address of the interface. */
export interface Route {
  readonly method: "GET" | "POST";
  /** Fastify's pattern. */
  readonly url: string;
  /** Whether it still answers past the sunset: only what shows that the region has ended. */
  readonly outlivesSunset: boolean;
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => unknown;
}

/** For what never changes under its address: any CDN or plain file server can hold it. */
const immutable = "public, max-age=31536000, immutable";

/** For what does: a cache asks each time. There is nothing to ask with (no ETag), since that would mark a device. */
const changing = "no-cache";

const noteType = "text/plain; charset=utf-8";
const compressed = promisify(gzip);

const bytesType = "application/octet-stream";

/** All routes but the pages, in one place. @see SPEC.md §4.7 */
export function routes(world: World): readonly Route[] {
  return [
    ...treeRoutes("/v1", true, async () => ownObjects(world)),
    ...treeRoutes("/v1/peer/:region", false, async (request) => peerObjects(world, regionOf(request))),
    {
      method: "GET",
      url: "/.well-known/security.txt",
      outlivesSunset: false,
      handler: async (_request, reply) => send(reply, await securityText(world), noteType, changing),
    },
    ...intakeAddresses.map(({ path, bytes, take }): Route => {
      const handler: Route["handler"] = async (request, reply) => {
        const { status, content } = await take(world, await readBody(request.raw, bytes, bytesType));
        if (status !== 204) return send(reply.code(status), content, bytesType, "no-store");
        return reply.code(status).header("cache-control", "no-store").send();
      };
      return { method: "POST", url: path, outlivesSunset: false, handler };
    }),
    {
      method: "POST",
      url: "/v1/ohttp",
      outlivesSunset: false,
      handler: async (request, reply) => {
        const body = await readBody(request.raw, obliviousRequestBytes, obliviousRequestType);
        return send(reply, await answerThroughRelay(world, body), obliviousResponseType, "no-store");
      },
    },
    ...authorityRoutes(world),
  ];
}

/**
 * A region's public objects under an address: our own, or a peer's as it is mirrored here.
 *
 * @param outlivesSunset - Whether root, manifests and log do; batches never do.
 */
function treeRoutes(
  prefix: string,
  outlivesSunset: boolean,
  of: (request: FastifyRequest) => Promise<PublicObjects>,
): readonly Route[] {
  const get = (url: string, outlives: boolean, handler: Route["handler"]): Route => {
    return { method: "GET", url: prefix + url, outlivesSunset: outlives, handler };
  };
  return [
    get("/root", outlivesSunset, async (request, reply) =>
      send(reply, await (await of(request)).root(), noteType, changing),
    ),
    get("/manifest", outlivesSunset, async (request, reply) =>
      send(reply, await (await of(request)).newestManifest(), noteType, changing),
    ),
    get("/manifest/:sequence", outlivesSunset, async (request, reply) =>
      send(reply, await (await of(request)).manifest(decimalOf(request, "sequence")), noteType, immutable),
    ),
    get("/batch/:number", false, async (request, reply) =>
      send(reply, await (await of(request)).batch(decimalOf(request, "number")), bytesType, immutable),
    ),
    get("/log/checkpoint", outlivesSunset, async (request, reply) =>
      send(reply, await (await of(request)).checkpoint(), noteType, changing),
    ),
    get("/log/tile/*", outlivesSunset, async (request, reply) => {
      // The address as it came: a decoded one would give a tile a second address.
      const address = pathOf(request);
      const path = parseTilePath(address.slice(address.indexOf("/log/") + "/log/".length));
      const bytes = path === null ? null : await (await of(request)).tile(path);
      if (bytes === null || path!.level !== "entries") return send(reply, bytes, bytesType, immutable);
      return sendBundle(request, reply, bytes);
    }),
  ];
}

/**
 * @throws {@link Refusal} `past-sunset` when this route has ended with the region; `clock-in-doubt` when it may have.
 */
export async function refusePastSunset(world: World, route: Route): Promise<void> {
  if (!route.outlivesSunset && (await world.region.isPastSunset(nowOf(world))))
    throw new Refusal(isClockInDoubt(world) ? "clock-in-doubt" : "past-sunset");
}

/** The path of a request as it came, without query. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0]!;
}

/** The region in an address, as it came. */
function regionOf(request: FastifyRequest): string {
  return pathOf(request).slice("/v1/peer/".length).split("/", 1)[0]!;
}

function send(
  reply: FastifyReply,
  body: string | Uint8Array | null,
  type: string,
  cacheControl: string,
): FastifyReply {
  if (body === null) throw new Refusal("not-found");
  return reply
    .header("cache-control", cacheControl)
    .type(type)
    .send(typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}

/** Entries are text, half of it hex digits: their bundles go out compressed. (C2SP tlog-tiles) */
async function sendBundle(
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: Uint8Array,
): Promise<FastifyReply> {
  reply.header("vary", "accept-encoding");
  if (!takesEncoding(request.headers["accept-encoding"], "gzip"))
    return send(reply, bytes, bytesType, immutable);
  reply.header("content-encoding", "gzip");
  return send(reply, await compressed(bytes), bytesType, immutable);
}

/** A number in an address; each has one spelling. @throws {@link Refusal} `not-found` on any other. */
function decimalOf(request: FastifyRequest, name: string): number {
  const text = (request.params as Record<string, string>)[name] ?? "";
  if (!/^(0|[1-9]\d{0,9})$/.test(text)) throw new Refusal("not-found");
  return Number(text);
}
