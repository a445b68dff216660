import assert from "node:assert/strict";
import { test } from "node:test";
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  decodeEntryBundle,
  encodeEntryBundle,
  entryBundlePath,
  parseTilePath,
  tilePath,
  tileWidth,
} from "../../protocol/index.ts";
import { assertHostileInputIsRefused } from "./hostile.ts";
import { variations } from "./hostile-text.ts";
import { readVectors } from "./vectors.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const index = fc.oneof(fc.nat(2000), fc.maxSafeNat());
const width = fc.integer({ min: 1, max: 256 });

test("The paths that C2SP tlog-tiles gives as examples come out", () => {
  assert.equal(tilePath(0, 1_234_067, 256), "tile/0/x001/x234/067");
  assert.equal(entryBundlePath(1_234_067, 256), "tile/entries/x001/x234/067");
  assert.equal(tilePath(0, 273, 112), "tile/0/273.p/112");
  assert.equal(entryBundlePath(0, 7), "tile/entries/000.p/7");
  assert.equal(tilePath(63, 1000, 1), "tile/63/x001/000.p/1");
});

test("The tiles of a log of 70,000 entries are as wide as C2SP tlog-tiles says", () => {
  assert.equal(tileWidth(0, 272, 70_000), 256);
  assert.equal(tileWidth(0, 273, 70_000), 112);
  assert.equal(tileWidth(0, 274, 70_000), 0);
  assert.equal(tileWidth(1, 0, 70_000), 256);
  assert.equal(tileWidth(1, 1, 70_000), 17);
  assert.equal(tileWidth(2, 0, 70_000), 1);
  assert.equal(tileWidth(3, 0, 70_000), 0);
  assert.equal(tileWidth(0, 0, 256), 256);
  assert.equal(tileWidth(1, 0, 256), 1);
  assert.equal(tileWidth(0, 0, 0), 0);
});

test("Any tile's path is read back the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 63 }), index, width, (level, position, wide) => {
      assert.deepEqual(parseTilePath(tilePath(level, position, wide)), {
        level,
        index: position,
        width: wide,
      });
      assert.deepEqual(parseTilePath(entryBundlePath(position, wide)), {
        level: "entries",
        index: position,
        width: wide,
      });
    }),
  );
});

test("Each tile has one path, and any other text is none", () => {
  for (const path of [
    "",
    "tile/0/1",
    "tile/0/01",
    "tile/0/0001",
    "tile/0/x000/001",
    "tile/0/001/002",
    "tile/0/x001/x234",
    "tile/0/X001/234",
    "tile/00/001",
    "tile/64/001",
    "tile/-1/001",
    "tile/entry/001",
    "tile/data/001",
    "tile/0/001.p/0",
    "tile/0/001.p/256",
    "tile/0/001.p/257",
    "tile/0/001.p/01",
    "tile/0/001.p/",
    "tile/0/001.p",
    "tile/0/001/",
    "/tile/0/001",
    "tile/0/001?x",
    "tile/0/..",
    "tile/0/x999/x999/x999/x999/x999/999",
    "tile/0/٠٠١",
  ]) {
    assert.equal(parseTilePath(path), null, path);
  }
  for (const path of ["tile/0/x001/234.p/5", "tile/entries/x001/x234/067", "tile/17/000.p/255"]) {
    for (const variation of variations(path)) {
      const read = parseTilePath(variation);
      if (read === null) continue;
      const { level, index: position, width: wide } = read;
      assert.equal(
        level === "entries" ? entryBundlePath(position, wide) : tilePath(level, position, wide),
        variation,
      );
    }
  }
});

test("A path of a tile that cannot be is not made", () => {
  assert.throws(() => tilePath(64, 0, 1), RangeError);
  assert.throws(() => tilePath(-1, 0, 1), RangeError);
  assert.throws(() => tilePath(0, -1, 1), RangeError);
  assert.throws(() => tilePath(0, 2 ** 53, 1), RangeError);
  assert.throws(() => entryBundlePath(0, 0), RangeError);
  assert.throws(() => entryBundlePath(0, 257), RangeError);
  assert.throws(() => entryBundlePath(0, 1.5), RangeError);
});

test("A bundle is each entry's length in two bytes and its UTF-8", () => {
  const bytes = hexToBytes("0006726573756d6500000003e282ac");
  assert.deepEqual(encodeEntryBundle(["resume", "", "€"]), bytes);
  assert.deepEqual(decodeEntryBundle(bytes, 3), ["resume", "", "€"]);
});

test("The entries of the independent implementation's logs come back from their bundles", () => {
  for (const { entries } of readVectors<{ logs: { entries: string[] }[] }>("log").logs) {
    for (let from = 0; from < entries.length; from += 256) {
      const bundle = entries.slice(from, from + 256);
      assert.equal(tileWidth(0, from / 256, entries.length), bundle.length);
      assert.deepEqual(decodeEntryBundle(encodeEntryBundle(bundle), bundle.length), bundle);
    }
  }
});

test("Any entries come back from their bundle, character for character", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), (entries) => {
      assert.deepEqual(decodeEntryBundle(encodeEntryBundle(entries), entries.length), entries);
    }),
  );
  assert.deepEqual(decodeEntryBundle(encodeEntryBundle(["\ufeffx"]), 1), ["\ufeffx"]);
});

test("Bundles have 1 to 256 entries of at most 65,535 bytes", () => {
  const full = Array.from({ length: 256 }, () => "resume");
  assert.deepEqual(decodeEntryBundle(encodeEntryBundle(full), 256), full);
  const longest = "é".repeat(32_767) + "e";
  assert.deepEqual(decodeEntryBundle(encodeEntryBundle([longest]), 1), [longest]);
  assert.throws(() => encodeEntryBundle([`${longest}e`]), RangeError);
  assert.throws(() => encodeEntryBundle([...full, "resume"]), RangeError);
  assert.throws(() => encodeEntryBundle([]), RangeError);
  assert.throws(() => encodeEntryBundle(["half a pair: \ud83c"]), RangeError);
  for (const wrong of [0, 257, 1.5, -1])
    assert.throws(() => decodeEntryBundle(Uint8Array.of(0, 0), wrong), RangeError);
});

test("A bundle of another width than was asked for is refused", () => {
  const bytes = encodeEntryBundle(["a", "b", "c"]);
  for (const wrong of [1, 2, 4, 256]) assert.throws(() => decodeEntryBundle(bytes, wrong), malformed);
});

test("A bundle whose entry is no UTF-8 is refused", () => {
  for (const hex of ["ff", "c080", "eda080", "e282", "80", "f4908080"]) {
    const entry = hexToBytes(hex);
    const bytes = concatBytes(Uint8Array.of(0, entry.length), entry);
    assert.throws(() => decodeEntryBundle(bytes, 1), { name: "ProtocolError", code: "not-utf-8" });
  }
});

test("A damaged bundle is refused or is the one bundle of what it then holds", () => {
  const bytes = encodeEntryBundle(["resume", "pause storm", ""]);
  assertHostileInputIsRefused(bytes, (input) => decodeEntryBundle(input, 3), { flips: "contained" });
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
    let entries: string[];
    try {
      entries = decodeEntryBundle(flipped, 3);
    } catch {
      continue;
    }
    assert.deepEqual(encodeEntryBundle(entries), flipped);
  }
  assert.throws(() => decodeEntryBundle(utf8ToBytes("resume"), 1), malformed);
});
