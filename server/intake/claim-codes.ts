import { generateClaimCode, type TicketPurpose } from "../../protocol/index.ts";
import { dayOf, secondsPerHour } from "../clock.ts";
import type { KeyDirectory } from "../region/keys.ts";
import type { Store } from "../store/store.ts";

/** How long a claim code can be used at least, in hours; its end is rounded up to a full hour. */
const validHours = 24;

/** A new claim code, for the one person it is given to. */
export interface IssuedClaimCode {
  /** 12 characters. Not kept anywhere: only its keyed hash is. */
  readonly code: string;
  /** Unix seconds. */
  readonly expires: number;
}

/**
 * Issue a claim code, and count it for the log. (Authority.) Works beside a running server.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.4
 */
export function issueClaimCode(
  store: Store,
  keys: KeyDirectory,
  purpose: TicketPurpose,
  now: number,
): IssuedClaimCode {
  const expiresHour = Math.ceil(now / secondsPerHour) + validHours;
  return store.transaction(() => {
    let code = generateClaimCode();
    while (!store.claims.add(keys.hash("claim-code", code), purpose, expiresHour)) code = generateClaimCode();
    const today = dayOf(now);
    store.claimCounts.dueDay(today);
    store.claimCounts.add(today, purpose);
    return { code, expires: expiresHour * secondsPerHour };
  });
}
