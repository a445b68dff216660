import { equalBytes } from "@noble/curves/utils.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, randomBytes } from "@noble/hashes/utils.js";
import { type Evidence, evidence } from "./batch-digest.ts";
import { ProtocolError } from "./errors.ts";
import { tokenBytes } from "./place.ts";
import { Reader, unsignedBytes } from "./reader.ts";
import { type Ticket, ticketNonceBytes } from "./ticket.ts";
import { outputBytes } from "./voprf.ts";

/*
 * struct {
 *   u8   version = 1;
 *   u8   evidence;        // 0 decoy; 1, 2, 3 with a ticket of that purpose
 *   u16  epoch;           // the ticket's
 *   u8   count;           // 1..16
 *   u8   nonce[32];       // the ticket's
 *   u8   tokens[16][16];  // the first `count` are meant, the rest is random
 *   u8   mac[32];         // HMAC-SHA-256(key = ticket output, all before)
 * } Report;               // 325 bytes
 */

/** The evidence of a decoy: such a report is dropped unread. */
const decoyEvidence = 0;

/** Bytes of every report, decoys too. @see SPEC.md §4.5 */
export const reportBytes = 325;

/** Token slots of a report: two hours and forty minutes. @see SPEC.md §4.5 */
export const tokensPerReport = 16;

const version = 1;
const macBytes = 32;

/** A report as the server sees it. */
export interface Report {
  /** 0 for a decoy: drop it. */
  readonly evidence: Evidence | 0;
  /** The epoch of the ticket. */
  readonly epoch: number;
  /** 32 bytes, the ticket's. */
  readonly nonce: Uint8Array;
  /** The 1 to {@link tokensPerReport} tokens that are meant, 16 bytes each. */
  readonly tokens: readonly Uint8Array[];
}

/**
 * Spend a ticket on a report. (Device or authority.) Unused slots are filled with random bytes, and nobody but the server
 * can tell how many there are.
 *
 * @param ticket - Its purpose becomes the report's evidence. Spent by this: another report with it is refused.
 * @param tokens - 1 to {@link tokensPerReport} tokens of 16 bytes, of one visit.
 * @returns {@link reportBytes} bytes. Keep them: only the very same report may be sent again after a failure.
 * @throws RangeError on another number of tokens, or a length or number that does not fit.
 * @see SPEC.md §4.5
 */
export function encodeReport(ticket: Ticket, tokens: readonly Uint8Array[]): Uint8Array {
  return encodeReportFilled(ticket, tokens, randomBytes((tokensPerReport - checkCount(tokens)) * tokenBytes));
}

/**
 * {@link encodeReport} with given bytes for the unused slots, for vectors.
 *
 * @param filling - 16 bytes for each unused slot.
 */
export function encodeReportFilled(
  ticket: Ticket,
  tokens: readonly Uint8Array[],
  filling: Uint8Array,
): Uint8Array {
  const count = checkCount(tokens);
  for (const token of tokens) checkLength("a token", token, tokenBytes);
  checkLength("the filling", filling, (tokensPerReport - count) * tokenBytes);
  checkLength("the nonce", ticket.nonce, ticketNonceBytes);
  checkLength("the ticket's output", ticket.output, outputBytes);
  const body = concatBytes(
    Uint8Array.of(version, ticket.purpose),
    unsignedBytes(ticket.epoch, 2),
    Uint8Array.of(count),
    ticket.nonce,
    ...tokens,
    filling,
  );
  return concatBytes(body, hmac(sha256, ticket.output, body));
}

/**
 * A report that says nothing: random, of the right form. (Device, in the place of a ticket that is not needed.)
 *
 * @param epoch - That of the tickets it travels with.
 * @returns {@link reportBytes} bytes with evidence 0.
 * @throws RangeError when the epoch does not fit.
 * @see SPEC.md §4.5
 */
export function decoyReport(epoch: number): Uint8Array {
  const count = 1 + (randomBytes(1)[0]! % tokensPerReport);
  return concatBytes(
    Uint8Array.of(version, decoyEvidence),
    unsignedBytes(epoch, 2),
    Uint8Array.of(count),
    randomBytes(ticketNonceBytes + tokensPerReport * tokenBytes + macBytes),
  );
}

/**
 * Decode a report. (Server, first step.) Only its form: next the server drops decoys, refuses epochs outside
 * `acceptedEpochs`, computes `ticketOutput` and asks {@link verifyReport}.
 *
 * @param bytes - Untrusted.
 * @throws {@link ProtocolError} `unsupported-version` on any version but 1; `malformed` on another size, unknown evidence or a
 *   count outside 1 … {@link tokensPerReport}.
 * @see SPEC.md §4.5
 */
export function decodeReport(bytes: Uint8Array): Report {
  const reader = new Reader(bytes, "report");
  const gotVersion = reader.u8();
  if (gotVersion !== version) {
    throw new ProtocolError("unsupported-version", `report: got version ${gotVersion}, want ${version}`);
  }
  const gotEvidence = reader.u8();
  const epoch = reader.u16();
  const count = reader.u8();
  const nonce = reader.bytes(ticketNonceBytes);
  const slots = Array.from({ length: tokensPerReport }, () => reader.bytes(tokenBytes));
  reader.bytes(macBytes);
  reader.end();
  if (gotEvidence !== decoyEvidence && !isEvidence(gotEvidence)) {
    throw new ProtocolError("malformed", `report: got evidence ${gotEvidence}, want 0 to 3`);
  }
  if (count < 1 || count > tokensPerReport) {
    throw new ProtocolError("malformed", `report: got ${count} tokens, want 1 to ${tokensPerReport}`);
  }
  return { evidence: gotEvidence, epoch, nonce, tokens: slots.slice(0, count) };
}

/**
 * Whether a report was made with its ticket, and is as it was made. (Server, second step.) Compares without telling by
 * its time where the first difference is.
 *
 * @param bytes - The whole report, untrusted; {@link decodeReport} took it.
 * @param ticketOutput - From `ticketOutput`, with the secret key of the report's evidence and epoch.
 * @returns False on anything but a report of the right size with the right HMAC: refuse it.
 * @see SPEC.md §4.5
 */
export function verifyReport(bytes: Uint8Array, ticketOutput: Uint8Array): boolean {
  if (bytes.length !== reportBytes) return false;
  const body = bytes.subarray(0, reportBytes - macBytes);
  return equalBytes(hmac(sha256, ticketOutput, body), bytes.subarray(reportBytes - macBytes));
}

function isEvidence(value: number): value is Evidence {
  return value === evidence.reported || value === evidence.confirmed || value === evidence.retracted;
}

function checkCount(tokens: readonly Uint8Array[]): number {
  if (tokens.length < 1 || tokens.length > tokensPerReport) {
    throw new RangeError(`got ${tokens.length} tokens for a report, want 1 to ${tokensPerReport}`);
  }
  return tokens.length;
}

function checkLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new RangeError(`${what} has ${bytes.length} bytes, want ${length}`);
}
