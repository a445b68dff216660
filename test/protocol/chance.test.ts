import assert from "node:assert/strict";
import { test } from "node:test";
import { randomBytes } from "@noble/hashes/utils.js";
import {
  type Batch,
  encodeBatch,
  type Evidence,
  type ExposedToken,
  lookUp,
  openBatch,
} from "../../protocol/index.ts";
import { valueLimit } from "../../protocol/batch-segment.ts";

const someTokens = (count: number): ExposedToken[] =>
  Array.from({ length: count }, (_, index) => ({
    evidence: (1 + (index % 3)) as Evidence,
    token: randomBytes(16),
  }));
const batchOf = (count: number): Batch =>
  openBatch(
    encodeBatch({ number: 1, closed: 2_980_000, regionId: new Uint8Array(8), exposed: someTokens(count) }),
  );

/** A look-up compares one of `valueLimit` values with those of one segment. */
const chanceOfLookUp = (batch: Batch): number => batch.count / batch.segments / valueLimit;

test("a look-up matches by chance with 2^-40 at most, however large the batch", () => {
  for (const count of [0, 1_000, 1_100, 20_000]) {
    assert.ok(chanceOfLookUp(batchOf(count)) <= 2 ** -40, `${count} tokens`);
  }
});

test("chance gives fewer than one person in a thousand million a false warning in fourteen days", () => {
  // Out from morning to night on every day, batches every hour, each token looked up under three evidences.
  const lookUps = 14 * 16 * 6 * 24 * 14 * 3;
  const matches = lookUps * chanceOfLookUp(batchOf(20_000));
  // Fewer than two matched intervals change nothing, see protocol/colour.test.ts.
  const warned = matches ** 2 / 2;
  assert.ok(warned < 1e-9, String(warned));
});

test("of twenty thousand look-ups of tokens that are not there none matches", () => {
  assert.ok(!lookUp(batchOf(20_000), someTokens(20_000)).found.includes(true));
});
