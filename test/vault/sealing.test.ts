import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { decodeRecord, encodeRecord } from "../../web/device/vault/record-bytes.ts";
import { generateVaultKeys, openRecord, sealingSuite, sealRecord } from "../../web/device/vault/sealing.ts";

interface Vectors {
  readonly info: string;
  readonly ikmR: string;
  readonly pkRm: string;
  readonly skRm: string;
  readonly enc: string;
  readonly encryptions: readonly { readonly pt: string; readonly aad: string; readonly ct: string }[];
}

const place = { database: "celadon-day-2026-11-23", key: "a visit" };

test("the vectors of RFC 9180 for our suite pass", async () => {
  const path = new URL("../vectors/rfc9180-x25519-aes128gcm.json", import.meta.url);
  const vectors = JSON.parse(readFileSync(path, "utf8")) as Vectors;
  assert.deepEqual([sealingSuite.KEM.id, sealingSuite.KDF.id, sealingSuite.AEAD.id], [0x20, 1, 1]);
  const pair = await sealingSuite.DeriveKeyPair(hexToBytes(vectors.ikmR), true);
  assert.equal(bytesToHex(await sealingSuite.SerializePublicKey(pair.publicKey)), vectors.pkRm);
  assert.equal(bytesToHex(await sealingSuite.SerializePrivateKey(pair.privateKey)), vectors.skRm);
  const context = await sealingSuite.SetupRecipient(pair, hexToBytes(vectors.enc), {
    info: hexToBytes(vectors.info),
  });
  for (const { pt, aad, ct } of vectors.encryptions) {
    assert.equal(bytesToHex(await context.Open(hexToBytes(ct), hexToBytes(aad))), pt);
  }
});

test("a record opens in its place with its key, and nowhere else", async () => {
  const [keys, others] = [await generateVaultKeys(), await generateVaultKeys()];
  const value = { name: "茶", token: Uint8Array.of(0, 255), note: "", list: [1, null, true] };
  const sealed = await sealRecord(keys.publicKey, place, value);
  assert.deepEqual(await openRecord(keys, place, sealed), value);
  const refused = /does not open/;
  await assert.rejects(openRecord(others, place, sealed), refused);
  await assert.rejects(openRecord(keys, { ...place, key: "another" }, sealed), refused);
  await assert.rejects(openRecord(keys, { ...place, database: "celadon-day-2026-11-24" }, sealed), refused);
  // Name and key do not run together.
  const shifted = { database: `${place.database}a`, key: " visit" };
  await assert.rejects(openRecord(keys, shifted, sealed), refused);
});

test("any changed bit and any missing byte of a sealed record is refused", async () => {
  const keys = await generateVaultKeys();
  const sealed = await sealRecord(keys.publicKey, place, "x");
  for (let at = 0; at < sealed.length; at += 7) {
    const changed = Uint8Array.from(sealed);
    changed[at]! ^= 1 << (at % 8);
    await assert.rejects(openRecord(keys, place, changed), /does not open|version/, `byte ${at}`);
  }
  for (const length of [0, 1, 32, 33, 48, sealed.length - 1]) {
    await assert.rejects(openRecord(keys, place, sealed.slice(0, length)), /does not open|version/);
  }
});

test("two records of about the same length are sealed to the same length, and never to the same bytes", async () => {
  const keys = await generateVaultKeys();
  const short = await sealRecord(keys.publicKey, place, { name: "Bar" });
  const long = await sealRecord(keys.publicKey, place, { name: "x".repeat(400) });
  assert.equal(short.length, long.length);
  assert.notDeepEqual(short, await sealRecord(keys.publicKey, place, { name: "Bar" }));
});

test("what is encoded comes back as it was", () => {
  const leaf = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
  );
  const name = fc.string().filter((each) => each !== "__proto__" && each !== "$bytes");
  const value = fc.oneof(leaf, fc.array(leaf), fc.dictionary(name, leaf, { noNullPrototype: true }));
  fc.assert(
    fc.property(value, (each) => {
      assert.deepEqual(decodeRecord(encodeRecord(each)), each);
    }),
  );
  for (const strange of [new Map(), new Date(), 1n, () => {}]) {
    assert.throws(() => encodeRecord({ strange }), TypeError);
  }
});
