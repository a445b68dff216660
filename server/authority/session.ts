import { randomBytes } from "node:crypto";
import { secondsPerHour } from "../clock.ts";
import { Refusal } from "../http/refusal.ts";
import type { KeyDirectory } from "../region/keys.ts";
import type { StoredSession } from "../store/session-tables.ts";
import type { Store } from "../store/store.ts";
import { type Role, rolesIn } from "./role.ts";

/** A session ends when it has not been used for so long, in seconds. */
export const idleSeconds = 30 * 60;

/** And after so long in any case. */
export const sessionSeconds = 12 * secondsPerHour;

/** For what is grave a passkey must have been shown within so long. */
const provedSeconds = 5 * 60;

/** Use is noted by the minute, so that reading does not write. */
const usedSeconds = 60;

const tokenBytes = 32;

/** Somebody who is signed in. */
export interface SignedIn {
  /** Of the staff member. */
  readonly number: number;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly session: StoredSession;
}

interface Data {
  readonly store: Store;
  readonly keys: KeyDirectory;
}

/**
 * Begin a session. Call inside a transaction.
 *
 * @param credential - The passkey that was just shown.
 * @returns What the cookie carries; only its keyed hash is kept.
 */
export async function beginSession(
  { store, keys }: Data,
  staff: number,
  credential: Uint8Array,
  now: number,
): Promise<string> {
  const token = randomBytes(tokenBytes).toString("base64url");
  const tokenHash = keys.hash("staff-session", token);
  await store.sessions.add({ tokenHash, staff, credential, began: now, used: now, proved: now });
  return token;
}

/**
 * Who a cookie stands for.
 *
 * @param token - Untrusted; null without a cookie.
 * @param counts - Whether this is use by a person, which keeps the session from ending; what a page asks by itself is not.
 * @returns Null for nobody: no such session, one that is over, or somebody whose access has ended.
 */
export async function signedIn(
  { store, keys }: Data,
  token: string | null,
  counts: boolean,
  now: number,
): Promise<SignedIn | null> {
  if (token === null) return null;
  const session = await store.sessions.find(keys.hash("staff-session", token));
  if (session === null || isOver(session, now)) return null;
  const person = await store.staff.find(session.staff);
  if (person === null || person.endedDay !== null) return null;
  if (counts && now - session.used >= usedSeconds) await store.sessions.use(session.tokenHash, now);
  return { number: person.number, name: person.name, roles: rolesIn(person.roles), session };
}

/** @throws {@link Refusal} `prove-again` unless a passkey was shown in the last minutes. */
export function checkProved({ session }: SignedIn, now: number): void {
  if (now - session.proved > provedSeconds) throw new Refusal("prove-again");
}

/** Forget the sessions that are over. */
export async function forgetSessions(store: Store, now: number): Promise<void> {
  await store.sessions.deleteOver(now - sessionSeconds, now - idleSeconds);
}

/** Whether it has ended, by itself. */
export function isOver({ began, used }: StoredSession, now: number): boolean {
  return now - began >= sessionSeconds || now - used >= idleSeconds;
}
