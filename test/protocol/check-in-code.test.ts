import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  acceptCheckInCode,
  type CheckInCode,
  type CodeAcceptance,
  decodeCheckInCode,
  encodeCheckInCode,
  generatePlaceKey,
  intervalStart,
  passFromPlaceKey,
  ProtocolError,
  type ProtocolErrorCode,
} from "../../protocol/index.ts";
import { assertContained } from "./hostile.ts";
import { readVectors } from "./vectors.ts";

interface CodeVectors {
  valid: {
    kind: string;
    regionId: string;
    start: number;
    end: number;
    name: string;
    nodes: string[];
    text: string;
  }[];
  invalid: { why: string; text: string }[];
}

const regionId = hexToBytes("c6f7ab45d246807a");
const start = 2_990_000;

function makeCode(change: Partial<CheckInCode> & { length?: number } = {}): CheckInCode {
  const { length = 12, ...rest } = change;
  const pass = passFromPlaceKey(new Uint8Array(32).fill(7), start, start + length);
  return { kind: "display", regionId, name: "Lan Fong Yuen", pass, ...rest };
}

function assertRefused(code: ProtocolErrorCode, run: () => unknown): void {
  assert.throws(run, (error) => error instanceof ProtocolError && error.code === code, `wanted ${code}`);
}

/** What a device knows in the middle of an interval. */
function inInterval(interval: number, change: Partial<CodeAcceptance> = {}): CodeAcceptance {
  return {
    knownRegion: () => true,
    now: intervalStart(interval) + 300,
    newestClosed: null,
    sunset: null,
    ...change,
  };
}

/** A text with a right check over any body. */
function withCheck(body: Uint8Array): string {
  const check = sha256(concatBytes(utf8ToBytes("celadon/v1/code"), body)).subarray(0, 4);
  return `CELADON:${BigInt(`0x${bytesToHex(concatBytes(body, check))}`)}`;
}

/** The bytes before the check. */
function bodyOf(text: string): Uint8Array {
  const hex = BigInt(text.slice("CELADON:".length)).toString(16);
  const bytes = hexToBytes(hex.length % 2 === 0 ? hex : `0${hex}`);
  return bytes.slice(0, -4);
}

test("the codes of the independent implementation are read and written byte for byte", () => {
  for (const vector of readVectors<CodeVectors>("code").valid) {
    const code = decodeCheckInCode(vector.text);
    assert.equal(code.kind, vector.kind);
    assert.equal(code.name, vector.name);
    assert.equal(bytesToHex(code.regionId), vector.regionId);
    assert.deepEqual([code.pass.start, code.pass.end], [vector.start, vector.end]);
    assert.deepEqual(code.pass.nodes.map(bytesToHex), vector.nodes);
    assert.equal(encodeCheckInCode(code), vector.text);
  }
});

test("what the independent implementation calls invalid is refused", () => {
  for (const { why, text } of readVectors<CodeVectors>("code").invalid) {
    assert.throws(() => decodeCheckInCode(text), ProtocolError, why);
  }
});

test("decoding gives back what was encoded, for any name, kind and range", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom("display", "printed", "gathering" as const),
      fc.integer({ min: 1, max: 1024 }),
      (name, kind, length) => {
        const code = makeCode({ name, kind: kind as CheckInCode["kind"], length });
        assert.deepEqual(decodeCheckInCode(encodeCheckInCode(code)), code);
      },
    ),
  );
});

test("the longest code stays far below 1,000 digits and the longest name is accepted", () => {
  const pass = passFromPlaceKey(generatePlaceKey(), 2 ** 23 - 511, 2 ** 23 + 511);
  const text = encodeCheckInCode(makeCode({ name: "x".repeat(48), pass }));
  assert.equal(pass.nodes.length, 18);
  assert.ok(text.length < 900, `${text.length} characters`);
  assert.deepEqual(decodeCheckInCode(text).pass, pass);
  assert.throws(() => encodeCheckInCode(makeCode({ name: "é".repeat(25) })), RangeError);
  assert.throws(() => encodeCheckInCode(makeCode({ length: 1025 })), RangeError);
});

