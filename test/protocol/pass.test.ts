import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  coverLength,
  deriveToken,
  generatePlaceKey,
  intervalLimit,
  narrowPass,
  passFromPlaceKey,
  placeInfo,
} from "../../protocol/index.ts";
import { placeRoot } from "../../protocol/place.ts";
import { readVectors } from "./vectors.ts";

interface PlaceVectors {
  places: {
    placeKey: string;
    regionId: string;
    name: string;
    placeInfo: string;
    root: string;
    passes: { start: number; end: number; nodes: string[]; tokens: Record<string, string> }[];
  }[];
}

const regionId = hexToBytes("c6f7ab45d246807a");
const info = placeInfo(regionId, "Lan Fong Yuen");
const range = fc
  .tuple(fc.integer({ min: 0, max: intervalLimit - 1 }), fc.integer({ min: 1, max: 300 }))
  .map(([start, length]) => ({ start, end: Math.min(intervalLimit, start + length) }));

test("places, passes and tokens are those of the independent implementation", () => {
  for (const place of readVectors<PlaceVectors>("place").places) {
    const key = hexToBytes(place.placeKey);
    const vectorInfo = placeInfo(hexToBytes(place.regionId), place.name);
    assert.equal(bytesToHex(vectorInfo), place.placeInfo);
    assert.equal(bytesToHex(placeRoot(key)), place.root);
    for (const { start, end, nodes, tokens } of place.passes) {
      const pass = passFromPlaceKey(key, start, end);
      assert.deepEqual(pass.nodes.map(bytesToHex), nodes);
      for (const [interval, token] of Object.entries(tokens)) {
        assert.equal(bytesToHex(deriveToken(pass, vectorInfo, Number(interval))!), token);
      }
    }
  }
});

test("a pass derives every token inside its range and none outside", () => {
  const key = generatePlaceKey();
  const whole = passFromPlaceKey(key, 0, intervalLimit);
  fc.assert(
    fc.property(range, ({ start, end }) => {
      const pass = passFromPlaceKey(key, start, end);
      for (let interval = start; interval < end; interval++) {
        assert.deepEqual(deriveToken(pass, info, interval), deriveToken(whole, info, interval));
      }
      for (const outside of [start - 1, end, end + 1, -1, intervalLimit, start + 0.5]) {
        assert.equal(deriveToken(pass, info, outside), null);
      }
    }),
    { numRuns: 60 },
  );
});

test("narrowing a pass gives the pass that the key gives, and never a wider one", () => {
  const key = generatePlaceKey();
  fc.assert(
    fc.property(range, fc.nat(), fc.nat(), ({ start, end }, one, other) => {
      const from = start + (one % (end - start));
      const to = from + 1 + (other % (end - from));
      const pass = passFromPlaceKey(key, start, end);
      assert.deepEqual(narrowPass(pass, from, to), passFromPlaceKey(key, from, to));
      assert.throws(() => narrowPass(pass, start - 1, to), RangeError);
      assert.throws(() => narrowPass(pass, from, end + 1), RangeError);
    }),
    { numRuns: 200 },
  );
});

test("the cover of a range is minimal, and its nodes hold nothing of the intervals before it", () => {
  const key = generatePlaceKey();
  fc.assert(
    fc.property(range, ({ start, end }) => {
      const length = end - start;
      assert.ok(coverLength(start, end) <= Math.max(1, 2 * Math.ceil(Math.log2(length + 1))));
      assert.equal(passFromPlaceKey(key, start, end).nodes.length, coverLength(start, end));
    }),
  );
  assert.equal(coverLength(0, intervalLimit), 1);
  assert.equal(coverLength(1, intervalLimit), 24);
  assert.equal(coverLength(1, intervalLimit - 1), 46);
});

test("ranges that are none are refused", () => {
  const key = generatePlaceKey();
  for (const [start, end] of [
    [5, 5],
    [6, 5],
    [-1, 5],
    [0, intervalLimit + 1],
    [0.5, 2],
    [Number.NaN, 2],
  ] as const) {
    assert.throws(() => passFromPlaceKey(key, start, end), RangeError);
  }
  assert.throws(() => passFromPlaceKey(key.subarray(1), 0, 1), RangeError);
  assert.throws(() => placeInfo(regionId.subarray(1), ""), RangeError);
});

test("another name, region or key gives other tokens: a token is bound to what the visitor saw", () => {
  const key = generatePlaceKey();
  const pass = passFromPlaceKey(key, 100, 101);
  const tokens = [
    deriveToken(pass, info, 100)!,
    deriveToken(pass, placeInfo(regionId, "Lan Fong Yuen "), 100)!,
    deriveToken(pass, placeInfo(hexToBytes("c6f7ab45d246807b"), "Lan Fong Yuen"), 100)!,
    deriveToken(passFromPlaceKey(generatePlaceKey(), 100, 101), info, 100)!,
  ];
  assert.equal(new Set(tokens.map(bytesToHex)).size, tokens.length);
});
