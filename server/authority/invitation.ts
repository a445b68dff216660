import { randomBytes } from "node:crypto";
import { secondsPerHour } from "../clock.ts";
import { Refusal } from "../http/refusal.ts";
import { type Actor, addAudit, type AuditData } from "./audit.ts";
import { bitsOf, type Role } from "./role.ts";

/** How long a link can be used, once. */
const validSeconds = 48 * secondsPerHour;

const tokenBytes = 32;
const handleBytes = 32;

/** A link that makes somebody a member of the staff, for them alone. */
export interface Invitation {
  /** Number. */
  readonly staff: number;
  /** What the link carries. Not kept anywhere: only its keyed hash is. */
  readonly token: string;
  /** Unix seconds. */
  readonly expires: number;
}

/**
 * Invite a person. Call inside a transaction.
 *
 * @param name - Empty where they say it themselves.
 * @param now - Unix seconds.
 */
export async function invite(
  data: AuditData,
  by: Actor,
  { name, roles }: { readonly name: string; readonly roles: readonly Role[] },
  now: number,
): Promise<Invitation> {
  const staff = await data.store.staff.add({ name, roles: bitsOf(roles), handle: randomBytes(handleBytes) });
  await addAudit(data, by, "invited", { staff, roles: bitsOf(roles) }, now);
  return drawInvitation(data, staff, now);
}

/**
 * Make a new link for somebody who has not used theirs; the one before is void. Call inside a transaction.
 *
 * @throws {@link Refusal} `not-found` when they are not there, or have a passkey: nobody gets a second way into another's account.
 */
export async function inviteAgain(
  data: AuditData,
  by: Actor,
  staff: number,
  now: number,
): Promise<Invitation> {
  const person = await data.store.staff.find(staff);
  if (person === null || person.endedDay !== null || (await data.store.staff.passkeysOf(staff)).length > 0) {
    throw new Refusal("not-found");
  }
  await addAudit(data, by, "invited-again", { staff }, now);
  return drawInvitation(data, staff, now);
}

/**
 * Whom a link invites.
 *
 * @param token - Untrusted.
 * @throws {@link Refusal} `wrong-invitation` when it was used, replaced, or has expired.
 */
export async function invited(
  { store, keys }: AuditData,
  token: string,
  now: number,
): Promise<{ readonly staff: number; readonly tokenHash: Uint8Array }> {
  const tokenHash = keys.hash("staff-invitation", token);
  const invitation = await store.staff.invitation(tokenHash);
  if (invitation === null || invitation.expires <= now) throw new Refusal("wrong-invitation");
  return { staff: invitation.staff, tokenHash };
}

/** The address to open. The token stands behind the `#`: no server and no log sees it. @param origin - The public address. */
export function invitationLink(origin: string, { token }: Pick<Invitation, "token">): string {
  return `${origin}/authority/#enrol-${token}`;
}

async function drawInvitation({ store, keys }: AuditData, staff: number, now: number): Promise<Invitation> {
  const token = randomBytes(tokenBytes).toString("base64url");
  const expires = now + validSeconds;
  await store.staff.invite(keys.hash("staff-invitation", token), { staff, expires });
  return { staff, token, expires };
}
