import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { decodeBase64, encodeBase64 } from "../../protocol/index.ts";
import { assertHostileTextIsRefused } from "./hostile-text.ts";

const malformed = { name: "ProtocolError", code: "malformed" };

test("The examples of RFC 4648 §10 come out both ways", () => {
  const examples = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
  for (const [length, text] of examples.entries()) {
    const bytes = utf8ToBytes("foobar".slice(0, length));
    assert.equal(encodeBase64(bytes), text);
    assert.deepEqual(decodeBase64(text, "example"), bytes);
  }
});

test("Any bytes are written as Node writes them and read back the same", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = encodeBase64(bytes);
      assert.equal(text, Buffer.from(bytes).toString("base64"));
      assert.deepEqual(decodeBase64(text, "bytes"), bytes);
      assert.equal(encodeBase64(Buffer.from(bytes)), text);
    }),
  );
});

test("A second way to write the same bytes is refused", () => {
  for (const text of [
    "Zg",
    "Zg=",
    "Zg===",
    "Zh==",
    "Zm9=",
    "Zm8",
    "Zm 9v",
    "Zm9v\n",
    "=",
    "====",
    "Z===",
    "Zg==Zg==",
    "__-_",
  ]) {
    assert.throws(() => decodeBase64(text, "example"), malformed, text);
  }
});

test("A damaged text is refused or is the one text of other bytes", () => {
  for (const text of ["Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "+/+/"]) {
    assertHostileTextIsRefused(text, (input) => decodeBase64(input, "example"), encodeBase64);
  }
});
