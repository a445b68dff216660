import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  type CheckInCode,
  coveredSeconds,
  earliestArrival,
  intervalOf,
  intervalSeconds,
  intervalStart,
  passFromPlaceKey,
  visitTokens,
} from "../../protocol/index.ts";

const start = 2_990_000;
const code: CheckInCode = {
  kind: "printed",
  regionId: new Uint8Array(8).fill(3),
  name: "Central Library",
  pass: passFromPlaceKey(new Uint8Array(32).fill(9), start, start + 144),
};
const opening = intervalStart(start);
const stay = fc
  .tuple(fc.nat({ max: 143 * intervalSeconds }), fc.nat({ max: 20 * intervalSeconds }))
  .map(([offset, length]) => ({ arrival: opening + offset, leaving: opening + offset + length }));

function tokensOf(arrival: number, leaving: number, linger = 0): string[] {
  return visitTokens(code, arrival, leaving, linger).map(({ token }) => bytesToHex(token));
}

test("two stays at one place match exactly when they share an interval", () => {
  fc.assert(
    fc.property(stay, stay, (one, other) => {
      const others = new Set(tokensOf(other.arrival, other.leaving));
      const share = tokensOf(one.arrival, one.leaving).some((token) => others.has(token));
      const apart =
        intervalOf(one.leaving) < intervalOf(other.arrival) ||
        intervalOf(other.leaving) < intervalOf(one.arrival);
      const bothInside = Math.max(one.arrival, other.arrival) < intervalStart(code.pass.end);
      assert.equal(share, !apart && bothInside);
    }),
  );
});

test("a stay has one token for every interval it touches, and lingers as far as the pass reaches", () => {
  const arrival = opening + 599;
  assert.deepEqual(
    visitTokens(code, arrival, arrival + 1, 1).map(({ interval }) => interval),
    [start, start + 1, start + 2],
  );
  const closing = intervalStart(code.pass.end);
  assert.equal(visitTokens(code, closing - 1, closing + 7200, 6).length, 1);
  assert.equal(visitTokens(code, opening, opening, 0).length, 1);
  assert.throws(() => visitTokens(code, opening + 1, opening, 0), RangeError);
});

test("the covered parts of all intervals add up to the stay", () => {
  fc.assert(
    fc.property(stay, ({ arrival, leaving }) => {
      let sum = 0;
      for (let interval = start - 1; interval <= start + 200; interval++) {
        const part = coveredSeconds(interval, arrival, leaving);
        assert.ok(part >= 0 && part <= intervalSeconds);
        sum += part;
      }
      assert.equal(sum, leaving - arrival);
    }),
  );
});

test("only a printed pass lets its visitor say they came earlier", () => {
  const now = opening + 3600;
  assert.equal(earliestArrival(code, now), opening);
  assert.equal(earliestArrival({ ...code, kind: "display" }, now), now);
  assert.equal(earliestArrival({ ...code, kind: "display" }, opening - 30), opening);
});
