import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { deriveToken, encodeFrames, intervalOf, intervalStart, placeInfo } from "../../protocol/index.ts";
import { VenueError, type VenueErrorCode } from "../../web/venue/errors.ts";
import { endOf, newPlace, type Place, placeFromSheet, puncture } from "../../web/venue/place.ts";
import {
  decodeSecondDisplay,
  encodeSecondDisplay,
  placeOfSecondDisplay,
} from "../../web/venue/second-display.ts";
import { readVectors } from "../protocol/vectors.ts";

const noon = Date.UTC(2026, 10, 21, 12) / 1000;
const first = intervalOf(noon);
const day = 86_400;
const regionId = hexToBytes("b7477ebeb19cef38");
const region = { id: regionId, sunset: noon + 90 * day };
const sheet = newPlace("蘭芳園 Lan Fong Yuen", 120, regionId);
const place = placeFromSheet(sheet, noon, region.sunset);
const shown = encodeSecondDisplay(place, noon)!;

function refused(code: VenueErrorCode, bytes: Uint8Array, what: string = code): void {
  assert.throws(
    () => decodeSecondDisplay(bytes),
    (error) => error instanceof VenueError && error.code === code,
    what,
  );
}

/** Any body with the right check. */
function checked(body: Uint8Array): Uint8Array {
  return concatBytes(body, sha256(concatBytes(utf8ToBytes("celadon/v1/display"), body)).slice(0, 4));
}

const vectors = readVectors<{
  secondDisplay: {
    display: {
      regionId: string;
      shown: number;
      stayMinutes: number;
      start: number;
      end: number;
      name: string;
      nodes: string[];
    };
    bytes: string;
  }[];
}>("transfer").secondDisplay;

test("bytes of an independent implementation are read and written", () => {
  for (const { display, bytes } of vectors) {
    const { start, end, name, stayMinutes } = display;
    const nodes = display.nodes.map(hexToBytes);
    const wanted: Place = {
      id: "0123456789abcdef",
      name,
      regionId: hexToBytes(display.regionId),
      stayMinutes,
      ends: end,
      pass: { start, end, nodes },
    };
    assert.equal(bytesToHex(encodeSecondDisplay(wanted, display.shown)!), bytes);
    const { id: _, ends: __, ...read } = wanted;
    assert.deepEqual(decodeSecondDisplay(hexToBytes(bytes)), { ...read, shown: display.shown });
  }
});

test("a second display makes the very tokens of the first, from now to the sunset, and none before", () => {
  const info = placeInfo(regionId, place.name);
  const later = noon + 3 * 3600 + 17;
  const punctured = puncture(place, intervalOf(later), region);
  const second = placeOfSecondDisplay(
    decodeSecondDisplay(encodeSecondDisplay(punctured, later)!),
    region,
    later + 90,
  );
  assert.notEqual(second.id, place.id);
  assert.deepEqual([second.name, second.stayMinutes, second.ends], [place.name, 120, place.ends]);
  fc.assert(
    fc.property(fc.integer({ min: first - 200, max: place.ends + 200 }), (interval) => {
      const theirs = deriveToken(second.pass!, info, interval);
      if (interval < intervalOf(later) || interval >= place.ends) assert.equal(theirs, null);
      else assert.deepEqual(theirs, deriveToken(place.pass!, info, interval));
    }),
  );
});

test("it fits into one or two pictures, whatever the name and however far the sunset", () => {
  for (const name of ["x", "園".repeat(16)]) {
    for (const days of [1, 30, 90, 180]) {
      const each = placeFromSheet({ ...sheet, name }, noon + 1_234, noon + days * day);
      const bytes = encodeSecondDisplay(each, noon + 1_234)!;
      assert.ok(bytes.length <= 526, `${bytes.length} bytes`);
      assert.ok(encodeFrames("display", bytes).length <= 2);
    }
  }
});

test("every truncation, every added byte and every flipped bit is refused", () => {
  for (let length = 0; length < shown.length; length++) {
    refused("wrong-check", shown.slice(0, length), `cut to ${length} bytes`);
  }
  refused("wrong-check", Uint8Array.of(...shown, 0));
  for (let bit = 0; bit < shown.length * 8; bit++) {
    const flipped = shown.slice();
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
    refused("wrong-check", flipped, `bit ${bit}`);
  }
  const larger = new Uint8Array(shown.length + 9).fill(0xee);
  larger.set(shown, 4);
  const expected = decodeSecondDisplay(shown);
  assert.deepEqual(decodeSecondDisplay(larger.subarray(4, 4 + shown.length)), expected);
  assert.deepEqual(decodeSecondDisplay(Buffer.from(shown)), expected);
});

test("with the right check, what no display can be is refused all the same", () => {
  const body = shown.slice(0, -4);
  const changed = (at: number, ...values: number[]): Uint8Array => {
    const copy = body.slice();
    copy.set(values, at);
    return checked(copy);
  };
  const u24 = (value: number): number[] => [value >> 16, (value >> 8) & 255, value & 255];
  refused("malformed", checked(new Uint8Array()));
  refused("malformed", checked(body.slice(0, -1)));
  refused("malformed", checked(concatBytes(body, new Uint8Array(1))));
  refused("malformed", changed(0, 0x78), "another magic");
  refused("unsupported-version", changed(4, 2));
  refused("unsupported-version", changed(4, 0));
  for (const stay of [0, 20, 125, 730, 0xffff]) refused("malformed", changed(17, stay >> 8, stay & 255));
  refused("malformed", changed(22, ...u24(first)), "an end that is its start");
  refused("malformed", changed(22, ...u24(first - 1)), "an end before its start");
  refused("malformed", changed(22, ...u24(first + 181 * 144 + 1)), "longer than any manifest");
  refused("malformed", changed(22, ...u24(place.ends - 1)), "another number of nodes");
  refused("malformed", changed(25, 0), "no name");
  refused("malformed", changed(25, 49), "a name that is too long");
  refused("malformed", changed(26, 0xff), "a name that is not UTF-8");
});

test("another region, another clock and another sunset are told apart", () => {
  const read = decodeSecondDisplay(shown);
  const on = (with_: Partial<typeof region>, now = noon): unknown => {
    try {
      return placeOfSecondDisplay(read, { ...region, ...with_ }, now).name;
    } catch (error) {
      assert.ok(error instanceof VenueError);
      return error.code;
    }
  };
  assert.equal(on({}), place.name);
  assert.equal(on({}, noon + 120), place.name);
  assert.equal(on({}, noon - 120), place.name);
  assert.equal(on({}, noon + 121), "other-clock");
  assert.equal(on({}, noon - 121), "other-clock");
  assert.equal(on({ id: new Uint8Array(8) }), "other-region");
  assert.equal(on({ id: new Uint8Array(8) }, noon + 999), "other-region");
  assert.equal(on({ sunset: region.sunset + 600 }), "other-sunset");
  assert.equal(on({ sunset: region.sunset - 600 }), "other-sunset");
  // A cover that begins hours after the moment it claims to be shown at.
  const ahead = { ...read, pass: { ...read.pass, start: first + 9 } };
  assert.throws(() => placeOfSecondDisplay(ahead, region, noon), { code: "other-clock" });
});

test("a display that shows nothing hands on nothing", () => {
  assert.equal(encodeSecondDisplay({ ...place, pass: null }, noon), null);
  assert.equal(encodeSecondDisplay(place, endOf(place)), null);
  assert.equal(encodeSecondDisplay(place, intervalStart(first - 2)), null);
  assert.notEqual(encodeSecondDisplay(place, intervalStart(first - 1)), null);
});
