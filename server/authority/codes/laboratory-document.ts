import type { TSchema } from "typebox";
import { claimsAnswer, claimsRequest, refusalAnswer, revokeRequest } from "./laboratory-schemas.ts";

const prefix = "/v1/authority/api";

/** Where a laboratory asks for claim codes. */
export const claimsPath = `${prefix}/claims`;

/** Where it takes one back. */
export const revokePath = `${prefix}/claims/revoke`;

/** Where the document lies. */
export const openApiPath = `${prefix}/openapi.json`;

/**
 * The laboratories' interface as an OpenAPI 3.1 document, made of the very schemas that check the requests.
 *
 * @param origin - The public address.
 */
export function openApiDocument(origin: string): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Celadon for laboratories",
      version: "1",
      description:
        "Claim codes for people with a positive test, by a program instead of by hand. Nothing about a person is asked, and there is no field for it: keep the code with your own reference, give it to the person, and forget it.",
    },
    servers: [{ url: origin }],
    security: [{ token: [] }],
    paths: {
      [claimsPath]: {
        post: {
          operationId: "issueClaims",
          summary: "Get claim codes, each for one person",
          requestBody: json(claimsRequest),
          responses: {
            "200": { description: "The codes, after they have reached the disk.", ...json(claimsAnswer) },
            ...refused({
              400: "The body is not as it should be.",
              401: "No token, or one that is wrong, expired or revoked.",
              415: "The body is not application/json.",
              429: "These would be more than the token is good for today, or too many requests came from this address; see Retry-After.",
              503: "The server is busy; see Retry-After.",
            }),
          },
        },
      },
      [revokePath]: {
        post: {
          operationId: "revokeClaim",
          summary: "Take a claim code back that has not been used",
          requestBody: json(revokeRequest),
          responses: {
            "204": { description: "From now on the code is wrong." },
            ...refused({
              400: "The body is not as it should be, or this is no claim code.",
              401: "No token, or one that is wrong, expired or revoked.",
              403: "There is no such code, or it has expired or been revoked. Answered late when there were many.",
              409: "The code has been used.",
            }),
          },
        },
      },
    },
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "An administrator makes it on the authority's page. It is shown once.",
        },
      },
    },
  };
}

function json(schema: TSchema): object {
  return { content: { "application/json": { schema } } };
}

function refused(descriptions: Readonly<Record<number, string>>): object {
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, ...json(refusalAnswer) },
    ]),
  );
}
