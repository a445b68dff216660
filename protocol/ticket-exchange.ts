import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { checkClaimCode, claimCodeBytes } from "./claim-code.ts";
import { ProtocolError } from "./errors.ts";
import { type Group, nobleGroup } from "./group.ts";
import { Reader, unsignedBytes } from "./reader.ts";
import {
  generateTicketKeyPair,
  isTicketPurpose,
  type Ticket,
  type TicketKeyPair,
  ticketNonceBytes,
  type TicketPurpose,
} from "./ticket.ts";
import { blind, blindEvaluate, checkElement, elementBytes, finalize, proofBytes } from "./voprf.ts";

/*
 * A ticket is an anonymous, unlinkable permission to send one report: a nonce drawn by the device and the VOPRF's output
 * for it. The server sees the nonce only when the ticket is spent, and cannot tell then which claim code bought it.
 *
 * struct {                                struct {
 *   u8      version = 1;                    u8      version = 1;
 *   ascii   claimCode[12];                  u8      purpose;            // 1, 2, 3
 *   Element blinded[32];                    u16     epoch;
 * } TicketRequest;      // 1,037 bytes      Element evaluated[32];
 *                                           u8      proof[64];
 *                                         } TicketResponse;             // 1,092 bytes
 */

/** Tickets that one claim code buys, always all at once. @see SPEC.md §4.4 */
export const ticketsPerClaim = 32;

/** Bytes of every request to `POST /v1/tickets`. @see SPEC.md §4.4 */
export const ticketRequestBytes = 1 + claimCodeBytes + ticketsPerClaim * elementBytes;

/** Bytes of every answer of `POST /v1/tickets`. @see SPEC.md §4.4 */
export const ticketResponseBytes = 1 + 1 + 2 + ticketsPerClaim * elementBytes + proofBytes;

const version = 1;

/**
 * One exchange as the device keeps it, from before the request is sent until the answer has been opened: plain byte
 * arrays that survive a structured clone. Nonces and blinds are the device's alone: who sees them can tie the tickets to
 * the claim code.
 */
export interface TicketClaim {
  /** {@link ticketRequestBytes}: what is sent, and sent again unchanged after a failure. */
  readonly request: Uint8Array;
  /** {@link ticketsPerClaim} nonces of 32 bytes. */
  readonly nonces: readonly Uint8Array[];
  /** {@link ticketsPerClaim} scalars of 32 bytes. */
  readonly blinds: readonly Uint8Array[];
}

/** A request as the server sees it. */
export interface TicketRequest {
  /** In its wire form, check character right; `decoyClaimCode` asks for {@link decoyTicketResponse}. */
  readonly claimCode: string;
  /** {@link ticketsPerClaim} group elements of 32 bytes, none of them the identity. */
  readonly blinded: readonly Uint8Array[];
}

/** What a device expects of an answer, before it looks at it. */
export interface TicketExpectation {
  /** The purpose of the page that asks. */
  readonly purpose: TicketPurpose;
  /** `ticketEpochs` of the device's own clock. */
  readonly epochs: readonly number[];
  /** The key that the verified manifest publishes for a purpose and epoch, or null when it has none. */
  readonly publicKeyFor: (purpose: TicketPurpose, epoch: number) => Uint8Array | null;
}

/**
 * Make a request for tickets. (Device, first step.) Store the result before `request` is sent: without it the answer is
 * worthless, and the claim code is spent.
 *
 * @param claimCode - From `parseClaimCode`, or `decoyClaimCode`.
 * @throws {@link ProtocolError} `malformed` when the claim code is not in its wire form.
 * @see SPEC.md §4.4
 */
export function prepareTicketClaim(claimCode: string): TicketClaim {
  checkClaimCode(claimCode);
  const nonces = Array.from({ length: ticketsPerClaim }, () => randomBytes(ticketNonceBytes));
  const blindings = nonces.map((nonce) => blind(nonce));
  return {
    request: concatBytes(
      Uint8Array.of(version),
      utf8ToBytes(claimCode),
      ...blindings.map(({ blinded }) => blinded),
    ),
    nonces,
    blinds: blindings.map((blinding) => blinding.blind),
  };
}

