import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  type BinaryRequest,
  type BinaryResponse,
  decodeBinaryRequest,
  decodeBinaryResponse,
  encodeBinaryRequest,
  encodeBinaryResponse,
  ProtocolError,
} from "../../protocol/index.ts";
import { assertContained } from "./hostile.ts";

interface Vectors {
  readonly request: Omit<BinaryRequest, "content"> & { readonly hex: string };
  readonly responseWithTrailer: {
    readonly hex: string;
    readonly status: number;
    readonly content: string;
  };
  readonly requestOfUnknownLength: string;
}

const vectors = JSON.parse(
  readFileSync(new URL("../vectors/rfc9292-binary-http.json", import.meta.url), "utf8"),
) as Vectors;

test("the examples of RFC 9292 of known length pass", () => {
  const { hex, ...request } = vectors.request;
  const expected = { ...request, content: new Uint8Array() };
  assert.deepEqual(decodeBinaryRequest(hexToBytes(hex)), expected);
  // The example writes out two empty parts at its end; either, and both, may be left out.
  assert.deepEqual(decodeBinaryRequest(hexToBytes(hex).slice(0, -1)), expected);
  assert.equal(`${bytesToHex(encodeBinaryRequest(expected))}0000`, hex);

  const { hex: responseHex, status, content } = vectors.responseWithTrailer;
  assert.deepEqual(decodeBinaryResponse(hexToBytes(responseHex)), {
    status,
    fields: [],
    content: utf8ToBytes(content),
  });
});

test("informational responses before the final one are passed over", () => {
  const early = hexToBytes("4067");
  const field = concatBytes(Uint8Array.of(8, 4), utf8ToBytes("link"), Uint8Array.of(2), utf8ToBytes("</"));
  const message = concatBytes(Uint8Array.of(1), early, field, hexToBytes("40c8"), Uint8Array.of(0, 1, 7));
  assert.deepEqual(decodeBinaryResponse(message), { status: 200, fields: [], content: Uint8Array.of(7) });
});

const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const fields = fc.array(
  fc.record(
    { name: token, value: fc.stringMatching(/^(?:[!-~](?:[ -~]{0,80}[!-~])?)?$/) },
    { noNullPrototype: true },
  ),
  { maxLength: 5 },
);
const content = fc.uint8Array({ maxLength: 20_000 });
const request: fc.Arbitrary<BinaryRequest> = fc.record(
  {
    method: fc.constantFrom("GET", "POST", "PATCH"),
    scheme: fc.constantFrom("https", "http"),
    authority: fc.constantFrom("", "celadon.example", "[::1]:8080"),
    path: fc.stringMatching(/^\/[a-z0-9/?=]{0,80}$/),
    fields,
    content,
  },
  { noNullPrototype: true },
);
const response: fc.Arbitrary<BinaryResponse> = fc.record(
  { status: fc.integer({ min: 200, max: 599 }), fields, content },
  { noNullPrototype: true },
);

test("what is encoded is decoded, with any number of zeros after it", () => {
  fc.assert(
    fc.property(request, response, fc.nat(600), (one, other, zeros) => {
      const padding = new Uint8Array(zeros);
      assert.deepEqual(decodeBinaryRequest(concatBytes(encodeBinaryRequest(one), padding)), one);
      assert.deepEqual(decodeBinaryResponse(concatBytes(encodeBinaryResponse(other), padding)), other);
    }),
  );
});

test("what is no binary HTTP of known length is refused, and nothing else is thrown", () => {
  const refused = (message: Uint8Array, why: string) =>
    assert.throws(() => decodeBinaryRequest(message), { name: "ProtocolError", code: "malformed" }, why);
  const good = encodeBinaryRequest({
    method: "POST",
    scheme: "https",
    authority: "",
    path: "/v1/reports",
    fields: [{ name: "accept", value: "*/*" }],
    content: Uint8Array.of(1, 2, 3),
  });
  refused(concatBytes(good, Uint8Array.of(0, 1)), "padding that is not zero");
  refused(hexToBytes(vectors.requestOfUnknownLength), "unknown length");
  refused(new Uint8Array(), "nothing");
  refused(Uint8Array.of(0, 0xff, 255, 255, 255, 255, 255, 255, 255), "a length beyond all numbers");
  const written = (method: string, path: string, name = "a", value = "b") =>
    encodeBinaryRequest({
      method,
      scheme: "https",
      authority: "",
      path,
      fields: [{ name, value }],
      content: new Uint8Array(),
    });
  refused(written("PO ST", "/"), "a space in the method");
  refused(written("POST", "/a b"), "a space in the path");
  refused(written("POST", "/", ":path"), "a pseudo-field");
  refused(written("POST", "/", "Accept"), "capitals");
  refused(written("POST", "/", "a", "b\r\nc: d"), "a line within a field");
  refused(written("POST", "/", "a", " b"), "space around a value");
  assert.throws(() => decodeBinaryResponse(Uint8Array.of(1, 0x43, 0)), ProtocolError, "status 768");
  assert.throws(() => decodeBinaryResponse(Uint8Array.of(1, 0x40, 99)), ProtocolError, "status 99");
  for (let bit = 0; bit < good.length * 8; bit++) {
    const flipped = good.slice();
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
    assertContained(() => decodeBinaryRequest(flipped), `bit ${bit} flipped`);
    assertContained(() => decodeBinaryResponse(flipped), `bit ${bit} flipped, as a response`);
  }
  for (let length = 0; length < good.length; length++) {
    assertContained(() => decodeBinaryRequest(good.slice(0, length)), `cut to ${length} bytes`);
  }
});
