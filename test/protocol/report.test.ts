import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  decodeReport,
  decoyReport,
  encodeReport,
  encodeReportFilled,
  reportBytes,
  tokensPerReport,
  verifyReport,
} from "../../protocol/report.ts";
import { evidence } from "../../protocol/batch-digest.ts";
import { type Ticket, ticketPurpose, type TicketPurpose } from "../../protocol/ticket.ts";
import { assertHostileInputIsRefused } from "./hostile.ts";

const malformed = { name: "ProtocolError", code: "malformed" };

function fixedBytes(length: number) {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

const anyTicket: fc.Arbitrary<Ticket> = fc.record({
  purpose: fc.constantFrom<TicketPurpose[]>(1, 2, 3),
  epoch: fc.integer({ min: 0, max: 0xffff }),
  nonce: fixedBytes(32),
  output: fixedBytes(64),
});
const anyTokens = fc.array(fixedBytes(16), { minLength: 1, maxLength: tokensPerReport });

/** A ticket that nobody issued, for what does not look at where tickets come from. */
function makeTicket(change: Partial<Ticket> = {}): Ticket {
  const nonce = new Uint8Array(randomBytes(32));
  return { purpose: 1, epoch: 2969, nonce, output: new Uint8Array(randomBytes(64)), ...change };
}

function makeTokens(count: number): Uint8Array[] {
  return Array.from({ length: count }, () => new Uint8Array(randomBytes(16)));
}

test("A report is, byte for byte, what another implementation makes of SPEC.md §4.5", () => {
  const ticket = makeTicket({ purpose: 2, epoch: 0x0b97 });
  const tokens = makeTokens(3);
  const filling = new Uint8Array(randomBytes(13 * 16));
  const body = Buffer.concat([Buffer.from("01020b9703", "hex"), ticket.nonce, ...tokens, filling]);
  const mac = createHmac("sha256", ticket.output).update(body).digest();
  assert.equal(body.length, 293);
  assert.deepEqual(encodeReportFilled(ticket, tokens, filling), new Uint8Array(Buffer.concat([body, mac])));
});

test("Every report has 325 bytes, decodes to what was put in, and verifies under its ticket's output alone", () => {
  fc.assert(
    fc.property(anyTicket, anyTokens, fixedBytes(64), (ticket, tokens, otherOutput) => {
      const bytes = encodeReport(ticket, tokens);
      assert.equal(bytes.length, reportBytes);
      assert.equal(bytes.length, 325);
      const { purpose, epoch, nonce, output } = ticket;
      assert.deepEqual(decodeReport(bytes), { evidence: purpose, epoch, nonce, tokens });
      assert.equal(verifyReport(bytes, output), true);
      assert.equal(verifyReport(bytes, otherOutput), false);
    }),
  );
});

test("Each kind of evidence takes tickets of the purpose with its number", () => {
  assert.deepEqual(Object.values(evidence), Object.values(ticketPurpose));
});

test("Unused slots are filled anew each time and are none of the tokens that come out", () => {
  const ticket = makeTicket();
  const tokens = makeTokens(1);
  const [first, second] = [encodeReport(ticket, tokens), encodeReport(ticket, tokens)];
  assert.deepEqual(first.slice(0, 53), second.slice(0, 53));
  for (let slot = 1; slot < tokensPerReport; slot++) {
    const [from, to] = [37 + slot * 16, 53 + slot * 16];
    assert.notDeepEqual(first.slice(from, to), second.slice(from, to));
    assert.notDeepEqual(first.slice(from, to), new Uint8Array(16));
  }
  assert.equal(decodeReport(first).tokens.length, 1);
});

test("A report with any bit flipped does not verify", () => {
  const ticket = makeTicket();
  const bytes = encodeReport(ticket, makeTokens(7));
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
    assert.equal(verifyReport(flipped, ticket.output), false, `bit ${bit}`);
  }
});

test("A report of the wrong size does not verify, whatever is missing or too much", () => {
  const ticket = makeTicket();
  const bytes = encodeReport(ticket, makeTokens(16));
  for (let length = 0; length < bytes.length; length++) {
    assert.equal(verifyReport(bytes.slice(0, length), ticket.output), false);
  }
  assert.equal(verifyReport(Uint8Array.of(...bytes, 0), ticket.output), false);
});

