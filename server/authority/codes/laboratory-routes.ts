import type { FastifyReply } from "fastify";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { formatClaimCode, formatUtc } from "../../../protocol/index.ts";
import { readJson } from "../../http/body.ts";
import { Refusal } from "../../http/refusal.ts";
import { nowOf, type World } from "../../world.ts";
import { addAudit } from "../audit.ts";
import type { AuthorityRoute } from "../route.ts";
import { issueByToken, secondsToTomorrow, tokenOf } from "./api-token.ts";
import { claimsPath, openApiDocument, openApiPath, revokePath } from "./laboratory-document.ts";
import { type claimsAnswer, claimsRequest, revokeRequest } from "./laboratory-schemas.ts";
import { revokeSingleCode } from "./single-code.ts";

const bodyBytesMax = 1024;

/** A request with a token, its body checked. */
interface TokenCall<Body> {
  readonly world: World;
  readonly body: Body;
  /** The request's header; untrusted. */
  readonly authorization: string | undefined;
  readonly reply: FastifyReply;
}

/**
 * What laboratories' programs ask, with a token instead of a session: no cookie is looked at, so no browser can be made to ask.
 *
 * @see docs/laboratories.md
 */
export const laboratoryRoutes: readonly AuthorityRoute[] = [
  tokenRoute(claimsPath, claimsRequest, async ({ world, body, authorization, reply }) => {
    const now = nowOf(world);
    try {
      const issued = await issueByToken(world, authorization, body.count, now);
      return {
        claims: issued.map(({ code, expires }) => ({
          code: formatClaimCode(code),
          link: `${world.origin()}/#report-${formatClaimCode(code)}`,
          expires: formatUtc(expires),
        })),
      } satisfies Static<typeof claimsAnswer>;
    } catch (error) {
      if (error instanceof Refusal && error.code === "token-spent") {
        reply.header("retry-after", secondsToTomorrow(now));
      }
      throw error;
    }
  }),
  tokenRoute(revokePath, revokeRequest, async ({ world, body, authorization }) => {
    const { number } = await tokenOf(world, authorization, nowOf(world));
    await revokeSingleCode(world, body.code, async (now) =>
      addAudit(world, "laboratory", "codes-revoked-by-token", { token: number }, now),
    );
  }),
  (world) => ({
    method: "GET",
    url: openApiPath,
    outlivesSunset: false,
    handler: (_request, reply) => answer(reply, openApiDocument(world.origin())),
  }),
];

function tokenRoute<Body extends TSchema>(
  url: string,
  bodySchema: Body,
  handle: (call: TokenCall<Static<Body>>) => unknown,
): AuthorityRoute {
  const schema = Compile(bodySchema);
  return (world) => ({
    method: "POST",
    url,
    outlivesSunset: false,
    handler: async (request, reply) => {
      const { authorization } = request.headers;
      // Before the body: who has no token learns nothing about it.
      await tokenOf(world, authorization, nowOf(world));
      const body = await readJson(request.raw, bodyBytesMax);
      if (!schema.Check(body)) throw new Refusal("malformed");
      return answer(reply, await handle({ world, body: body as Static<Body>, authorization, reply }));
    },
  });
}

function answer(reply: FastifyReply, value: unknown): FastifyReply {
  reply.header("cache-control", "no-store");
  if (value === undefined) return reply.code(204).send();
  return reply.type("application/json; charset=utf-8").send(JSON.stringify(value));
}