test("each failure of a decoder has its own code, and the earlier check wins", () => {
  const body = bodyOf(encodeCheckInCode(makeCode()));
  const changed = (at: number, ...values: number[]) => {
    const copy = body.slice();
    copy.set(values, at);
    return withCheck(copy);
  };
  assertRefused("not-a-code", () => decodeCheckInCode("https://example.org/"));
  assertRefused("not-digits", () => decodeCheckInCode("CELADON:"));
  assertRefused("not-digits", () => decodeCheckInCode(`CELADON:${"9".repeat(1001)}`));
  assertRefused("wrong-check", () => decodeCheckInCode("CELADON:1"));
  assertRefused("unsupported-version", () => decodeCheckInCode(changed(0, 2, 9)));
  assertRefused("unknown-kind", () => decodeCheckInCode(changed(1, 4)));
  assertRefused("wrong-length", () => decodeCheckInCode(changed(13, 0, 0)));
  assertRefused("wrong-length", () => decodeCheckInCode(changed(13, 4, 1)));
  assertRefused("beyond-last-interval", () => decodeCheckInCode(changed(10, 0xff, 0xff, 0xff, 0, 2)));
  assertRefused("wrong-name-length", () => decodeCheckInCode(changed(15, 49)));
  assertRefused("wrong-cover-length", () => decodeCheckInCode(changed(13, 0, 1)));
  assertRefused("not-utf-8", () => decodeCheckInCode(changed(16, 0xc3, 0x28)));
  assertRefused("malformed", () => decodeCheckInCode(withCheck(body.slice(0, 9))));
});

test("every truncated, extended or flipped payload is refused, whatever its check says", () => {
  const text = encodeCheckInCode(makeCode());
  const body = bodyOf(text);
  for (let length = 1; length < body.length; length++) {
    assert.throws(
      () => decodeCheckInCode(withCheck(body.slice(0, length))),
      ProtocolError,
      `cut to ${length}`,
    );
  }
  assertRefused("wrong-cover-length", () =>
    decodeCheckInCode(withCheck(concatBytes(body, Uint8Array.of(0)))),
  );
  for (let bit = 0; bit < body.length * 8; bit++) {
    const flipped = body.slice();
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
    assertContained(() => decodeCheckInCode(withCheck(flipped)), `bit ${bit}`);
  }
  for (let index = 0; index < text.length; index++) {
    const digit = text[index] === "1" ? "2" : "1";
    assert.throws(
      () => decodeCheckInCode(text.slice(0, index) + digit + text.slice(index + 1)),
      ProtocolError,
    );
  }
});

test("500 hostile texts are refused by a ProtocolError and nothing else", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.webUrl(),
    fc.constantFrom(
      "javascript:alert(1)",
      "WIFI:S:x;;",
      "intent://scan/#Intent;end",
      "celadon:123",
      "CELADON:-1",
    ),
    fc
      .string({ unit: fc.constantFrom("0", "1", "9", "٣", " "), maxLength: 1200 })
      .map((text) => `CELADON:${text}`),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      assert.throws(() => decodeCheckInCode(text), ProtocolError);
    }),
    { numRuns: 500 },
  );
});

test("a code is accepted in its window and refused outside it, each refusal in its order", () => {
  const display = makeCode();
  const printed = makeCode({ kind: "printed", length: 84 });
  for (const interval of [start - 1, start, start + 1]) acceptCheckInCode(display, inInterval(interval));
  assertRefused("not-yet", () => acceptCheckInCode(display, inInterval(start - 2)));
  assertRefused("display-moved-on", () => acceptCheckInCode(display, inInterval(start + 2)));
  assertRefused("display-moved-on", () =>
    acceptCheckInCode(makeCode({ kind: "gathering" }), inInterval(start + 2)),
  );
  assertRefused("display-moved-on", () => acceptCheckInCode(makeCode({ length: 1 }), inInterval(start + 1)));
  acceptCheckInCode(printed, inInterval(start + 83));
  assertRefused("pass-ended", () => acceptCheckInCode(printed, inInterval(start + 84)));

  const sunset = intervalStart(start);
  assertRefused("past-sunset", () => acceptCheckInCode(display, inInterval(start, { sunset })));
  acceptCheckInCode(display, inInterval(start, { newestClosed: start + 1 }));
  assertRefused("clock-behind", () =>
    acceptCheckInCode(display, inInterval(start, { newestClosed: start + 2, sunset })),
  );
  assertRefused("unknown-region", () =>
    acceptCheckInCode(display, inInterval(start, { knownRegion: () => false, newestClosed: start + 2 })),
  );
});

test("a published code cannot be replayed to a phone whose clock was turned back (threat T16)", () => {
  const twoDaysLater = start + 288;
  const replay = {
    knownRegion: () => true,
    now: intervalStart(start),
    newestClosed: twoDaysLater,
    sunset: null,
  };
  assertRefused("clock-behind", () => acceptCheckInCode(makeCode(), replay));
});
