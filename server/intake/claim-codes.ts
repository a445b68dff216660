import { generateClaimCode, type TicketPurpose } from "../../protocol/index.ts";
import { dayOf, hourOf, secondsPerHour } from "../clock.ts";
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

/** A new claim code with what the store knows of it. */
export interface StoredClaimCode extends IssuedClaimCode {
  /** Keyed hash of the code. */
  readonly codeHash: Uint8Array;
}

/**
 * Issue a claim code, and count it for the log and for staff. (Authority.) Works beside a running server.
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
  const [issued] = issueClaimCodes(store, keys, purpose, 1, now);
  return issued!;
}

/**
 * Issue claim codes, and count them for the log and for staff: all of them or none.
 *
 * @param now - Unix seconds.
 * @returns After the codes have reached the disk.
 */
export function issueClaimCodes(
  store: Store,
  keys: KeyDirectory,
  purpose: TicketPurpose,
  count: number,
  now: number,
): StoredClaimCode[] {
  return store.transaction(() => addClaimCodes(store, keys, purpose, count, now));
}

/** Part of {@link issueClaimCodes}, for whoever writes more in the same transaction. */
export function addClaimCodes(
  store: Store,
  keys: KeyDirectory,
  purpose: TicketPurpose,
  count: number,
  now: number,
): StoredClaimCode[] {
  const expiresHour = expiryHour(now);
  const issued = Array.from({ length: count }, () => {
    for (;;) {
      const code = generateClaimCode();
      const codeHash = keys.hash("claim-code", code);
      if (store.claims.add(codeHash, purpose, expiresHour)) {
        return { code, codeHash, expires: expiresHour * secondsPerHour };
      }
    }
  });
  const today = dayOf(now);
  store.claimCounts.dueDay(today);
  if (count > 0) {
    store.claimCounts.add(today, purpose, count);
    store.hourlyCounts.add(hourOf(now), "issued", purpose, count);
  }
  return issued;
}

/** The hour from which a claim code that is issued now is refused. @param now - Unix seconds. */
export function expiryHour(now: number): number {
  return Math.ceil(now / secondsPerHour) + validHours;
}

/** What revoking a claim code has come to: no code of that name is valid, it had been used before, or it is gone now. */
export type Revocation = "unknown" | "used" | "revoked";

/**
 * Take back a claim code that has not been used, and count it for staff: from now on it is wrong. Part of a transaction.
 *
 * @param codeHash - Keyed hash of the code.
 * @param now - Unix seconds.
 */
export function revokeClaimCode(store: Store, codeHash: Uint8Array, now: number): Revocation {
  const claim = store.claims.find(codeHash);
  if (claim === null || claim.expiresHour <= hourOf(now)) return "unknown";
  if (!store.claims.deleteIfUnused(codeHash)) return "used";
  store.hourlyCounts.add(hourOf(now), "revoked", claim.purpose);
  return "revoked";
}
