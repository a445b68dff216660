import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import * as fc from "fast-check";
import { decoyClaimCode, generateClaimCode } from "../../protocol/claim-code.ts";
import { epochOf, epochSeconds } from "../../protocol/interval.ts";
import { decodeReport, encodeReport, verifyReport } from "../../protocol/report.ts";
import {
  acceptedEpochs,
  generateTicketKeyPair,
  type Ticket,
  ticketEpochs,
  type TicketKeyPair,
  ticketKeyPairOf,
  ticketOutput,
  ticketPurpose,
  type TicketPurpose,
} from "../../protocol/ticket.ts";
import {
  decodeTicketRequest,
  decoyTicketResponse,
  issueTickets,
  openTicketResponse,
  prepareTicketClaim,
  type TicketExpectation,
  ticketRequestBytes,
  ticketResponseBytes,
  ticketsPerClaim,
} from "../../protocol/ticket-exchange.ts";

const outOfBounds = { name: "ProtocolError", code: "out-of-bounds" };
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

function openExpecting(change: Partial<TicketExpectation>): Ticket[] {
  return openTicketResponse(claim, response, { ...expected, ...change });
}

test("A request has 1,037 bytes and an answer 1,092, with every field where SPEC.md §4.4 has it", () => {
  assert.deepEqual([ticketRequestBytes, ticketResponseBytes], [1037, 1092]);
  assert.equal(claim.request.length, ticketRequestBytes);
  assert.equal(response.length, ticketResponseBytes);
  assert.equal(Buffer.from(claim.request.subarray(0, 13)).toString("latin1"), "\u000130WX47PC7ZZG");
  assert.deepEqual([...response.subarray(0, 4)], [1, 1, 0x0b, 0x99]);
});

test("Device, server, device, server: 32 tickets are bought with one request and each is spent on a report", () => {
  // Only bytes pass between the two sides; each has its own knowledge.
  const serverKeys: Record<TicketPurpose, TicketKeyPair> = {
    1: generateTicketKeyPair(),
    2: generateTicketKeyPair(),
    3: generateTicketKeyPair(),
  };
  const manifestKeys = { 1: serverKeys[1].publicKey, 2: serverKeys[2].publicKey, 3: serverKeys[3].publicKey };

  for (const purpose of Object.values(ticketPurpose)) {
    const claimCode = generateClaimCode();
    const deviceClaim = prepareTicketClaim(claimCode);
    const stored = structuredClone(deviceClaim);

    const request = decodeTicketRequest(deviceClaim.request);
    assert.equal(request.claimCode, claimCode);
    const answer = issueTickets(request, purpose, epoch, serverKeys[purpose]);

    const tickets = openTicketResponse(stored, answer, {
      purpose,
      epochs: [epoch - 1, epoch],
      publicKeyFor: (wantedPurpose, wantedEpoch) =>
        wantedEpoch === epoch ? manifestKeys[wantedPurpose] : null,
    });
    assert.equal(tickets.length, ticketsPerClaim);
    assert.deepEqual(
      tickets.map(({ nonce }) => nonce),
      deviceClaim.nonces,
    );

    for (const ticket of tickets.slice(0, 4)) {
      const token = new Uint8Array(randomBytes(16));
      const sent = encodeReport(ticket, [token]);

      const report = decodeReport(sent);
      assert.deepEqual(report, { evidence: purpose, epoch, nonce: ticket.nonce, tokens: [token] });
      for (const [keyPurpose, { secretKey }] of Object.entries(serverKeys)) {
        const output = ticketOutput(secretKey, report.nonce);
        assert.equal(verifyReport(sent, output), Number(keyPurpose) === purpose);
      }
    }
  }
});

test("The server computes from each nonce the output that the device has", () => {
  const tickets = openTicketResponse(claim, response, expected);
  for (const { nonce, output, ...rest } of tickets) {
    assert.equal(output.length, 64);
    assert.deepEqual(ticketOutput(keys.secretKey, nonce), output);
    assert.deepEqual(rest, { purpose: ticketPurpose.report, epoch });
  }
  assert.equal(new Set(tickets.map(({ output }) => output.join())).size, ticketsPerClaim);
});

test("A claim is plain byte arrays, drawn anew each time, and opens the same answer as often as it comes", () => {
  for (const bytes of [claim.request, ...claim.nonces, ...claim.blinds]) {
    assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
  }
  const lengths = [...claim.nonces, ...claim.blinds].map(({ length }) => length);
  assert.deepEqual(
    lengths,
    Array.from({ length: 64 }, () => 32),
  );
  const other = prepareTicketClaim("30WX47PC7ZZG");
  const drawn = [claim, other].flatMap(({ nonces, blinds }) => [...nonces, ...blinds]);
  assert.equal(new Set(drawn.map((bytes) => bytes.join())).size, 128);
  assert.notDeepEqual(other.request, claim.request);

  const copy = structuredClone(claim);
  assert.deepEqual(
    openTicketResponse(copy, response, expected),
    openTicketResponse(claim, response, expected),
  );
});

test("Nothing of a claim but claim code and blinded elements is in the request", () => {
  const sent = Buffer.from(claim.request);
  for (const secret of [...claim.nonces, ...claim.blinds])
    assert.equal(sent.includes(Buffer.from(secret)), false);
});

