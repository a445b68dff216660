import { dayOf, hourOf, secondsPerDay } from "../clock.ts";
import { type AuditData, forgetAuditBefore } from "./audit.ts";
import { forgetSessions } from "./session.ts";

/**
 * How long the audit record is kept, in days: a year, which is over twice the longest life of a manifest, so that an inquiry finds what
 * was done under the rules before the present ones, too. The names of those whose access has ended go with the last entry about them.
 */
export const auditDays = 365;

/** Forget what has had its time. Part of closing a batch; call inside its transaction. @param now - Unix seconds. */
export async function forgetAuthority(data: AuditData, now: number): Promise<void> {
  const { store } = data;
  await forgetSessions(store, now);
  await store.sessions.deleteExpiredChallenges(now);
  await store.staff.deleteExpiredInvitations(now);
  await store.approvals.deleteExpired(now);
  await store.claimJobs.deleteExpired(hourOf(now));
  await forgetAuditBefore(data, ((dayOf(now) - auditDays) * secondsPerDay) / 60);
  await store.staff.deleteForgotten(dayOf(now));
}

/** The sunset: nobody works here any more, and of what they did the server keeps nothing. Call inside a transaction. */
export async function wipeAuthority(data: AuditData): Promise<void> {
  const { store } = data;
  await store.sessions.deleteAll();
  await store.approvals.deleteAll();
  await store.staff.deleteAll();
  await store.claimJobs.deleteAll();
  await store.apiTokens.deleteAll();
  await forgetAuditBefore(data, Number.MAX_SAFE_INTEGER);
}
