import assert from "node:assert/strict";
import { test } from "node:test";
import { hexToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  decodeFrame,
  encodeFrames,
  type FrameCollection,
  frameChunkBytes,
  frameKind,
  joinFrames,
  ProtocolError,
  type ProtocolErrorCode,
  takeFrame,
  transferBytesMax,
  type TransferKind,
} from "../../protocol/index.ts";
import { readVectors } from "./vectors.ts";

const vectors = readVectors<{ frames: { kind: TransferKind; bytes: string; texts: string[] }[] }>(
  "transfer",
).frames;

function collect(texts: readonly string[]): FrameCollection | null {
  let collection: FrameCollection | null = null;
  for (const text of texts) collection = takeFrame(collection, decodeFrame(text));
  return collection;
}

function assertRefused(code: ProtocolErrorCode, text: string): void {
  assert.throws(
    () => decodeFrame(text),
    (error) => error instanceof ProtocolError && error.code === code,
    `${text} should be ${code}`,
  );
}

test("frames of an independent implementation are read and written digit for digit", () => {
  for (const { kind, bytes, texts } of vectors) {
    const whole = hexToBytes(bytes);
    assert.deepEqual(encodeFrames(kind, whole), texts);
    assert.deepEqual(joinFrames(collect(texts)!), whole);
    for (const text of texts) assert.equal(frameKind(text), kind);
  }
});

test("frames in any order, some of them twice, make what was sent; one less makes nothing", () => {
  const sizes = fc.constantFrom(1, frameChunkBytes - 1, frameChunkBytes, frameChunkBytes + 1, 3_333);
  const order = fc.infiniteStream(fc.nat());
  fc.assert(
    fc.property(sizes, fc.uint8Array({ minLength: 4, maxLength: 4 }), order, (size, seed, numbers) => {
      const whole = Uint8Array.from({ length: size }, (_, at) => (seed[at % 4]! * (at + 1)) & 255);
      const texts = encodeFrames("move", whole);
      const shuffled = [...texts, ...texts].toSorted(() => (numbers.next().value! % 3) - 1);
      const missing = shuffled.filter((text) => text !== texts.at(-1));
      if (missing.length > 0) assert.equal(joinFrames(collect(missing)!), null);
      assert.deepEqual(joinFrames(collect(shuffled)!), whole);
    }),
    { numRuns: 60 },
  );
});

test("a frame that is there already changes nothing, one of another transfer begins anew", () => {
  const [first, second] = encodeFrames("visits", new Uint8Array(500).fill(1)).map(decodeFrame);
  const [other] = encodeFrames("visits", new Uint8Array(500).fill(2)).map(decodeFrame);
  const collection = takeFrame(null, first!);
  assert.equal(takeFrame(collection, first!), collection);
  assert.equal(takeFrame(collection, second!).chunks.size, 2);
  assert.deepEqual([...takeFrame(collection, other!).chunks.keys()], [0]);
});

test("a frame of one kind is none of another", () => {
  const [text] = encodeFrames("visit", Uint8Array.of(1, 2, 3));
  const digits = text!.slice("CELADON-VISIT:".length);
  assertRefused("wrong-check", `CELADON-VISITS:${digits}`);
  assertRefused("wrong-check", `CELADON-MOVE:${digits}`);
  assertRefused("not-a-code", `CELADON:${digits}`);
  for (const foreign of ["CELADON:1", "CELADON-SHEET:1", "https://example.org"]) {
    assert.equal(frameKind(foreign), null);
  }
});

test("hostile digits are refused before or by the check", () => {
  const [text] = encodeFrames("move", Uint8Array.of(1, 2, 3));
  const prefix = "CELADON-MOVE:";
  for (const digits of ["", "0", "01", "1 ", "１", "-1", "9".repeat(1_101)]) {
    assertRefused("not-digits", prefix + digits);
  }
  for (const digits of ["1", "9".repeat(1_100)]) assertRefused("wrong-check", prefix + digits);
  for (let at = prefix.length; at < text!.length; at++) {
    const digit = (Number(text![at]) % 9) + 1;
    assertRefused("wrong-check", text!.slice(0, at) + digit + text!.slice(at + 1));
  }
});

test("frames with right checks that lie about the whole are found out when they are joined", () => {
  const [first] = encodeFrames("move", new Uint8Array(500).fill(1)).map(decodeFrame);
  const [, second] = encodeFrames("move", new Uint8Array(500).fill(2)).map(decodeFrame);
  const collection = takeFrame(takeFrame(null, first!), { ...second!, transferId: first!.transferId });
  assert.throws(
    () => joinFrames(collection),
    (error) => error instanceof ProtocolError && error.code === "wrong-check",
  );
});

test("the longest transfer fits, one byte more does not", () => {
  assert.equal(encodeFrames("move", new Uint8Array(transferBytesMax)).length, 2_622);
  assert.throws(() => encodeFrames("move", new Uint8Array(transferBytesMax + 1)), RangeError);
  assert.throws(() => encodeFrames("move", new Uint8Array(0)), RangeError);
});
