import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex, hexToBytes, randomBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  batchCountMax,
  checkBatch,
  decodeBatch,
  drillToken,
  encodeBatch,
  type Evidence,
  type ExposedToken,
  lookUp,
  openBatch,
  paddedCount,
  ProtocolError,
  retractionToken,
} from "../../protocol/index.ts";
import { encodeBatchFromDigests } from "../../protocol/batch-encode.ts";
import { decodeSegment, encodeSegment, valueLimit } from "../../protocol/batch-segment.ts";
import { assertHostileInputIsRefused } from "./hostile.ts";
import { readVectors } from "./vectors.ts";

interface BatchVectors {
  batches: {
    number: number;
    closed: number;
    salt: string;
    count: number;
    segments: number;
    digests?: string[];
    present: [Evidence, string][];
    absent: [Evidence, string][];
    bytes: string;
  }[];
  invalid: { why: string; bytes: string }[];
}

const regionId = hexToBytes("c6f7ab45d246807a");
const header = { number: 7, closed: 2_980_000, regionId };
const byEvidenceAndToken = ([evidence, token]: [Evidence, string]) => ({
  evidence,
  token: hexToBytes(token),
});

function randomTokens(count: number): ExposedToken[] {
  return Array.from({ length: count }, (_, index) => ({
    evidence: (1 + (index % 3)) as Evidence,
    token: randomBytes(16),
  }));
}

test("the batches of the independent implementation are written and read byte for byte", () => {
  for (const vector of readVectors<BatchVectors>("batch").batches) {
    const bytes = hexToBytes(vector.bytes);
    const { batch } = decodeBatch(bytes);
    assert.deepEqual(
      [batch.number, batch.closed, bytesToHex(batch.salt), batch.count, batch.segments],
      [vector.number, vector.closed, vector.salt, vector.count, vector.segments],
    );
    assert.ok(lookUp(batch, vector.present.map(byEvidenceAndToken)).found.every(Boolean));
    assert.ok(!lookUp(batch, vector.absent.map(byEvidenceAndToken)).found.some(Boolean));
    if (vector.digests === undefined) continue;
    const digests = vector.digests.map(hexToBytes);
    const again = encodeBatchFromDigests({ ...vector, salt: batch.salt, digests });
    assert.equal(bytesToHex(again!), vector.bytes);
  }
});

test("what the independent implementation calls invalid is refused by a full decode", () => {
  for (const { why, bytes } of readVectors<BatchVectors>("batch").invalid) {
    assert.throws(() => decodeBatch(hexToBytes(bytes)), ProtocolError, why);
    assert.throws(() => checkBatch(openBatch(hexToBytes(bytes))), ProtocolError, why);
  }
});

test("drill and retraction tokens are those of the independent implementation", () => {
  const vectors = readVectors<{
    drill: { regionId: string; closed: number; token: string }[];
    retraction: { salt: string; evidence: 1 | 2; token: string; retraction: string }[];
  }>("derived");
  for (const { regionId: id, closed, token } of vectors.drill) {
    assert.equal(bytesToHex(drillToken(hexToBytes(id), closed)), token);
  }
  for (const { salt, evidence, token, retraction } of vectors.retraction) {
    assert.equal(bytesToHex(retractionToken(hexToBytes(salt), evidence, hexToBytes(token))), retraction);
  }
});

test("a batch holds what was put into it, the drill token, and padding up the ladder", () => {
  for (const count of [0, 1, 1_023, 1_024, 1_500, 5_000]) {
    const exposed = randomTokens(count);
    const { batch } = decodeBatch(encodeBatch({ ...header, exposed }));
    assert.equal(batch.count, paddedCount(count + 1));
    const drill: ExposedToken = { evidence: 2, token: drillToken(regionId, header.closed) };
    assert.ok(lookUp(batch, [...exposed, drill]).found.every(Boolean));
    assert.ok(!lookUp(batch, randomTokens(300)).found.some(Boolean));
    const otherEvidence = exposed.map(({ evidence, token }) => ({
      token,
      evidence: ((evidence % 3) + 1) as Evidence,
    }));
    assert.ok(!lookUp(batch, otherEvidence).found.some(Boolean));
  }
});

test("a token that is reported twice with one evidence counts once, with two evidences twice", () => {
  const token = randomBytes(16);
  const exposed: ExposedToken[] = [
    { evidence: 1, token },
    { evidence: 1, token: token.slice() },
    { evidence: 2, token },
  ];
  const { batch } = decodeBatch(encodeBatch({ ...header, exposed }));
  assert.deepEqual(lookUp(batch, exposed).found, [true, true, true]);
});

