import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import * as fc from "fast-check";
import { type Group, nobleGroup } from "../../protocol/group.ts";
import { openSodiumGroup } from "../../server/intake/sodium-group.ts";
import { readVectors } from "./vectors.ts";

const sodiumGroup = await openSodiumGroup();
const encodings = readVectors<{ multiples: string[]; invalid: string[] }>("rfc9496-ristretto255-encodings");

/** 2^252 + 27742317777372353535851937790883648493, little-endian. */
const order = hexToBytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
const zero = new Uint8Array(32);

function scalar(value: number): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes[0] = value;
  return bytes;
}

/** What a group makes of it, or that it throws: the words are its library's. */
function outcome(run: () => Uint8Array | boolean): string {
  try {
    const result = run();
    return typeof result === "boolean" ? String(result) : bytesToHex(result);
  } catch {
    return "thrown";
  }
}

/** Both groups give the same. @returns It. */
function agreed(run: (group: Group) => Uint8Array | boolean): string {
  const expected = outcome(() => run(nobleGroup));
  assert.equal(
    outcome(() => run(sodiumGroup)),
    expected,
  );
  return expected;
}

const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });
const scalars = bytes(64).map((uniform) => nobleGroup.scalarFromUniform(uniform));
const elements = bytes(64).map((uniform) => nobleGroup.fromUniform(uniform));
/** Bytes that are mostly no element or scalar, and those on the border. */
const anything = fc.oneof(
  bytes(32),
  elements,
  scalars,
  fc.constantFrom(zero, order, scalar(1), new Uint8Array(32).fill(255)),
  fc.constantFrom(...[...encodings.invalid, ...encodings.multiples].map(hexToBytes)),
  fc.uint8Array({ maxLength: 65 }),
);

test("the multiples of the generator are those of RFC 9496, with both libraries", () => {
  const [identity, ...multiples] = encodings.multiples;
  assert.equal(identity, bytesToHex(zero));
  for (const [index, multiple] of multiples.entries()) {
    assert.equal(
      agreed((group) => group.multiplyBase(scalar(index + 1))),
      multiple,
    );
    assert.equal(
      agreed((group) => group.multiply(scalar(index + 1), hexToBytes(multiples[0]!))),
      multiple,
    );
  }
});

test("libsodium and @noble/curves give the same bytes for every element and scalar", () => {
  fc.assert(
    fc.property(scalars, scalars, scalars, bytes(64), elements, (r, c, k, uniform, element) => {
      const mapped = agreed((group) => group.fromUniform(uniform));
      agreed((group) => group.scalarFromUniform(uniform));
      agreed((group) => group.subtractProduct(r, c, k));
      agreed((group) => group.multiply(k, element));
      agreed((group) => group.multiplyBase(k));
      const sum = agreed((group) => group.weightedSum([r, c, k], [element, hexToBytes(mapped), element]));
      assert.notEqual(sum, "thrown");
    }),
    { numRuns: 40 },
  );
});

test("libsodium and @noble/curves refuse the same: other lengths, other encodings, the identity, scalars outside 1 … order − 1", () => {
  fc.assert(
    fc.property(anything, anything, (one, other) => {
      agreed((group) => group.isElement(one));
      agreed((group) => group.multiply(one, other));
      agreed((group) => group.multiplyBase(one));
      agreed((group) => group.weightedSum([scalar(2), one], [nobleGroup.multiplyBase(scalar(3)), other]));
    }),
    { numRuns: 200 },
  );
  const generator = hexToBytes(encodings.multiples[1]!);
  for (const refused of [zero, order, new Uint8Array(32).fill(255), new Uint8Array(31), new Uint8Array(33)]) {
    assert.equal(
      agreed((group) => group.multiply(refused, generator)),
      "thrown",
    );
    assert.equal(
      agreed((group) => group.multiplyBase(refused)),
      "thrown",
    );
  }
  for (const encoding of [...encodings.invalid.map(hexToBytes), zero, new Uint8Array(31)]) {
    assert.equal(
      agreed((group) => group.isElement(encoding)),
      "false",
    );
    assert.equal(
      agreed((group) => group.multiply(scalar(2), encoding)),
      "thrown",
    );
  }
});

test("bytes in memory that threads share, or inside larger memory, count like others", () => {
  const generator = hexToBytes(encodings.multiples[1]!);
  const shared = new Uint8Array(new SharedArrayBuffer(32));
  shared.set(scalar(7));
  const inside = Buffer.concat([Buffer.alloc(5), generator, Buffer.alloc(5)]).subarray(5, 37);
  assert.equal(
    agreed((group) => group.multiply(shared, inside)),
    encodings.multiples[7],
  );
});
