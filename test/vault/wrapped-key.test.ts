import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { saltBytes, stretchHere } from "../../web/device/vault/passphrase.ts";
import { generateVaultKeys } from "../../web/device/vault/sealing.ts";
import {
  type LockWay,
  passkeySecret,
  unwrapKey,
  wrapKey,
  wrappedKeyBytes,
} from "../../web/device/vault/wrapped-key.ts";

const cost = { memoryKiB: 64, passes: 1 };
const passphraseWay: LockWay = { kind: "passphrase", salt: randomBytes(saltBytes), cost };
const passkeyWay: LockWay = { kind: "passkey", salt: randomBytes(32) };
const secret = randomBytes(32);

test("each way wraps the same key, and only its own secret opens it", async () => {
  const keys = await generateVaultKeys();
  for (const way of [passphraseWay, passkeyWay]) {
    const wrapped = await wrapKey(keys, way, secret);
    assert.equal(wrapped.length, wrappedKeyBytes);
    assert.deepEqual(await unwrapKey(keys.publicKey, way, secret, wrapped), keys.privateKey);
    await assert.rejects(unwrapKey(keys.publicKey, way, randomBytes(32), wrapped), { code: "wrong-key" });
  }
});

test("a damaged wrapped key is told from a wrong secret, whichever bit it is", async () => {
  const keys = await generateVaultKeys();
  const wrapped = await wrapKey(keys, passphraseWay, secret);
  const damaged = { name: "DeviceError", code: "lock-damaged" };
  for (let at = 0; at < wrapped.length; at++) {
    const changed = Uint8Array.from(wrapped);
    changed[at]! ^= 1 << (at % 8);
    await assert.rejects(unwrapKey(keys.publicKey, passphraseWay, secret, changed), damaged, `byte ${at}`);
  }
  for (const length of [0, 1, 3, wrappedKeyBytes - 1]) {
    await assert.rejects(unwrapKey(keys.publicKey, passphraseWay, secret, wrapped.slice(0, length)), damaged);
  }
  const others: LockWay[] = [
    passkeyWay,
    { ...passphraseWay, salt: randomBytes(saltBytes) },
    { ...passphraseWay, cost: { ...cost, passes: 2 } },
    { ...passphraseWay, cost: { ...cost, memoryKiB: 32 } },
  ];
  for (const way of others) await assert.rejects(unwrapKey(keys.publicKey, way, secret, wrapped), damaged);
  const { publicKey } = await generateVaultKeys();
  await assert.rejects(unwrapKey(publicKey, passphraseWay, secret, wrapped), damaged);
});

test("a passphrase is the same however its accents are composed, and differs in anything else", async () => {
  const salt = randomBytes(saltBytes);
  const composed = await stretchHere("caf\u00e9 au lait", salt, cost);
  assert.equal(composed.length, 32);
  assert.deepEqual(await stretchHere("cafe\u0301 au lait", salt, cost), composed);
  for (const other of ["cafe au lait", "Caf\u00e9 au lait", "caf\u00e9 au lait "]) {
    assert.notDeepEqual(await stretchHere(other, salt, cost), composed);
  }
  assert.notDeepEqual(await stretchHere("caf\u00e9 au lait", salt, { ...cost, passes: 2 }), composed);
});

test("argon2id gives what the reference implementation gives, and says how far it is", async () => {
  const ticks: number[] = [];
  const salt = new TextEncoder().encode("somesalt");
  const key = await stretchHere("password", salt, { memoryKiB: 256, passes: 2 }, (done) => ticks.push(done));
  assert.equal(bytesToHex(key), "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
  assert.equal(ticks.at(-1), 1);
});

test("the PRF's output itself is not the key that wraps", () => {
  const output = randomBytes(32);
  assert.notDeepEqual(passkeySecret(output), output);
  assert.deepEqual(passkeySecret(output), passkeySecret(output));
});