test("two batches of the same tokens have nothing in common but their header and size", () => {
  const exposed = randomTokens(900);
  const [one, other] = [0, 1].map(() => decodeBatch(encodeBatch({ ...header, exposed })));
  const values = new Set(one!.values.flat());
  assert.notDeepEqual(one!.batch.salt, other!.batch.salt);
  assert.equal(one!.batch.count, other!.batch.count);
  assert.ok(!other!.values.flat().some((value) => values.has(value)));
});

test("the ladder has four steps a doubling, from 1,024 on", () => {
  const steps = [1_024, 1_280, 1_536, 1_792, 2_048, 2_560, 3_072, 3_584, 4_096];
  for (const [index, step] of steps.entries()) {
    assert.equal(paddedCount(step), step);
    if (index > 0) assert.equal(paddedCount(steps[index - 1]! + 1), step);
  }
  assert.equal(paddedCount(0), 1_024);
  assert.equal(paddedCount(batchCountMax), batchCountMax);
  assert.throws(() => paddedCount(batchCountMax + 1), RangeError);
});

test("a look-up decodes at most one segment a query, however large the batch", () => {
  const same = randomTokens(1)[0]!;
  const batch = openBatch(encodeBatch({ ...header, exposed: randomTokens(40_000) }));
  for (const queries of [0, 1, 10, 100]) {
    const { segmentsDecoded } = lookUp(batch, randomTokens(queries));
    assert.ok(segmentsDecoded <= queries && segmentsDecoded <= batch.segments);
  }
  assert.ok(batch.segments >= 320);
  assert.equal(
    lookUp(
      batch,
      Array.from({ length: 9 }, () => same),
    ).segmentsDecoded,
    1,
  );
});

test("a segment gives back any set of values, and there is one encoding of a set", () => {
  const value = fc.oneof(
    fc.integer({ min: 0, max: valueLimit - 1 }),
    fc.constantFrom(0, 1, 2 ** 40 - 1, 2 ** 40, 2 ** 46, valueLimit - 1),
  );
  fc.assert(
    fc.property(fc.uniqueArray(value, { maxLength: 200 }), (set) => {
      const values = set.toSorted((one, other) => one - other);
      const bytes = encodeSegment(values);
      assert.deepEqual(decodeSegment(bytes), values);
      const longer = new Uint8Array(bytes.length + 1);
      longer.set(bytes);
      assert.throws(() => decodeSegment(longer), ProtocolError);
    }),
  );
});

test("whatever a segment decodes to encodes to the same bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      let values: number[];
      try {
        values = decodeSegment(bytes);
      } catch (error) {
        assert.ok(error instanceof ProtocolError);
        return;
      }
      assert.deepEqual(encodeSegment(values), bytes);
    }),
    { numRuns: 3_000 },
  );
});

test("a full decode refuses every truncation and addition and survives every flipped bit", () => {
  const bytes = encodeBatchFromDigests({
    number: 1,
    closed: 2,
    salt: randomBytes(16),
    digests: Array.from({ length: 140 }, () => randomBytes(12)),
  })!;
  assertHostileInputIsRefused(bytes, decodeBatch, { flips: "contained" });
});

test("a batch of 2^24 announced values with nothing behind it is refused before anything is allocated for it", () => {
  const bytes = encodeBatch({ ...header, exposed: [] }).slice(0, 44);
  const view = new DataView(bytes.buffer);
  const announce = (count: number): void => {
    view.setUint32(32, count);
    view.setUint32(36, Math.ceil(count / 128));
  };
  announce(2 ** 24);
  assert.throws(() => openBatch(bytes), ProtocolError);
  for (const count of [2 ** 24 + 1, 2 ** 32 - 1]) {
    announce(count);
    assert.throws(() => openBatch(bytes), { message: `batch: ${count} values, at most 2^24` });
  }
});

test("padding cannot be told from tokens: their values are spread alike", () => {
  const tokens = decodeBatch(encodeBatch({ ...header, exposed: randomTokens(4_095) })).values.flat();
  const padding = decodeBatch(encodeBatch({ ...header, exposed: randomTokens(3_584) })).values.flat();
  for (const values of [tokens, padding]) {
    const counts = Array.from({ length: 16 }, () => 0);
    for (const value of values) counts[Math.floor(value / (valueLimit / 16))]!++;
    const expected = values.length / 16;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < 60, `chi-square ${chiSquare} over 15 degrees of freedom`);
  }
});
