import { dayOf, hourOf, secondsPerDay } from "../clock.ts";
import { type AuditData, forgetAuditBefore } from "./audit.ts";
import { forgetSessions } from "./session.ts";

/**
 * How long the audit record is kept, in days: a year, which is over twice the longest life of a manifest, so that an inquiry finds what
 * was done under the rules before the present ones, too. The names of those whose access has ended go with the last entry about them.
 */
export const auditDays = 365;

/** Forget what has had its time. Part of closing a batch; call inside its transaction. @param now - Unix seconds. */
export function forgetAuthority(data: AuditData, now: number): void {
  const { store } = data;
  forgetSessions(store, now);
  store.sessions.deleteExpiredChallenges(now);
  store.staff.deleteExpiredInvitations(now);
  store.approvals.deleteExpired(now);
  store.claimJobs.deleteExpired(hourOf(now));
  forgetAuditBefore(data, ((dayOf(now) - auditDays) * secondsPerDay) / 60);
  store.staff.deleteForgotten(dayOf(now));
}

/** The sunset: nobody works here any more, and of what they did the server keeps nothing. Call inside a transaction. */
export function wipeAuthority(data: AuditData): void {
  const { store } = data;
  store.sessions.deleteAll();
  store.approvals.deleteAll();
  store.staff.deleteAll();
  store.claimJobs.deleteAll();
  store.apiTokens.deleteAll();
  forgetAuditBefore(data, Number.MAX_SAFE_INTEGER);
}
