import assert from "node:assert/strict";
import { test } from "node:test";
import { lettersLeft, placeNameProblem, tidyPlaceName } from "../../web/parts/place-name.ts";

test("a typed name is tidied: outer spaces, doubled spaces, one way of writing accents", () => {
  assert.equal(tidyPlaceName("  Lan \t Fong\u3000Yuen "), "Lan Fong Yuen");
  assert.equal(tidyPlaceName("Cafe\u0301"), "Café");
  assert.equal(tidyPlaceName(" \n "), "");
});

test("a name has 1 to 48 bytes and nothing that cannot be shown", () => {
  assert.equal(placeNameProblem("Lan Fong Yuen"), null);
  assert.equal(placeNameProblem("مقهى الميناء القديم"), null);
  assert.equal(placeNameProblem("👩‍🍳 Küche"), null);
  assert.equal(placeNameProblem("x".repeat(48)), null);
  assert.equal(placeNameProblem("園".repeat(16)), null);
  assert.equal(placeNameProblem(""), "empty");
  assert.equal(placeNameProblem("x".repeat(49)), "too-long");
  assert.equal(placeNameProblem("園".repeat(17)), "too-long");
  for (const sign of ["\0", "\u0007", "\u202E", "\u2066", "\u2028", "\uD800"]) {
    assert.equal(placeNameProblem(`Caf${sign}`), "unprintable");
  }
});

test("letters are counted near the limit only, in letters of the name's own kind", () => {
  assert.equal(lettersLeft(""), null);
  assert.equal(lettersLeft("x".repeat(31)), null);
  assert.equal(lettersLeft("x".repeat(32)), 16);
  assert.equal(lettersLeft("x".repeat(48)), 0);
  assert.equal(lettersLeft("x".repeat(51)), -3);
  assert.equal(lettersLeft("園".repeat(10)), null);
  assert.equal(lettersLeft("園".repeat(11)), 5);
  assert.equal(lettersLeft("園".repeat(16)), 0);
  assert.equal(lettersLeft("園".repeat(18)), -2);
});
