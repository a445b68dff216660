import { generateClaimCode, type TicketPurpose } from "../../protocol/index.ts";
import { secondsPerHour } from "../clock.ts";
import type { KeyDirectory } from "../region/keys.ts";
import type { ClaimTable } from "../store/claim-table.ts";

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
 * Issue a claim code. (Authority.) Works beside a running server.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.4
 */
export function issueClaimCode(
  claims: ClaimTable,
  keys: KeyDirectory,
  purpose: TicketPurpose,
  now: number,
): IssuedClaimCode {
  const expiresHour = Math.ceil(now / secondsPerHour) + validHours;
  for (;;) {
    const code = generateClaimCode();
    if (claims.add(keys.hash("claim-code", code), purpose, expiresHour)) {
      return { code, expires: expiresHour * secondsPerHour };
    }
  }
}
