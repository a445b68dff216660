import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { generateTicketKeyPair, ticketPurpose } from "../../protocol/ticket.ts";
import {
  decodeTicketRequest,
  issueTickets,
  openTicketResponse,
  prepareTicketClaim,
  type TicketExpectation,
  ticketRequestBytes,
  ticketResponseBytes,
  ticketsPerClaim,
} from "../../protocol/ticket-exchange.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const unsupportedVersion = { name: "ProtocolError", code: "unsupported-version" };
const wrongProof = { name: "ProtocolError", code: "wrong-proof" };

const epoch = 2969;
const keys = generateTicketKeyPair();
const claim = prepareTicketClaim("30WX47PC7ZZG");
const response = issueTickets(decodeTicketRequest(claim.request), ticketPurpose.report, epoch, keys);
const expected: TicketExpectation = {
  purpose: ticketPurpose.report,
  epochs: [epoch],
  publicKeyFor: () => keys.publicKey,
};

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3]! ^= 0x80 >> (bit & 7);
  return copy;
}

/** The bytes as a view into a larger buffer, as a Node `Buffer`, and as both at once. */
function otherForms(bytes: Uint8Array): Uint8Array[] {
  const larger = new Uint8Array(bytes.length + 24).fill(0xee);
  larger.set(bytes, 11);
  return [
    larger.subarray(11, 11 + bytes.length),
    Buffer.from(bytes),
    Buffer.from(larger.buffer, 11, bytes.length),
  ];
}

test("Both decoders refuse every truncation, one byte more, and every other version", () => {
  const decoders = [
    { bytes: claim.request, decode: decodeTicketRequest },
    { bytes: response, decode: (bytes: Uint8Array) => openTicketResponse(claim, bytes, expected) },
  ];
  for (const { bytes, decode } of decoders) {
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(() => decode(bytes.slice(0, length)), malformed, `cut to ${length} bytes`);
    }
    assert.throws(() => decode(Uint8Array.of(...bytes, 0)), malformed);
    for (let version = 0; version < 256; version++) {
      if (version === 1) continue;
      const other = bytes.slice();
      other[0] = version;
      assert.throws(() => decode(other), unsupportedVersion);
    }
  }
});

test("Both decoders give the same for a view into a larger buffer and for a Node Buffer", () => {
  const request = decodeTicketRequest(claim.request);
  for (const form of otherForms(claim.request)) assert.deepEqual(decodeTicketRequest(form), request);
  const tickets = openTicketResponse(claim, response, expected);
  for (const form of otherForms(response)) {
    assert.deepEqual(openTicketResponse(claim, form, expected), tickets);
  }
});

test("A decoded request is no view of the bytes that it was decoded from", () => {
  const bytes = claim.request.slice();
  const request = decodeTicketRequest(bytes);
  bytes.fill(0);
  assert.deepEqual(request, decodeTicketRequest(claim.request));
});

test("A claim code that is not in its wire form makes a request malformed", () => {
  for (const claimCode of [
    "30wx47pc7zzg",
    "3OWX47PC7ZZG",
    "30WX47PC7ZZH",
    "30WX47PC7ZZ ",
    "30WX47PC7ZZ\u00c7",
  ]) {
    const bytes = claim.request.slice();
    bytes.set(Buffer.from(claimCode, "latin1"), 1);
    assert.throws(() => decodeTicketRequest(bytes), malformed, claimCode);
  }
  for (const claimCode of ["30wx47pc7zzg", "30WX-47PC-7ZZG", "30WX47PC7ZZH", ""]) {
    assert.throws(() => prepareTicketClaim(claimCode), malformed, claimCode);
  }
});

test("A flipped bit in a request is refused before the elements, and contained in them", () => {
  for (let bit = 0; bit < 13 * 8; bit++) {
    const code = bit < 8 ? unsupportedVersion : malformed;
    assert.throws(() => decodeTicketRequest(flipped(claim.request, bit)), code, `bit ${bit}`);
  }
  // One bit of every sixth byte, another one each time: all bits of all elements would take half a minute.
  for (let byte = 13, turn = 0; byte < ticketRequestBytes; byte += 6, turn++) {
    const bytes = flipped(claim.request, byte * 8 + (turn % 8));
    let request;
    try {
      request = decodeTicketRequest(bytes);
    } catch (error) {
      assert.equal((error as { code?: unknown }).code, "malformed");
      continue;
    }
    assert.deepEqual(Buffer.concat(request.blinded), Buffer.from(bytes.subarray(13)));
  }
});

test("A flipped bit in an answer is refused, wherever it is", () => {
  const refusals = new Set<unknown>();
  const refused = (bytes: Uint8Array, what: string) =>
    assert.throws(
      () => openTicketResponse(claim, bytes, expected),
      (error: Error & { code?: unknown }) => refusals.add(error.code) && error.name === "ProtocolError",
      what,
    );
  for (let bit = 0; bit < 4 * 8; bit++) refused(flipped(response, bit), `bit ${bit}`);
  // One bit of every thirteenth byte, another one each time: all bits would take many minutes.
  for (let byte = 4, turn = 0; byte < ticketResponseBytes; byte += 13, turn++) {
    refused(flipped(response, byte * 8 + (turn % 8)), `byte ${byte}`);
  }
  assert.deepEqual([...refusals].toSorted(), [
    "malformed",
    "out-of-bounds",
    "unsupported-version",
    "wrong-proof",
  ]);
});

test("A hostile element anywhere is malformed on both sides: the identity, or bytes that are no encoding", () => {
  const notCanonical = new Uint8Array(32).fill(0xff);
  const negative = Uint8Array.of(1, ...new Uint8Array(31));
  for (const element of [new Uint8Array(32), notCanonical, negative]) {
    for (let index = 0; index < ticketsPerClaim; index++) {
      const hostileRequest = claim.request.slice();
      hostileRequest.set(element, 13 + 32 * index);
      assert.throws(() => decodeTicketRequest(hostileRequest), malformed);
      const hostileResponse = response.slice();
      hostileResponse.set(element, 4 + 32 * index);
      assert.throws(() => openTicketResponse(claim, hostileResponse, expected), malformed);
    }
  }
});

test("A proof of numbers beyond the group's order is wrong, not a crash", () => {
  for (const fill of [0x00, 0xff]) {
    const hostile = response.slice().fill(fill, ticketResponseBytes - 64);
    assert.throws(() => openTicketResponse(claim, hostile, expected), wrongProof);
  }
});

test("Random bytes are refused by both decoders, with the version right or not", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1100 }), fc.boolean(), (bytes, rightVersion) => {
      if (rightVersion && bytes.length > 0) bytes[0] = 1;
      assert.throws(() => decodeTicketRequest(bytes), { name: "ProtocolError" });
      assert.throws(() => openTicketResponse(claim, bytes, expected), { name: "ProtocolError" });
    }),
    { numRuns: 200 },
  );
});
