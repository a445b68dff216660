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
export async function issueClaimCode(
  store: Store,
  keys: KeyDirectory,
  purpose: TicketPurpose,
  now: number,
): Promise<IssuedClaimCode> {
  const [issued] = await issueClaimCodes(store, keys, purpose, 1, now);
  return issued!;
}

/**
 * Issue claim codes, and count them for the log and for staff: all of them or none.
 *
 * @param now - Unix seconds.
 * @returns After the codes have reached the disk.
 */
export async function issueClaimCodes(
  store: Store,
  keys: KeyDirectory,
  purpose: TicketPurpose,
  count: number,
  now: number,
): Promise<StoredClaimCode[]> {
  return store.transaction(async () => addClaimCodes(store, keys, purpose, count, now));
}

/** Part of {@link issueClaimCodes}, for whoever writes more in the same transaction. */
export async function addClaimCodes(
  store: Store,
  keys: KeyDirectory,
  purpose: TicketPurpose,
  count: number,
  now: number,
): Promise<StoredClaimCode[]> {
  const expiresHour = expiryHour(now);
  const issued: StoredClaimCode[] = [];
  while (issued.length < count) {
    const code = generateClaimCode();
    const codeHash = keys.hash("claim-code", code);
    if (await store.claims.add(codeHash, purpose, expiresHour)) {
      issued.push({ code, codeHash, expires: expiresHour * secondsPerHour });
    }
  }
  const today = dayOf(now);
  await store.claimCounts.dueDay(today);
  if (count > 0) {
    await store.claimCounts.add(today, purpose, count);
    await store.hourlyCounts.add(hourOf(now), "issued", purpose, count);
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
export async function revokeClaimCode(store: Store, codeHash: Uint8Array, now: number): Promise<Revocation> {
  const claim = await store.claims.find(codeHash);
  if (claim === null || claim.expiresHour <= hourOf(now)) return "unknown";
  if (!(await store.claims.deleteIfUnused(codeHash))) return "used";
  await store.hourlyCounts.add(hourOf(now), "revoked", claim.purpose);
  return "revoked";
}
