import { Type } from "typebox";
import { addAudit } from "../audit.ts";
import { type AuthorityRoute, fields, staffRoute } from "../route.ts";
import {
  apiTokens,
  makeApiToken,
  revokeApiToken,
  tokenDaysMax,
  tokenNameForm,
  tokenPerDayMax,
} from "./api-token.ts";
import {
  beginCodeJob,
  codeJobsOf,
  issueJobRows,
  jobRowsMax,
  revokeCodeJob,
  rowsAtOnceMax,
  saveJobRows,
} from "./code-job.ts";
import { laboratoryRoutes } from "./laboratory-routes.ts";
import { askForCode, issueSingleCode, revokeSingleCode } from "./single-code.ts";

const issuers = ["issuer"] as const;
const administrators = ["administrator"] as const;

const confirm = Type.Literal(2);
const retract = Type.Literal(3);
const job = Type.String({ pattern: "^[0-9a-f]{32}$" });
const count = (maximum: number, minimum = 1) => Type.Integer({ minimum, maximum });

/** Claim codes: one, many, and the tokens of laboratories. */
export const codeRoutes: readonly AuthorityRoute[] = [
  staffRoute({
    method: "POST",
    url: "/codes/ask",
    roles: issuers,
    body: fields({ purpose: Type.Union([confirm, retract]) }),
    handle: async ({ world, staff, body, now }) => ({
      approval: await askForCode(world, staff, body.purpose, now),
    }),
  }),
  staffRoute({
    method: "POST",
    url: "/codes/issue",
    roles: issuers,
    body: fields({
      purpose: Type.Union([Type.Literal(1), confirm, retract]),
      approval: Type.Optional(count(Number.MAX_SAFE_INTEGER)),
    }),
    handle: async ({ world, staff, body, now }) =>
      issueSingleCode(world, staff, body.purpose, body.approval ?? null, now),
  }),
  staffRoute({
    method: "POST",
    url: "/codes/revoke",
    roles: issuers,
    body: fields({ code: Type.String({ maxLength: 40 }) }),
    handle: ({ world, staff, body }) =>
      revokeSingleCode(world, body.code, async (now) =>
        addAudit(world, staff, "codes-revoked", { count: 1 }, now),
      ),
  }),
  staffRoute({
    method: "GET",
    url: "/codes/lists",
    roles: issuers,
    handle: async ({ world, staff }) => codeJobsOf(world, staff),
  }),
  staffRoute({
    method: "POST",
    url: "/codes/lists/begin",
    roles: issuers,
    body: fields({ job, rows: count(jobRowsMax) }),
    handle: async ({ world, staff, body, now }) => beginCodeJob(world, staff, body.job, body.rows, now),
  }),
  staffRoute({
    method: "POST",
    url: "/codes/lists/issue",
    roles: issuers,
    body: fields({
      job,
      run: count(Number.MAX_SAFE_INTEGER),
      attempt: count(Number.MAX_SAFE_INTEGER),
      first: count(jobRowsMax, 0),
      count: count(rowsAtOnceMax),
    }),
    handle: async ({ world, staff, body, now }) => issueJobRows(world, staff, body.job, body, now),
  }),
  staffRoute({
    method: "POST",
    url: "/codes/lists/saved",
    roles: issuers,
    body: fields({ job, run: count(Number.MAX_SAFE_INTEGER), rows: count(jobRowsMax) }),
    handle: async ({ world, staff, body }) => saveJobRows(world, staff, body.job, body),
  }),
  staffRoute({
    method: "POST",
    url: "/codes/lists/revoke",
    roles: issuers,
    body: fields({ job }),
    handle: async ({ world, staff, body, now }) => revokeCodeJob(world, staff, body.job, now),
  }),
  staffRoute({
    method: "GET",
    url: "/api-tokens",
    roles: administrators,
    handle: async ({ world, now }) => apiTokens(world, now),
  }),
  staffRoute({
    method: "POST",
    url: "/api-tokens/make",
    roles: administrators,
    grave: true,
    body: fields({
      name: Type.String({ pattern: tokenNameForm, maxLength: 24 }),
      perDay: count(tokenPerDayMax),
      days: count(tokenDaysMax),
    }),
    handle: async ({ world, staff, body, now }) => makeApiToken(world, staff, body, now),
  }),
  staffRoute({
    method: "POST",
    url: "/api-tokens/revoke",
    roles: administrators,
    body: fields({ number: count(Number.MAX_SAFE_INTEGER) }),
    handle: async ({ world, staff, body, now }) => revokeApiToken(world, staff, body.number, now),
  }),
  ...laboratoryRoutes,
];
