import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { nobleGroup } from "../../protocol/group.ts";
import {
  blind,
  blindEvaluate,
  checkElement,
  evaluate,
  finalize,
  generateKeyPair,
  type RandomSource,
} from "../../protocol/voprf.ts";
import { openSodiumGroup } from "../../server/intake/sodium-group.ts";
import { readVectors } from "./vectors.ts";

interface Vector {
  Input: string[];
  Blind: string[];
  BlindedElement: string[];
  EvaluationElement: string[];
  Proof: string;
  ProofRandomScalar: string;
  Output: string[];
}
const rfc9497 = readVectors<{ skSm: string; pkSm: string; vectors: Vector[] }>("rfc9497-ristretto255-voprf");
const encodings = readVectors<{ multiples: string[]; invalid: string[] }>("rfc9496-ristretto255-encodings");
/** Whoever does the arithmetic: the vectors hold for each. */
const groups = Object.entries({ "@noble/curves": nobleGroup, libsodium: await openSodiumGroup() });
const keys = { secretKey: hexToBytes(rfc9497.skSm), publicKey: hexToBytes(rfc9497.pkSm) };

/**
 * Randomness that makes a given scalar be drawn. Both sides draw by RFC 9497 §4.7.2: more bytes than the order has,
 * little-endian, reduced modulo the order.
 */
function drawing(scalarHex: string): RandomSource {
  return drawingBytes(hexToBytes(scalarHex));
}

/** The same for `@noble/curves`' blind, which reduces to 1 … order − 1: the bytes of scalar − 1 give the scalar. */
function drawingBlind(scalarHex: string): RandomSource {
  const bytes = hexToBytes(scalarHex);
  let borrow = 0;
  while (bytes[borrow] === 0) bytes[borrow++] = 0xff;
  bytes[borrow]! -= 1;
  return drawingBytes(bytes);
}

function drawingBytes(bytes: Uint8Array): RandomSource {
  return (length = 0) => {
    const drawn = new Uint8Array(length);
    drawn.set(bytes);
    return drawn;
  };
}

for (const [number, vector] of rfc9497.vectors.entries()) {
  const name = `RFC 9497 A.1.2 vector ${number + 1}`;
  const evaluations = vector.Input.map((input, index) => ({
    input: hexToBytes(input),
    blind: hexToBytes(vector.Blind[index]!),
    blinded: hexToBytes(vector.BlindedElement[index]!),
    evaluated: hexToBytes(vector.EvaluationElement[index]!),
  }));

  test(`${name}: the client blinds the input to the same element`, () => {
    for (const [index, { input, blind: scalar, blinded }] of evaluations.entries()) {
      assert.deepEqual(blind(input, drawingBlind(vector.Blind[index]!)), { blind: scalar, blinded });
    }
  });

  for (const [library, group] of groups) {
    test(`${name}: the server makes the same elements and the same proof, with ${library}`, () => {
      const made = blindEvaluate(
        keys,
        evaluations.map(({ blinded }) => blinded),
        group,
        drawing(vector.ProofRandomScalar),
      );
      assert.deepEqual(made.evaluated.map(bytesToHex), vector.EvaluationElement);
      assert.equal(bytesToHex(made.proof), vector.Proof);
    });

    test(`${name}: the server's direct evaluation has the same output, with ${library}`, () => {
      const outputs = evaluations.map(({ input }) => evaluate(keys.secretKey, input, group));
      assert.deepEqual(outputs.map(bytesToHex), vector.Output);
    });
  }

  test(`${name}: the client takes the proof and has the same output`, () => {
    const outputs = finalize(evaluations, keys.publicKey, hexToBytes(vector.Proof));
    assert.deepEqual(outputs.map(bytesToHex), vector.Output);
  });

  test(`${name}: a proof with one bit flipped in any byte is wrong`, () => {
    for (let index = 0; index < 64; index++) {
      const proof = hexToBytes(vector.Proof);
      proof[index]! ^= 1 << ((index + number) % 8);
      assert.throws(() => finalize(evaluations, keys.publicKey, proof), {
        name: "ProtocolError",
        code: "wrong-proof",
      });
    }
  });
}

test("Client and server agree on the output of fresh inputs under fresh keys", () => {
  for (let round = 0; round < 8; round++) {
    const [, group] = groups[round % groups.length]!;
    const fresh = generateKeyPair(group);
    const input = randomBytes(1 + round * 9);
    const blinding = blind(input);
    const { evaluated, proof } = blindEvaluate(fresh, [blinding.blinded], group);
    const evaluation = { input, ...blinding, evaluated: evaluated[0]! };
    const outputs = [evaluate(fresh.secretKey, input, group)];
    assert.deepEqual(finalize([evaluation], fresh.publicKey, proof), outputs);
    assert.throws(() => finalize([evaluation], generateKeyPair().publicKey, proof), { code: "wrong-proof" });
  }
});

test("An error of the library is kept as the cause of ours", () => {
  const nothing = { input: Uint8Array.of(0), blind: new Uint8Array(32), blinded: new Uint8Array(32) };
  assert.throws(
    () => finalize([{ ...nothing, evaluated: new Uint8Array(32) }], keys.publicKey, new Uint8Array(64)),
    (error: Error) => error.name === "ProtocolError" && error.cause instanceof Error,
  );
});

test("The identity and the encodings that RFC 9496 lists as invalid are no elements, the generator's multiples are", () => {
  const malformed = { name: "ProtocolError", code: "malformed" };
  const [identity, ...multiples] = encodings.multiples;
  assert.equal(encodings.invalid.length, 29);
  assert.equal(multiples.length, 15);
  for (const [, group] of groups) {
    for (const encoding of [identity!, ...encodings.invalid]) {
      assert.throws(() => checkElement(hexToBytes(encoding), "element", group), malformed, encoding);
    }
    for (const encoding of multiples) checkElement(hexToBytes(encoding), "element", group);
  }
});

test("Bytes of another length are no element", () => {
  const twice = Uint8Array.from([...keys.publicKey, ...keys.publicKey]);
  for (const [, group] of groups) {
    for (const length of [0, 31, 33, 64]) {
      assert.throws(() => checkElement(twice.slice(0, length), "element", group), { code: "malformed" });
    }
    checkElement(twice.slice(0, 32), "element", group);
  }
});