/**
 * The claim code of a request for tickets. (Server, second step.) Looks at no element, so that whoever sends wrong codes
 * makes no work; {@link decodeTicketRequest} looks at them.
 *
 * @param bytes - Untrusted.
 * @returns The code in its wire form, check character right. Whether it was ever issued, or is spent, has not been checked.
 * @throws {@link ProtocolError} `unsupported-version` on any version but 1; `malformed` on another size or a claim code that
 *   is not in its wire form.
 * @see SPEC.md §4.4
 */
export function claimCodeOfRequest(bytes: Uint8Array): string {
  return readTicketRequest(bytes).claimCode;
}

/**
 * Decode a request for tickets. (Server, third step.)
 *
 * @param bytes - Untrusted.
 * @param group - Whose arithmetic; the answer is the same.
 * @returns The request. Whether the claim code was ever issued, or is spent, has not been checked.
 * @throws {@link ProtocolError} `unsupported-version` on any version but 1; `malformed` on another size, a claim code that
 *   is not in its wire form, or an element that is not canonical or is the identity.
 * @see SPEC.md §4.4
 */
export function decodeTicketRequest(bytes: Uint8Array, group: Group = nobleGroup): TicketRequest {
  const request = readTicketRequest(bytes);
  for (const element of request.blinded) checkElement(element, "ticket request: blinded element", group);
  return request;
}

function readTicketRequest(bytes: Uint8Array): TicketRequest {
  const reader = new Reader(bytes, "ticket request");
  checkVersion(reader, "ticket request");
  // One byte, one character: bytes beyond ASCII become characters that no claim code has.
  const claimCode = String.fromCharCode(...reader.bytes(claimCodeBytes));
  const blinded = readElements(reader);
  reader.end();
  checkClaimCode(claimCode);
  return { claimCode, blinded };
}

/**
 * Answer a request whose claim code is good. (Server, fourth step.) The proof is random, so the server keeps the answer and
 * repeats it when the same request comes again.
 *
 * @param request - From {@link decodeTicketRequest}.
 * @param purpose - The claim code's.
 * @param epoch - The current one.
 * @param keys - The key pair published for that purpose and epoch.
 * @param group - Whose arithmetic.
 * @returns {@link ticketResponseBytes} bytes.
 * @throws RangeError on a purpose, epoch or number of elements that does not fit.
 * @see SPEC.md §4.4
 */
export function issueTickets(
  request: TicketRequest,
  purpose: TicketPurpose,
  epoch: number,
  keys: TicketKeyPair,
  group: Group = nobleGroup,
): Uint8Array {
  if (!isTicketPurpose(purpose)) throw new RangeError(`${String(purpose)} is not a purpose`);
  if (request.blinded.length !== ticketsPerClaim) {
    throw new RangeError(`got ${request.blinded.length} blinded elements, want ${ticketsPerClaim}`);
  }
  const epochBytes = unsignedBytes(epoch, 2);
  const { evaluated, proof } = blindEvaluate(keys, request.blinded, group);
  return concatBytes(Uint8Array.of(version, purpose), epochBytes, ...evaluated, proof);
}

/**
 * Answer a decoy. (Server, fourth step, for `decoyClaimCode`.) The same bytes and the same work as {@link issueTickets},
 * with a key that is thrown away: nothing about it opens anything.
 *
 * @param purpose - Any; `report` looks like most.
 * @param group - Whose arithmetic.
 * @returns {@link ticketResponseBytes} bytes.
 * @see SPEC.md §4.4
 */
