import assert from "node:assert/strict";
import { test } from "node:test";
import { isLanguage, languages, matchLanguage } from "../../web/locales/languages.ts";
import { plural, pluralForms } from "../../web/parts/plural.ts";
import { listed, sentences } from "../../web/parts/sentences.ts";

test("a reader gets the first of their languages that there is, in the script that they read", () => {
  for (const [preferred, tag] of [
    [["zh-HK"], "zh-Hant"],
    [["zh-TW", "en"], "zh-Hant"],
    [["zh-MO"], "zh-Hant"],
    [["yue"], "zh-Hant"],
    [["zh-CN"], "zh-Hans"],
    [["zh-SG"], "zh-Hans"],
    [["zh"], "zh-Hans"],
    [["zh-Hant-CN"], "zh-Hant"],
    [["fr-CA", "en"], "fr"],
    [["es-419"], "es"],
    [["ar-EG"], "ar"],
    [["de-CH", "fr-CH", "en"], "fr"],
    [["de"], "en"],
    [["en-US", "fr"], "en"],
    [[], "en"],
    [["not a tag", "x", "fr"], "fr"],
  ] as const) {
    assert.equal(matchLanguage(preferred), tag, preferred.join());
  }
});

test("every language has a direction, and only what is one counts as one", () => {
  assert.deepEqual(
    languages.filter(({ direction }) => direction === "rtl").map(({ tag }) => tag),
    ["ar"],
  );
  for (const { tag } of languages) assert.ok(isLanguage(tag));
  for (const tag of ["de", "", "zh", undefined, 1]) assert.ok(!isLanguage(tag));
});

test("a sentence takes the form that its number asks for, and what is put in stays as it is", () => {
  const forms = "one: # visit at {place} | other: # visits at {place}";
  assert.equal(plural(1, forms, { place: "the # | other: {place}" }), "1 visit at the # | other: {place}");
  assert.equal(plural(1234, forms, { place: "x" }), "1,234 visits at x");
  assert.equal(plural(0, "one: # visit | other: # visits"), "0 visits");
  assert.deepEqual([...pluralForms("zero: none | two: a pair | other: #").keys()], ["zero", "two", "other"]);
  assert.equal(pluralForms("No forms: at all").size, 0);
});

test("sentences follow one another, and what is empty leaves no gap", () => {
  assert.equal(sentences("One.", "", "Two."), "One. Two.");
  assert.equal(listed(["a", "b", "c"]), "a, b, c");
});