test("A decoy's answer has the same size and is different each time, but opens with no key", () => {
  const decoy = prepareTicketClaim(decoyClaimCode);
  const request = decodeTicketRequest(decoy.request);
  assert.equal(request.claimCode, decoyClaimCode);
  const answers = [1, 2].map(() => decoyTicketResponse(request, ticketPurpose.report, epoch));
  for (const answer of answers) {
    assert.equal(answer.length, ticketResponseBytes);
    assert.deepEqual([...answer.subarray(0, 4)], [1, 1, 0x0b, 0x99]);
    assert.throws(() => openTicketResponse(decoy, answer, expected), wrongProof);
  }
  assert.notDeepEqual(answers[0]!.subarray(4), answers[1]!.subarray(4));
});

function sortedTicketEpochs(now: number): number[] {
  return ticketEpochs(now).toSorted((a, b) => a - b);
}

test("A device takes the epoch of its clock, and the neighbour within an hour of the change", () => {
  const change = epoch * epochSeconds;
  assert.deepEqual(sortedTicketEpochs(change), [epoch - 1, epoch]);
  assert.deepEqual(sortedTicketEpochs(change + 3599), [epoch - 1, epoch]);
  assert.deepEqual(sortedTicketEpochs(change + 3600), [epoch]);
  assert.deepEqual(sortedTicketEpochs(change + epochSeconds / 2), [epoch]);
  assert.deepEqual(sortedTicketEpochs(change + epochSeconds - 3601), [epoch]);
  assert.deepEqual(sortedTicketEpochs(change + epochSeconds - 3600), [epoch, epoch + 1]);
  assert.deepEqual(sortedTicketEpochs(change + epochSeconds - 1), [epoch, epoch + 1]);
});

test("A server redeems tickets of the current epoch and of the one before", () => {
  const change = epoch * epochSeconds;
  assert.deepEqual(acceptedEpochs(change), [epoch, epoch - 1]);
  assert.deepEqual(acceptedEpochs(change - 1), [epoch - 1, epoch - 2]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 33 }), (now) => {
      // Whatever a server whose clock is right issues now, a device may spend for at least a week.
      for (const later of [0, epochSeconds]) assert.ok(acceptedEpochs(now + later).includes(epochOf(now)));
      assert.ok(ticketEpochs(now).includes(epochOf(now)));
    }),
  );
});

test("An answer for another purpose, another week or an unpublished key is out of bounds", () => {
  assert.throws(() => openExpecting({ purpose: ticketPurpose.confirm }), outOfBounds);
  assert.throws(() => openExpecting({ epochs: [epoch - 1, epoch + 1] }), outOfBounds);
  assert.throws(() => openExpecting({ epochs: [] }), outOfBounds);
  assert.throws(() => openExpecting({ publicKeyFor: () => null }), outOfBounds);
});

test("The published key is asked for with the purpose and epoch of the answer", () => {
  const asked: number[][] = [];
  openExpecting({
    publicKeyFor: (...what) => {
      asked.push(what);
      return keys.publicKey;
    },
  });
  assert.deepEqual(asked, [[1, epoch]]);
});

test("A server that marks one person with a key of their own is found out", () => {
  const request = decodeTicketRequest(claim.request);
  const marking = generateTicketKeyPair();
  const marked = issueTickets(request, ticketPurpose.report, epoch, marking);
  assert.throws(() => openTicketResponse(claim, marked, expected), wrongProof);

  // Nor can it mark one ticket of an answer that is otherwise right, or give two in each other's place.
  const oneMarked = response.slice();
  oneMarked.set(marked.subarray(4 + 32 * 17, 4 + 32 * 18), 4 + 32 * 17);
  assert.throws(() => openTicketResponse(claim, oneMarked, expected), wrongProof);
  const swapped = response.slice();
  swapped.set(response.subarray(4, 36), 36);
  swapped.set(response.subarray(36, 68), 4);
  assert.throws(() => openTicketResponse(claim, swapped, expected), wrongProof);

  // Even when it claims another public key while it makes the proof.
  const mixed = { secretKey: marking.secretKey, publicKey: keys.publicKey };
  const lied = issueTickets(request, ticketPurpose.report, epoch, mixed);
  assert.throws(() => openTicketResponse(claim, lied, expected), wrongProof);
});

test("An answer to another request does not open, nor does a published key that is no element open anything", () => {
  const other = prepareTicketClaim("30WX47PC7ZZG");
  assert.throws(() => openTicketResponse(other, response, expected), wrongProof);
  for (const key of [new Uint8Array(32), new Uint8Array(32).fill(0xff), new Uint8Array(31)]) {
    assert.throws(() => openExpecting({ publicKeyFor: () => key }), wrongProof);
  }
});

test("A secret key makes its pair again, and what is no scalar makes none", () => {
  assert.deepEqual(ticketKeyPairOf(keys.secretKey), keys);
  assert.throws(() => ticketKeyPairOf(new Uint8Array(32)));
  assert.throws(() => ticketKeyPairOf(new Uint8Array(32).fill(0xff)));
});

test("What the caller can get wrong is a RangeError", () => {
  const request = decodeTicketRequest(claim.request);
  assert.throws(() => issueTickets(request, 0 as TicketPurpose, epoch, keys), RangeError);
  assert.throws(() => issueTickets(request, 4 as TicketPurpose, epoch, keys), RangeError);
  assert.throws(() => issueTickets(request, 1, 0x10000, keys), RangeError);
  assert.throws(() => issueTickets(request, 1, -1, keys), RangeError);
  const short = { ...request, blinded: request.blinded.slice(1) };
  assert.throws(() => issueTickets(short, 1, epoch, keys), RangeError);
  for (const part of ["nonces", "blinds", "request"] as const) {
    const broken = { ...claim, [part]: claim[part].slice(1) };
    assert.throws(() => openTicketResponse(broken, response, expected), RangeError);
  }
  assert.throws(() => ticketOutput(keys.secretKey, new Uint8Array(31)), RangeError);
});