export function decoyTicketResponse(
  request: TicketRequest,
  purpose: TicketPurpose,
  epoch: number,
  group: Group = nobleGroup,
): Uint8Array {
  return issueTickets(request, purpose, epoch, generateTicketKeyPair(group), group);
}

/**
 * Open the answer and have the tickets. (Device, last step.)
 *
 * @param claim - The device's own, as stored before the request was sent.
 * @param response - Untrusted: the server may want to mark this person.
 * @param expected - What the device's page, clock and manifest allow.
 * @returns {@link ticketsPerClaim} tickets, in the order of `claim.nonces`.
 * @throws {@link ProtocolError} `unsupported-version` on any version but 1; `malformed` on another size, an unknown purpose
 *   or an element that is not canonical or is the identity; `out-of-bounds` when purpose or epoch is not the expected one or
 *   the manifest has no key for it; `wrong-proof` when that key did not make the answer.
 * @throws RangeError when the claim is not one that {@link prepareTicketClaim} made.
 * @see SPEC.md §4.4
 */
export function openTicketResponse(
  claim: TicketClaim,
  response: Uint8Array,
  expected: TicketExpectation,
): Ticket[] {
  const blinded = blindedOf(claim);
  const { purpose, epoch, evaluated, proof } = decodeTicketResponse(response);
  if (purpose !== expected.purpose) {
    throw new ProtocolError("out-of-bounds", `tickets: got purpose ${purpose}, want ${expected.purpose}`);
  }
  if (!expected.epochs.includes(epoch)) {
    throw new ProtocolError(
      "out-of-bounds",
      `tickets: got epoch ${epoch}, want ${expected.epochs.join(" or ")}`,
    );
  }
  const publicKey = expected.publicKeyFor(purpose, epoch);
  if (publicKey === null) {
    throw new ProtocolError(
      "out-of-bounds",
      `tickets: no key published for purpose ${purpose}, epoch ${epoch}`,
    );
  }
  const evaluations = claim.nonces.map((nonce, index) => ({
    input: nonce,
    blind: claim.blinds[index]!,
    blinded: blinded[index]!,
    evaluated: evaluated[index]!,
  }));
  const outputs = finalize(evaluations, publicKey, proof);
  return outputs.map((output, index) => ({ purpose, epoch, nonce: claim.nonces[index]!, output }));
}

interface TicketResponse {
  readonly purpose: TicketPurpose;
  readonly epoch: number;
  readonly evaluated: readonly Uint8Array[];
  readonly proof: Uint8Array;
}

function decodeTicketResponse(bytes: Uint8Array): TicketResponse {
  const reader = new Reader(bytes, "ticket response");
  checkVersion(reader, "ticket response");
  const purpose = reader.u8();
  const epoch = reader.u16();
  const evaluated = readElements(reader);
  const proof = reader.bytes(proofBytes);
  reader.end();
  if (!isTicketPurpose(purpose)) {
    throw new ProtocolError("malformed", `ticket response: got purpose ${purpose}, want 1, 2 or 3`);
  }
  for (const element of evaluated) checkElement(element, "ticket response: evaluated element");
  return { purpose, epoch, evaluated, proof };
}

/** The blinded elements of the device's own request. */
function blindedOf(claim: TicketClaim): Uint8Array[] {
  const isWhole =
    claim.request.length === ticketRequestBytes &&
    claim.nonces.length === ticketsPerClaim &&
    claim.blinds.length === ticketsPerClaim;
  if (!isWhole) throw new RangeError("this is not a claim that prepareTicketClaim made");
  return readElements(new Reader(claim.request.subarray(1 + claimCodeBytes), "ticket claim"));
}

function checkVersion(reader: Reader, what: string): void {
  const got = reader.u8();
  if (got !== version) {
    throw new ProtocolError("unsupported-version", `${what}: got version ${got}, want ${version}`);
  }
}

function readElements(reader: Reader): Uint8Array[] {
  return Array.from({ length: ticketsPerClaim }, () => reader.bytes(elementBytes));
}
