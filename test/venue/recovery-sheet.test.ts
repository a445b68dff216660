import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { decodeBase32, encodeBase32 } from "../../web/venue/base32.ts";
import { VenueError, type VenueErrorCode } from "../../web/venue/errors.ts";
import {
  decodeRecoverySheet,
  encodeRecoverySheet,
  type RecoverySheet,
  sheetGroups,
  tidySheetText,
} from "../../web/venue/recovery-sheet.ts";

const example: RecoverySheet = {
  placeKey: hexToBytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
  regionId: hexToBytes("b7477ebeb19cef38"),
  stayMinutes: 120,
  name: "蘭芳園 Lan Fong Yuen",
};

const sheets = fc.record({
  placeKey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  regionId: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  stayMinutes: fc.integer({ min: 3, max: 72 }).map((tens) => tens * 10),
  name: fc
    .string({ unit: "binary", minLength: 1, maxLength: 20 })
    .filter((name) => utf8ToBytes(name).length <= 48),
});

function refused(code: VenueErrorCode, text: string): void {
  assert.throws(
    () => decodeRecoverySheet(text),
    (error) => error instanceof VenueError && error.code === code,
    `${code}: ${text}`,
  );
}

/** The text of any bytes, with the right check. */
function sheetText(body: Uint8Array): string {
  const check = sha256(concatBytes(utf8ToBytes("celadon/v1/sheet"), body)).slice(0, 4);
  return `CELADON-SHEET:${encodeBase32(concatBytes(body, check))}`;
}

function bodyOf(sheet: RecoverySheet): Uint8Array {
  return decodeBase32(encodeRecoverySheet(sheet).slice("CELADON-SHEET:".length))!.slice(0, -4);
}

// Made by another program.
test("the text of a sheet is what it always was", () => {
  assert.equal(
    encodeRecoverySheet(example),
    "CELADON-SHEET:040020G30G2GC1R81450P30D1R7H048J2CA1A5GQ30CHM6RW3MF1ZDT7FTZB377F7007G5Z8K2PYH2NKWPE9482CC5Q20HKFDSKJ0PBNCNQ2DK1428",
  );
});

test("decode gives back what encode was given", () => {
  fc.assert(
    fc.property(sheets, (sheet) => {
      assert.deepEqual(decodeRecoverySheet(encodeRecoverySheet(sheet)), { ...sheet });
    }),
  );
});

test("a sheet typed by hand is read with its slips of form", () => {
  const text = encodeRecoverySheet(example);
  const groups = sheetGroups(text);
  assert.equal(groups.join(""), text.slice("CELADON-SHEET:".length));
  assert.ok(groups.slice(0, -1).every((group) => group.length === 5));
  const forms = [
    text,
    `  ${text}\n`,
    groups.join(" "),
    groups.join("-").toLowerCase(),
    groups.join("\r\n"),
    `celadon-sheet: ${groups.join("\t")}`,
    `Celadon Sheet:\n${groups.join("–")}`,
    groups.join(" ").replaceAll("0", "O").replaceAll("1", "l"),
    groups.join(" ").replaceAll("0", "o").replaceAll("1", "I"),
  ];
  for (const form of forms) assert.equal(tidySheetText(form), text, form);
});

test("one text for each sheet: no other spelling is a sheet's text", () => {
  const text = encodeRecoverySheet(example);
  refused("not-a-sheet", ` ${text}`);
  refused("not-a-sheet", text.toLowerCase());
  refused("not-a-sheet", text.slice(1));
  refused("not-a-sheet", "");
  refused("not-a-sheet", "CELADON:12345");
  refused("wrong-characters", `${text} `);
  refused("wrong-characters", "CELADON-SHEET:U");
  refused("wrong-check", "CELADON-SHEET:");
  refused("wrong-check", "CELADON-SHEET:0000");
  const payload = text.slice("CELADON-SHEET:".length);
  // The last character is filled up with zero bits; any other filling is refused.
  const last = payload.at(-1)!;
  for (const other of "0123456789ABCDEFGHJKMNPQRSTVWXYZ") {
    if (other !== last) assert.throws(() => decodeRecoverySheet(text.slice(0, -1) + other), VenueError);
  }
});

test("every truncation, every added character and every changed character is refused", () => {
  const text = encodeRecoverySheet(example);
  for (let length = 0; length < text.length; length++) {
    assert.throws(() => decodeRecoverySheet(text.slice(0, length)), VenueError);
  }
  for (const more of "0Z ILOU:") assert.throws(() => decodeRecoverySheet(text + more), VenueError);
  for (let at = 0; at < text.length; at++) {
    const changed = text.slice(0, at) + (text[at] === "7" ? "8" : "7") + text.slice(at + 1);
    assert.throws(() => decodeRecoverySheet(changed), VenueError);
  }
});

test("with the right check, a sheet that no place can have is refused all the same", () => {
  const body = bodyOf(example);
  const changed = (at: number, ...values: number[]): Uint8Array => {
    const copy = new Uint8Array(body);
    copy.set(values, at);
    return copy;
  };
  assert.deepEqual(decodeRecoverySheet(sheetText(body)), example);
  refused("unsupported-version", sheetText(changed(0, 2)));
  refused("unsupported-version", sheetText(changed(0, 0)));
  refused("malformed", sheetText(new Uint8Array()));
  refused("malformed", sheetText(body.slice(0, -1)));
  refused("malformed", sheetText(concatBytes(body, new Uint8Array(1))));
  for (const stay of [0, 20, 29, 125, 730, 0xffff]) {
    refused("malformed", sheetText(changed(41, stay >> 8, stay & 255)));
  }
  refused("malformed", sheetText(concatBytes(body.slice(0, 43), Uint8Array.of(0))));
  refused(
    "malformed",
    sheetText(concatBytes(body.slice(0, 43), Uint8Array.of(49), new Uint8Array(49).fill(65))),
  );
  refused("malformed", sheetText(concatBytes(body.slice(0, 43), Uint8Array.of(2, 0xc3, 0x28))));
});

test("only what fits is encoded", () => {
  for (const wrong of [
    { placeKey: new Uint8Array(31) },
    { regionId: new Uint8Array(9) },
    { stayMinutes: 125 },
    { stayMinutes: 20 },
    { stayMinutes: 730 },
    { name: "" },
    { name: "x".repeat(49) },
    { name: "園".repeat(17) },
  ]) {
    assert.throws(() => encodeRecoverySheet({ ...example, ...wrong }), RangeError);
  }
});

test("base32 reads back every byte string, and nothing else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const text = encodeBase32(bytes);
      assert.match(text, /^[0-9A-HJKMNP-TV-Z]*$/);
      assert.equal(text.length, Math.ceil((bytes.length * 8) / 5));
      assert.deepEqual(decodeBase32(text), bytes);
    }),
  );
  for (const text of ["0", "000", "000000", "01", "0I", "0L", "0O", "0U", "0a", "0 ", "-0"]) {
    assert.equal(decodeBase32(text), null, text);
  }
});
