import type { FastifyReply, FastifyRequest } from "fastify";
import { type Static, type TProperties, type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";
import { readJson } from "../http/body.ts";
import { Refusal } from "../http/refusal.ts";
import type { Route } from "../http/routes.ts";
import { nowOf, type World } from "../world.ts";
import { checkOwnPage } from "./own-page.ts";
import type { Role } from "./role.ts";
import { sessionCookie, sessionToken } from "./session-cookie.ts";
import { checkProved, type SignedIn, signedIn } from "./session.ts";

/** All that follows lies below this address. */
const prefix = "/v1/authority";

/** Bytes of a body where a route says nothing else. */
const usualBytesMax = 16_384;

/** A request to the authority, checked: what a route's handler gets. */
export interface Call<Body> {
  readonly world: World;
  /** Unix seconds. */
  readonly now: number;
  /** As its schema says; undefined without one. */
  readonly body: Body;
  /** What stands behind the `?`; untrusted. */
  readonly query: URLSearchParams;
  /** Give the browser a session's token, or take it away. */
  readonly setSession: (token: string | null) => void;
}

/** A request of somebody who is signed in and may ask this. */
export interface StaffCall<Body> extends Call<Body> {
  readonly staff: SignedIn;
}

/** One address of the authority, before there is a world. */
export type AuthorityRoute = (world: World) => Route;

interface Declaration<Body extends TSchema, Handled> {
  readonly method: "GET" | "POST";
  /** Below `/v1/authority`, such as `/people/invite`. Each address has one method. */
  readonly url: string;
  /** Of a POST; see {@link fields}. Without one the body must be an empty object. */
  readonly body?: Body;
  /** The most bytes of a body. */
  readonly bodyBytesMax?: number;
  /** @returns What goes out as JSON; nothing for 204. Never cached. */
  readonly handle: (call: Handled) => unknown;
}

/** A JSON object with these fields and no other. */
export function fields<Properties extends TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

const nothing = fields({});

/** Declare an address that nobody need be signed in for. */
export function openRoute<Body extends TSchema = typeof nothing>(
  declaration: Declaration<Body, Call<Static<Body>>>,
): AuthorityRoute {
  return (world) => routeOf(world, declaration, (call) => declaration.handle(call));
}

/**
 * Declare an address for staff.
 *
 * @param declaration.roles - Who may call it: whoever has one of these; by default all who are signed in.
 * @param declaration.grave - Whether a passkey must have been shown within the last minutes; the page asks for it and comes again.
 * @param declaration.byItself - Whether the page asks this by itself now and then: that keeps no session from ending.
 */
export function staffRoute<Body extends TSchema = typeof nothing>(
  declaration: Declaration<Body, StaffCall<Static<Body>>> & {
    readonly roles?: readonly Role[];
    readonly grave?: boolean;
    readonly byItself?: boolean;
  },
): AuthorityRoute {
  const { roles, grave = false, byItself = false, handle } = declaration;
  return (world) =>
    routeOf(world, declaration, async (call, request) => {
      const token = sessionToken(request.server, request.headers.cookie, world.origin());
      const staff = await signedIn(world, token, !byItself, call.now);
      if (staff === null) throw new Refusal("not-signed-in");
      if (roles !== undefined && !roles.some((role) => staff.roles.includes(role))) {
        throw new Refusal("not-allowed");
      }
      if (grave) checkProved(staff, call.now);
      return handle({ ...call, staff });
    });
}

function routeOf<Body extends TSchema>(
  world: World,
  { method, url, body, bodyBytesMax = usualBytesMax }: Declaration<Body, never>,
  handle: (call: Call<Static<Body>>, request: FastifyRequest) => unknown,
): Route {
  const schema = Compile(body ?? nothing);
  const read = async (request: FastifyRequest): Promise<Static<Body>> => {
    if (method === "GET") return {} as Static<Body>;
    const value = await readJson(request.raw, bodyBytesMax);
    if (!schema.Check(value)) throw new Refusal("malformed");
    return value as Static<Body>;
  };
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    checkOwnPage(request.headers, request.method, world.origin());
    const call: Call<Static<Body>> = {
      world,
      now: nowOf(world),
      body: await read(request),
      query: new URLSearchParams(request.url.split("?", 2)[1] ?? ""),
      setSession: (token) =>
        void reply.header("set-cookie", sessionCookie(request.server, token, world.origin())),
    };
    const answer = await handle(call, request);
    reply.header("cache-control", "no-store");
    if (answer === undefined) return reply.code(204).send();
    return reply.type("application/json; charset=utf-8").send(JSON.stringify(answer));
  };
  return { method, url: prefix + url, outlivesSunset: false, handler };
}
