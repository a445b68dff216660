import { randomBytes } from "node:crypto";
import { ticketPurpose } from "../../../protocol/index.ts";
import { dayOf, secondsPerDay } from "../../clock.ts";
import { Refusal } from "../../http/refusal.ts";
import { addClaimCodes, type IssuedClaimCode } from "../../intake/claim-codes.ts";
import type { StoredApiToken } from "../../store/api-token-table.ts";
import { addAudit, type AuditData } from "../audit.ts";

/** Marks a token, so that whoever finds one knows what it is, and programs that look for leaked secrets do. */
const tokenPrefix = "celadon_api_";

const secretBytes = 32;

/** A token holds so many days at most. */
export const tokenDaysMax = 180;

/** And is good for so many claim codes a day at most. */
export const tokenPerDayMax = 20_000;

/** A laboratory's short name: letters, digits and hyphens, no sentence. */
export const tokenNameForm = "^[A-Za-z0-9](?:[A-Za-z0-9-]{0,22}[A-Za-z0-9])?$";

/** A token as administrators see it. */
export interface ApiToken {
  readonly number: number;
  readonly name: string;
  readonly perDay: number;
  /** Unix days; refused from then on. */
  readonly expiresDay: number;
  /** The Unix day of its last use; null before. Nothing finer is kept. */
  readonly usedDay: number | null;
  readonly state: "valid" | "expired" | "revoked";
}

interface Staff {
  readonly number: number;
}

/**
 * Make a token with which a laboratory asks for claim codes, for reports alone: what takes two people no program gets by itself.
 *
 * @param now - Unix seconds.
 * @returns The token, which is shown once: only its keyed hash is kept.
 */
export async function makeApiToken(
  data: AuditData,
  staff: Staff,
  { name, perDay, days }: { readonly name: string; readonly perDay: number; readonly days: number },
  now: number,
): Promise<{ readonly number: number; readonly token: string }> {
  const token = tokenPrefix + randomBytes(secretBytes).toString("base64url");
  return data.store.transaction(async () => {
    const tokenHash = data.keys.hash("api-token", token);
    const number = await data.store.apiTokens.add(tokenHash, { name, perDay, expiresDay: dayOf(now) + days });
    await addAudit(data, staff, "token-made", { token: number, perDay, days }, now);
    return { number, token };
  });
}

/** All tokens there ever were. */
export async function apiTokens({ store }: Pick<AuditData, "store">, now: number): Promise<ApiToken[]> {
  return (await store.apiTokens.all()).map((token) => {
    const { number, name, perDay, expiresDay, usedDay } = token;
    const state = token.revoked ? "revoked" : isExpired(token, now) ? "expired" : "valid";
    return { number, name, perDay, expiresDay, usedDay, state };
  });
}

/** Revoke a token, at once and for good. @throws {@link Refusal} `not-found` when there is none to revoke. */
export async function revokeApiToken(
  data: AuditData,
  staff: Staff,
  number: number,
  now: number,
): Promise<void> {
  await data.store.transaction(async () => {
    if (!(await data.store.apiTokens.revoke(number))) throw new Refusal("not-found");
    await addAudit(data, staff, "token-revoked", { token: number }, now);
  });
}

/**
 * Who asks with a token.
 *
 * @param authorization - The request's header; untrusted.
 * @throws {@link Refusal} `wrong-token` for none, a wrong, expired or revoked one.
 */
export async function tokenOf(
  { store, keys }: AuditData,
  authorization: string | undefined,
  now: number,
): Promise<StoredApiToken> {
  const token = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization ?? "")?.[1];
  const known = token === undefined ? null : await store.apiTokens.find(keys.hash("api-token", token));
  if (known === null || isExpired(known, now)) throw new Refusal("wrong-token");
  return known;
}

/**
 * Issue claim codes for reports to a laboratory, all of them or none.
 *
 * @param authorization - The request's header; untrusted.
 * @throws {@link Refusal} `wrong-token`; `token-spent` when they would be more than it is good for on one day.
 */
export async function issueByToken(
  data: AuditData,
  authorization: string | undefined,
  count: number,
  now: number,
): Promise<readonly IssuedClaimCode[]> {
  const { store, keys } = data;
  return store.transaction(async () => {
    const token = await tokenOf(data, authorization, now);
    const today = dayOf(now);
    const used = (token.usedDay === today ? token.usedCount : 0) + count;
    if (used > token.perDay) throw new Refusal("token-spent");
    await store.apiTokens.use(token.number, today, used);
    const issued = await addClaimCodes(store, keys, ticketPurpose.report, count, now);
    await addAudit(data, "laboratory", "codes-issued-by-token", { token: token.number, count }, now);
    return issued;
  });
}

/** After how many seconds a token's day begins anew. */
export function secondsToTomorrow(now: number): number {
  return secondsPerDay - (now % secondsPerDay);
}

function isExpired({ expiresDay }: Pick<StoredApiToken, "expiresDay">, now: number): boolean {
  return expiresDay <= dayOf(now);
}
