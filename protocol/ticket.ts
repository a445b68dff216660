import { type Group, nobleGroup } from "./group.ts";
import { epochOf } from "./interval.ts";
import { evaluate, generateKeyPair, keyPairOf } from "./voprf.ts";

/** What a ticket permits: 1 to report, 2 to confirm, 3 to retract. @see SPEC.md §4.4 */
export type TicketPurpose = 1 | 2 | 3;

/** The purposes by name. @see SPEC.md §4.4 */
export const ticketPurpose = { report: 1, confirm: 2, retract: 3 } as const;

/** Bytes of a nonce, the input of the VOPRF. @see SPEC.md §4.4 */
export const ticketNonceBytes = 32;

/** Whether a number is a purpose. @see SPEC.md §4.4 */
export function isTicketPurpose(value: number): value is TicketPurpose {
  return value === ticketPurpose.report || value === ticketPurpose.confirm || value === ticketPurpose.retract;
}

/** How far a device's clock and the server's may lie on two sides of an epoch's change, in seconds. */
const clockToleranceSeconds = 3600;

/** The key pair of one purpose and one epoch. (Server.) */
export interface TicketKeyPair {
  /** 32 bytes, a scalar; never leaves the server, and is deleted after the epoch that follows its own. */
  readonly secretKey: Uint8Array;
  /** 32 bytes, an element; stands in the manifest, and never changes once published. */
  readonly publicKey: Uint8Array;
}

/** A ticket, ready to be spent on one report. The device's alone until then. */
export interface Ticket {
  readonly purpose: TicketPurpose;
  /** The week of the key, see `epochOf`. */
  readonly epoch: number;
  /** 32 bytes; goes out with the report. */
  readonly nonce: Uint8Array;
  /** 64 bytes; the key of the report's HMAC, never sent. */
  readonly output: Uint8Array;
}

/** A fresh key pair. (Server, once for each purpose and epoch.) @see SPEC.md §4.4 */
export function generateTicketKeyPair(group: Group = nobleGroup): TicketKeyPair {
  return generateKeyPair(group);
}

/**
 * The key pair that a secret key makes. (Server, when it publishes or checks what it keeps.)
 *
 * @param secretKey - 32 bytes, from {@link generateTicketKeyPair}.
 * @throws Error when they are no scalar, or zero.
 * @see SPEC.md §4.4
 */
export function ticketKeyPairOf(secretKey: Uint8Array): TicketKeyPair {
  return keyPairOf(secretKey);
}

/**
 * The epochs whose tickets a device takes: its own clock's, and the neighbour within an hour of the change. (Device.)
 * Anything else could be a key that the server uses for this one person.
 *
 * @param now - Unix seconds of the device's clock.
 * @see SPEC.md §4.4
 */
export function ticketEpochs(now: number): number[] {
  return [...new Set([now, now - clockToleranceSeconds, now + clockToleranceSeconds].map(epochOf))];
}

/**
 * The epochs whose tickets a server redeems: the current one and the one before. (Server.) Keys and spent nonces of an
 * older epoch are to be deleted.
 *
 * @param now - Unix seconds of the server's clock.
 * @see SPEC.md §4.4
 */
export function acceptedEpochs(now: number): number[] {
  return [epochOf(now), epochOf(now) - 1];
}

/**
 * The output of a ticket, from its nonce. (Server, when a report spends it.) One hash to the group and one multiplication.
 *
 * @param secretKey - That of the report's purpose and epoch, 32 bytes.
 * @param nonce - The report's, 32 bytes.
 * @param group - Whose arithmetic; the answer is the same.
 * @returns 64 bytes, the same as {@link Ticket.output}: the key that the report's HMAC must verify under.
 * @throws RangeError on a nonce of another length.
 * @see SPEC.md §4.4
 */
export function ticketOutput(
  secretKey: Uint8Array,
  nonce: Uint8Array,
  group: Group = nobleGroup,
): Uint8Array {
  if (nonce.length !== ticketNonceBytes) {
    throw new RangeError(`got a nonce of ${nonce.length} bytes, want ${ticketNonceBytes}`);
  }
  return evaluate(secretKey, nonce, group);
}
