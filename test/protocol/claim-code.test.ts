import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  checkClaimCode,
  claimCodeFrom,
  decoyClaimCode,
  formatClaimCode,
  generateClaimCode,
  parseClaimCode,
} from "../../protocol/claim-code.ts";
import { readVectors } from "./vectors.ts";

const vectors = readVectors<{ valid: string[]; invalid: string[] }>("claim-code");

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const malformed = { name: "ProtocolError", code: "malformed" };

const randomCode = fc
  .uint8Array({ minLength: 11, maxLength: 11 })
  .filter((bytes) => bytes.some((byte) => byte % 32 !== 0))
  .map(claimCodeFrom);

test("Every valid code of the vectors is read as it stands", () => {
  assert.equal(vectors.valid.length, 12);
  for (const code of vectors.valid) assert.equal(parseClaimCode(code), code);
});

test("Every invalid code of the vectors is refused", () => {
  assert.equal(vectors.invalid.length, 12);
  for (const code of vectors.invalid) assert.throws(() => parseClaimCode(code), malformed);
});

test("The check character of the vectors comes out of the eleven before it", () => {
  for (const code of vectors.valid) {
    const values = Uint8Array.from(code.slice(0, 11), (character) => alphabet.indexOf(character));
    assert.equal(claimCodeFrom(values), code);
  }
});

test("A generated code has twelve characters of the alphabet and is read back, bare and as it is shown", () => {
  for (let index = 0; index < 500; index++) {
    const code = generateClaimCode();
    assert.match(code, /^[0-9A-HJKMNP-TV-Z]{12}$/);
    assert.equal(parseClaimCode(code), code);
    const shown = formatClaimCode(code);
    assert.match(shown, /^[^-]{4}-[^-]{4}-[^-]{4}$/);
    assert.equal(parseClaimCode(shown), code);
  }
});

test("Each of the eleven random places takes each of the 32 characters", () => {
  const seen = Array.from({ length: 11 }, () => new Set<string>());
  // A place misses one character with probability (31/32)^2000, about 10^-28.
  for (let index = 0; index < 2000; index++) {
    const code = generateClaimCode();
    for (const [place, characters] of seen.entries()) characters.add(code.charAt(place));
  }
  assert.deepEqual(
    seen.map(({ size }) => size),
    Array.from({ length: 11 }, () => 32),
  );
});

test("The upper three bits of the random bytes do not matter, so that uniform bytes give uniform characters", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 11, maxLength: 11 }), (bytes) => {
      assert.equal(claimCodeFrom(bytes), claimCodeFrom(bytes.map((byte) => byte % 32)));
    }),
  );
  assert.throws(() => claimCodeFrom(new Uint8Array(10)), RangeError);
  assert.throws(() => claimCodeFrom(new Uint8Array(12)), RangeError);
});

test("A code is read in either case, with spaces and hyphens anywhere, and with I, L and O for the digits they look like", () => {
  const likeDigits: Record<string, string> = { "1": "1IiLl", "0": "0Oo" };
  const written = randomCode.chain((code) =>
    fc
      .tuple(
        ...[...code].map((character) => {
          const alike = [...(likeDigits[character] ?? character + character.toLowerCase())];
          return fc.tuple(fc.constantFrom("", " ", "-", " - ", "  "), fc.constantFrom(...alike));
        }),
        fc.constantFrom("", " ", "-"),
      )
      .map((parts) => ({ code, text: parts.flat().join("") })),
  );
  fc.assert(fc.property(written, ({ code, text }) => assert.equal(parseClaimCode(text), code)));
});

test("Any other character is refused, also one that only Unicode takes for a letter of the alphabet", () => {
  const kelvin = "\u212a";
  const fullWidthZero = "\uff10";
  for (const character of [..."Uuıſ\t\n\u00a0–_.\u0000😀", kelvin, fullWidthZero]) {
    for (const code of vectors.valid) {
      assert.throws(() => parseClaimCode(code + character), malformed, `after: ${character}`);
      assert.throws(() => parseClaimCode(character + code), malformed, `before: ${character}`);
      assert.throws(() => parseClaimCode(character + code.slice(1)), malformed, `instead: ${character}`);
    }
  }
});

test("No text makes the parser throw anything but its own error, or return anything but a code in its wire form", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...alphabet, ..."-ilo "), minLength: 11, maxLength: 14 }),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      let code: string;
      try {
        code = parseClaimCode(text);
      } catch (error) {
        assert.equal((error as Error).name, "ProtocolError");
        return;
      }
      checkClaimCode(code);
      assert.match(code, /^[0-9A-HJKMNP-TV-Z]{12}$/);
    }),
  );
});

test("One wrong character is always found", () => {
  for (const code of [...vectors.valid, decoyClaimCode]) {
    for (let place = 0; place < code.length; place++) {
      for (const character of alphabet) {
        if (character === code[place]) continue;
        const mistyped = code.slice(0, place) + character + code.slice(place + 1);
        assert.throws(() => parseClaimCode(mistyped), malformed, mistyped);
      }
    }
  }
});

test("Two neighbours in the wrong order are found, all but 0 and Z", () => {
  fc.assert(
    fc.property(randomCode, fc.nat(10), (code, place) => {
      const [first, second] = [code[place]!, code[place + 1]!];
      fc.pre(first !== second && new Set([first, second, "0", "Z"]).size > 2);
      const swapped = code.slice(0, place) + second + first + code.slice(place + 2);
      assert.throws(() => parseClaimCode(swapped), malformed);
    }),
  );
});

test("A code with a character too few or too many is refused, and so is none at all", () => {
  for (const code of vectors.valid) {
    for (let length = 0; length < 12; length++) {
      assert.throws(() => parseClaimCode(code.slice(0, length)), malformed);
    }
    assert.throws(() => parseClaimCode(`${code}0`), malformed);
    assert.throws(() => parseClaimCode(`0${code}`), malformed);
  }
  assert.throws(() => parseClaimCode("0".repeat(1_000_000)), malformed);
});

test("The decoy is refused however it is typed, but is in wire form", () => {
  for (const text of [decoyClaimCode, formatClaimCode(decoyClaimCode), "oooo OOOO o-0-O-0"]) {
    assert.throws(() => parseClaimCode(text), { name: "ProtocolError", code: "decoy-claim-code" });
  }
  assert.equal(claimCodeFrom(new Uint8Array(11)), decoyClaimCode);
  checkClaimCode(decoyClaimCode);
});

test("The wire form is strict: no hyphens, no small letters, no look-alikes", () => {
  checkClaimCode("30WX47PC7ZZG");
  assert.equal(parseClaimCode("3owx-47pc-7zzg"), "30WX47PC7ZZG");
  for (const code of ["30WX-47PC-7ZZG", "30wx47pc7zzg", "3OWX47PC7ZZG", " 30WX47PC7ZZG"]) {
    assert.throws(() => checkClaimCode(code), malformed);
  }
});

test("No error repeats the code, since errors reach logs and the code is a secret", () => {
  for (const code of vectors.invalid) {
    assert.throws(
      () => parseClaimCode(code),
      (error: Error) => !error.message.includes(code.slice(0, 4)),
    );
  }
});
