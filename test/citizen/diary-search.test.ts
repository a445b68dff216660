import assert from "node:assert/strict";
import { test } from "node:test";
import { visitsFound } from "../../web/citizen/words/diary-search.ts";
import { day, now, reader, visit } from "./fixture.ts";

const visits = [
  visit("a", { name: "Café Zürich", arrival: now - day }),
  visit("b", { name: "蘭芳園 Lan Fong Yuen", note: "with Mei", arrival: now - 3 * day }),
  visit("c", { name: "Library", arrival: now - 3 * day }),
];
const found = (typed: string) => visitsFound(visits, typed, now, reader).map(({ id }) => id);

test("visits are found by name, note and day, whatever the case and the accents", () => {
  assert.deepEqual(found(""), ["a", "b", "c"]);
  assert.deepEqual(found("  cafe ZURICH "), ["a"]);
  assert.deepEqual(found("芳"), ["b"]);
  assert.deepEqual(found("mei"), ["b"]);
  assert.deepEqual(found("wednesday"), ["b", "c"]);
  assert.deepEqual(found("wednesday lib"), ["c"]);
  assert.deepEqual(found("nowhere"), []);
});
