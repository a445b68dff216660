import assert from "node:assert/strict";
import { test } from "node:test";
import { checkLocalisedText, textFor } from "../../protocol/localised-text.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const outOfBounds = { name: "ProtocolError", code: "out-of-bounds" };

test("A reader gets the first of their languages that there is", () => {
  const text = { mi: "Kia ora", en: "Hello", "pt-BR": "Oi", "zh-Hant": "你好" };
  for (const [languages, wanted] of [
    [["mi-NZ", "en"], "Kia ora"],
    [["pt-BR"], "Oi"],
    [["pt-br"], "Oi"],
    [["zh-Hant-HK"], "你好"],
    [["fr", "de-AT", "en-GB"], "Hello"],
    [["fr"], "Hello"],
    [["pt"], "Hello"],
    [[], "Hello"],
  ] as const) {
    assert.equal(textFor(text, languages), wanted, languages.join());
  }
  assert.equal(textFor({ fr: "Bonjour", de: "Hallo" }, ["es"]), "Bonjour");
});

test("Language tags have one form, and a text is plain text with line breaks", () => {
  const accepted = {
    en: "One\nTwo",
    "pt-BR": "Oi",
    "zh-Hans-CN": "你好",
    "es-419": "Hola",
    mi: "x".repeat(9),
  };
  assert.deepEqual(Object.entries(checkLocalisedText(accepted, 9, "text")), Object.entries(accepted));
  for (const tag of [
    "",
    "EN",
    "e",
    "engl",
    "en_GB",
    "en-gb",
    "zh-hans",
    "1",
    "__proto__",
    "en-",
    "en-GB-x",
  ]) {
    assert.throws(
      () => checkLocalisedText(JSON.parse(`{${JSON.stringify(tag)}:"x"}`), 9, "text"),
      malformed,
      tag,
    );
  }
  for (const text of ["", null, 1, [], {}, "a\u0000", "a\r\n", "a\tb", "\ud800", "a\u0085"]) {
    assert.throws(() => checkLocalisedText({ en: text }, 9, "text"), malformed, JSON.stringify(text));
  }
  for (const value of [{}, [], null, "x", undefined, ["x"]]) {
    assert.throws(() => checkLocalisedText(value, 9, "text"), malformed);
  }
});

test("Texts and their number are bounded", () => {
  assert.throws(() => checkLocalisedText({ en: "x".repeat(10) }, 9, "text"), outOfBounds);
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const tags = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `${letters[Math.floor(index / 26)]}${letters[index % 26]}`,
        "x",
      ]),
    );
  assert.equal(Object.keys(checkLocalisedText(tags(50), 9, "text")).length, 50);
  assert.throws(() => checkLocalisedText(tags(51), 9, "text"), outOfBounds);
});
