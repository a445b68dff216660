import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatUtc, parseUtc } from "../../protocol/index.ts";
import { isUtcDate } from "../../protocol/utc.ts";
import { assertHostileTextIsRefused } from "./hostile-text.ts";

const malformed = { name: "ProtocolError", code: "malformed" };

test("Known moments are read and written", () => {
  for (const [text, seconds] of [
    ["1970-01-01T00:00:00Z", 0],
    ["2001-09-09T01:46:40Z", 1_000_000_000],
    ["2028-02-29T23:59:59Z", 1_835_481_599],
    ["9999-12-31T23:59:59Z", 253_402_300_799],
  ] as const) {
    assert.equal(parseUtc(text), seconds);
    assert.equal(formatUtc(seconds), text);
  }
});

test("Any whole second of the years 0 to 9999 comes back", () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }), (seconds) => {
      assert.equal(parseUtc(formatUtc(seconds)), seconds);
    }),
  );
});

test("Another form, and a moment that does not exist, are refused", () => {
  for (const text of [
    "",
    "2026-11-21",
    "2026-11-21T18:00Z",
    "2026-11-21T18:00:00",
    "2026-11-21T18:00:00.000Z",
    "2026-11-21T18:00:00+00:00",
    "2026-11-21 18:00:00Z",
    "2026-11-21t18:00:00z",
    "2026-11-21T24:00:00Z",
    "2026-11-21T18:00:60Z",
    "2026-02-29T18:00:00Z",
    "2026-13-01T00:00:00Z",
    "+002026-11-21T18:00:00Z",
  ]) {
    assert.throws(() => parseUtc(text), malformed, text);
  }
  assertHostileTextIsRefused("2026-11-21T18:00:00Z", parseUtc, formatUtc);
});

test("A time that has no such text is not written", () => {
  for (const seconds of [0.5, NaN, Infinity, 253_402_300_800, -62_167_219_201]) {
    assert.throws(() => formatUtc(seconds), RangeError);
  }
});

test("A day is one that exists", () => {
  for (const day of ["2026-11-21", "2028-02-29", "2026-12-31"]) assert.ok(isUtcDate(day), day);
  for (const day of ["", "2026-02-29", "2026-11-31", "2026-00-01", "2026-1-1", "26-11-21", "2026-11-21Z"]) {
    assert.ok(!isUtcDate(day), day);
  }
});