test("A report verifies inside a larger buffer and as a Node Buffer", () => {
  const ticket = makeTicket();
  const bytes = encodeReport(ticket, makeTokens(5));
  const larger = Buffer.alloc(400, 0xee);
  larger.set(bytes, 33);
  assert.equal(verifyReport(larger.subarray(33, 33 + reportBytes), ticket.output), true);
  assert.equal(verifyReport(larger.subarray(32, 32 + reportBytes), ticket.output), false);
  assert.equal(verifyReport(Buffer.from(bytes), Buffer.from(ticket.output)), true);
});

test("The decoder survives truncation, extension, flipped bits, views and Buffers", () => {
  for (const count of [1, 16]) {
    const bytes = encodeReport(makeTicket(), makeTokens(count));
    assertHostileInputIsRefused(bytes, decodeReport, { flips: "contained" });
  }
});

test("What the decoder returns is no view of what it was given", () => {
  const ticket = makeTicket();
  const tokens = makeTokens(2);
  const bytes = encodeReport(ticket, tokens);
  const report = decodeReport(bytes);
  bytes.fill(0);
  assert.deepEqual(report, { evidence: 1, epoch: ticket.epoch, nonce: ticket.nonce, tokens });
});

test("Of all first bytes, only version 1, evidence 0 to 3 and 1 to 16 tokens are decoded", () => {
  const bytes = encodeReport(makeTicket(), makeTokens(16));
  for (let first = 0; first < 256; first++) {
    const other = bytes.slice();
    other[0] = first;
    if (first === 1) decodeReport(other);
    else assert.throws(() => decodeReport(other), { code: "unsupported-version" });
  }
  for (let kind = 0; kind < 256; kind++) {
    for (const count of [0, 1, 2, 15, 16, 17, 128, 255]) {
      const other = bytes.slice();
      other[1] = kind;
      other[4] = count;
      if (kind <= 3 && count >= 1 && count <= 16) {
        const report = decodeReport(other);
        assert.equal(report.evidence, kind);
        assert.equal(report.tokens.length, count);
      } else {
        assert.throws(() => decodeReport(other), malformed);
      }
    }
  }
});

test("A decoy has the size and form of a report, evidence 0, and opens under no ticket", () => {
  const counts = new Set<number>();
  for (let round = 0; round < 600; round++) {
    const bytes = decoyReport(2969);
    assert.equal(bytes.length, reportBytes);
    const report = decodeReport(bytes);
    assert.equal(report.evidence, 0);
    assert.equal(report.epoch, 2969);
    assert.equal(verifyReport(bytes, makeTicket().output), false);
    counts.add(report.tokens.length);
  }
  // Of 16 counts one is missing with probability 16 · (15/16)^600, about 10^-16.
  assert.equal(counts.size, tokensPerReport);
  assert.notDeepEqual(decoyReport(1), decoyReport(1));
});

test("What the caller can get wrong is a RangeError", () => {
  const tokens = makeTokens(2);
  assert.throws(() => encodeReport(makeTicket(), []), RangeError);
  assert.throws(() => encodeReport(makeTicket(), makeTokens(17)), RangeError);
  assert.throws(() => encodeReport(makeTicket(), [new Uint8Array(15)]), RangeError);
  assert.throws(() => encodeReport(makeTicket(), [...tokens, new Uint8Array(17)]), RangeError);
  assert.throws(() => encodeReport(makeTicket({ epoch: 0x10000 }), tokens), RangeError);
  assert.throws(() => encodeReport(makeTicket({ epoch: -1 }), tokens), RangeError);
  assert.throws(() => encodeReport(makeTicket({ epoch: 1.5 }), tokens), RangeError);
  assert.throws(() => encodeReport(makeTicket({ nonce: new Uint8Array(31) }), tokens), RangeError);
  assert.throws(() => encodeReport(makeTicket({ output: new Uint8Array(32) }), tokens), RangeError);
  assert.throws(() => encodeReportFilled(makeTicket(), tokens, new Uint8Array(13 * 16)), RangeError);
  assert.throws(() => decoyReport(0x10000), RangeError);
});
