import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { directPassphraseKey } from "../../web/device/passphrase-key.ts";
import { generateVaultKeys } from "../../web/device/vault/sealing.ts";
import {
  type LockWay,
  passkeySecret,
  unwrapKey,
  wrapKey,
  wrappedKeyBytes,
} from "../../web/device/vault/wrapped-key.ts";

const cost = { memory: 6, passes: 1 };
const passphraseWay: LockWay = { kind: "passphrase", salt: randomBytes(16), cost };
const passkeyWay: LockWay = { kind: "passkey", credentialId: randomBytes(20) };
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
    { ...passphraseWay, salt: randomBytes(16) },
    { ...passphraseWay, cost: { ...cost, passes: 2 } },
    { ...passphraseWay, cost: { ...cost, memory: 5 } },
  ];
  for (const way of others) await assert.rejects(unwrapKey(keys.publicKey, way, secret, wrapped), damaged);
  const { publicKey } = await generateVaultKeys();
  await assert.rejects(unwrapKey(publicKey, passphraseWay, secret, wrapped), damaged);
});

test("argon2id gives what the reference implementation gives", async () => {
  const request = { passphrase: "password", salt: new TextEncoder().encode("somesalt") };
  const key = await directPassphraseKey({ ...request, cost: { memory: 8, passes: 2 } });
  assert.equal(bytesToHex(key), "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
});

test("the PRF's output itself is not the key that wraps", () => {
  const output = randomBytes(32);
  assert.notDeepEqual(passkeySecret(output), output);
  assert.deepEqual(passkeySecret(output), passkeySecret(output));
});
