import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeAssetList, encodeAssetList, ProtocolError } from "../../protocol/index.ts";

const hash = (digit: string): string => digit.repeat(64);

const text = `celadon/release/v1 0.1.0
${hash("a")} /
${hash("b")} /assets/index-1a2b.js
${hash("c")} /sw.js
${hash("d")} /venue/
`;

const list = {
  version: "0.1.0",
  assets: [
    { sha256: hash("a"), path: "/" },
    { sha256: hash("b"), path: "/assets/index-1a2b.js" },
    { sha256: hash("c"), path: "/sw.js" },
    { sha256: hash("d"), path: "/venue/" },
  ],
};

test("a list has one text, whatever order its assets came in", () => {
  assert.equal(encodeAssetList(list), text);
  assert.equal(encodeAssetList({ ...list, assets: list.assets.toReversed() }), text);
  assert.deepEqual(decodeAssetList(text), list);
  assert.deepEqual(decodeAssetList("celadon/release/v1 1.0.0-rc.1+x\n"), {
    version: "1.0.0-rc.1+x",
    assets: [],
  });
});

test("what is not exactly one list is refused", () => {
  const line = (path: string): string => `celadon/release/v1 1\n${hash("a")} ${path}\n`;
  const refused: Record<string, string> = {
    nothing: "",
    "no last newline": text.slice(0, -1),
    "an empty line": `${text}\n`,
    "carriage returns": text.replaceAll("\n", "\r\n"),
    "no version": text.replace(" 0.1.0", ""),
    "two versions": text.replace("0.1.0", "0.1.0 0.2.0"),
    "another order": text.replace(" /sw.js", " /a"),
    "a path twice": text.replace(" /sw.js", " /assets/index-1a2b.js"),
    "capital hex": text.replace(hash("a"), hash("A")),
    "a short hash": text.replace(hash("a"), "aa"),
    "two spaces": text.replace("a /", "a  /"),
    "a relative path": line("sw.js"),
    "another host": line("//example.org/sw.js"),
    "a step up": line("/assets/../sw.js"),
    "a hidden file": line("/.built"),
    "a query": line("/sw.js?1"),
    "a fragment": line("/sw.js#1"),
    "percent signs": line("/%73w.js"),
    "other letters": line("/ü.js"),
    "the list itself": line("/release.txt"),
    "what the region publishes": line("/v1/root"),
    "too long": `celadon/release/v1 1\n${"x".repeat(1_048_576)}\n`,
  };
  for (const [what, each] of Object.entries(refused)) {
    assert.throws(() => decodeAssetList(each), { name: "ProtocolError", code: "malformed" }, what);
  }
  assert.throws(() => decodeAssetList(text.replace("v1", "v2")), { code: "unsupported-version" });
});

test("every list that is cut short or has a changed byte is another or refused", () => {
  for (let at = 0; at < text.length; at++) {
    for (const each of [text.slice(0, at), `${text.slice(0, at)}~${text.slice(at + 1)}`]) {
      try {
        assert.equal(encodeAssetList(decodeAssetList(each)), each);
      } catch (error) {
        assert.ok(error instanceof ProtocolError);
      }
    }
  }
});

test("what makes no list is not encoded", () => {
  const asset = { sha256: hash("a"), path: "/" };
  assert.throws(() => encodeAssetList({ version: "", assets: [asset] }), RangeError);
  assert.throws(() => encodeAssetList({ version: "1", assets: [asset, asset] }), RangeError);
  assert.throws(() => encodeAssetList({ version: "1", assets: [{ ...asset, path: "/a b" }] }), RangeError);
});
