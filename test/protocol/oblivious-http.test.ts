import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bytesToHex, hexToBytes, randomBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from "hpke";
import {
  decapsulateRequest,
  decodeGatewayKeyConfig,
  decodeGatewayKeys,
  decodeObliviousRequest,
  decodeObliviousResponse,
  encapsulateRequest,
  encodeGatewayKeyConfig,
  encodeGatewayKeys,
  encodeObliviousRequest,
  encodeObliviousResponse,
  gatewayKeyConfigOf,
  gatewayKeyPairOf,
  generateGatewayKeyPair,
  keyIdOfRequest,
  obliviousRequestBytes,
  obliviousResponseBytes,
  ProtocolError,
  reportBytes,
  ticketRequestBytes,
  ticketResponseBytes,
} from "../../protocol/index.ts";
import { openResponse, sealResponseWith } from "../../protocol/oblivious-http.ts";
import { assertHostileInputIsRefused } from "./hostile.ts";

const vectors = JSON.parse(
  readFileSync(new URL("../vectors/rfc9458-ohttp.json", import.meta.url), "utf8"),
) as Record<string, string>;
const vector = (name: string): Uint8Array => hexToBytes(vectors[name]!);

const refused = { name: "ProtocolError", code: "malformed" };

test("the example of RFC 9458, appendix A, passes", async () => {
  const keys = gatewayKeyPairOf(vector("secretKey"));
  const config = decodeGatewayKeyConfig(vector("keyConfig"));
  assert.deepEqual(config, {
    keyId: 1,
    publicKey: keys.publicKey,
    suites: [
      { kdf: 1, aead: 1 },
      { kdf: 1, aead: 3 },
    ],
  });
  assert.equal(bytesToHex(encodeGatewayKeyConfig(config)), vectors["keyConfig"]);
  assert.equal(keyIdOfRequest(vector("encapsulatedRequest")), 1);
  const received = await decapsulateRequest(keys, vector("encapsulatedRequest"));
  assert.equal(bytesToHex(received.request), vectors["request"]);

  const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
  const pair = {
    privateKey: await suite.DeserializePrivateKey(keys.secretKey),
    publicKey: await suite.DeserializePublicKey(keys.publicKey),
  };
  const context = await suite.SetupRecipient(pair, vector("enc"), { info: vector("info") });
  const sealed = await sealResponseWith(context, vector("enc"), vector("response"), vector("responseNonce"));
  assert.equal(bytesToHex(sealed), vectors["encapsulatedResponse"]);
  assert.equal(
    bytesToHex(await openResponse(context, vector("enc"), vector("encapsulatedResponse"))),
    vectors["response"],
  );
});

test("device and gateway understand each other, and nobody else does", async () => {
  const [keys, others] = [generateGatewayKeyPair(), generateGatewayKeyPair()];
  const config = gatewayKeyConfigOf(7, keys);
  const [request, response] = [randomBytes(100), randomBytes(50)];
  const sent = await encapsulateRequest(config, request);
  const other = await encapsulateRequest(config, request);
  assert.notDeepEqual(sent.encapsulated.slice(7), other.encapsulated.slice(7), "two attempts look different");
  assert.equal(keyIdOfRequest(sent.encapsulated), 7);
  const received = await decapsulateRequest(keys, sent.encapsulated);
  assert.deepEqual(received.request, request);
  await assert.rejects(decapsulateRequest(others, sent.encapsulated), refused);
  const answer = await received.sealResponse(response);
  assert.notDeepEqual(answer, await received.sealResponse(response));
  assert.deepEqual(await sent.openResponse(answer), response);
  await assert.rejects(other.openResponse(answer), refused, "the answer to another request");
});

test("any changed bit and any missing byte is refused on both ways", async () => {
  const keys = generateGatewayKeyPair();
  const sent = await encapsulateRequest(gatewayKeyConfigOf(1, keys), Uint8Array.of(1, 2, 3));
  const received = await decapsulateRequest(keys, sent.encapsulated);
  const answer = await received.sealResponse(Uint8Array.of(4, 5, 6));
  const ways: readonly [Uint8Array, (bytes: Uint8Array) => Promise<unknown>][] = [
    [sent.encapsulated, (bytes) => decapsulateRequest(keys, bytes)],
    [answer, (bytes) => sent.openResponse(bytes)],
  ];
  for (const [message, open] of ways) {
    for (let bit = 0; bit < message.length * 8; bit++) {
      const flipped = message.slice();
      flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
      // The top bit of an X25519 key means nothing (RFC 7748 §5), but the key of the message follows from all bits.
      await assert.rejects(open(flipped), refused, `bit ${bit}`);
    }
    for (let length = 0; length < message.length; length++) {
      await assert.rejects(open(message.slice(0, length)), refused, `cut to ${length}`);
    }
    await assert.rejects(open(Uint8Array.of(...message, 0)), refused, "one byte more");
  }
  assert.throws(() => keyIdOfRequest(new Uint8Array(54)), ProtocolError);
});

test("key configurations: what is encoded is decoded, and one that is malformed spoils a list", () => {
  const plain = { noNullPrototype: true } as const;
  const suites = fc.array(fc.record({ kdf: fc.nat(65_535), aead: fc.nat(65_535) }, plain), {
    minLength: 1,
    maxLength: 9,
  });
  const publicKey = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const config = fc.record({ keyId: fc.nat(255), publicKey, suites }, plain);
  fc.assert(
    fc.property(fc.array(config, { maxLength: 4 }), (configs) => {
      assert.deepEqual(decodeGatewayKeys(encodeGatewayKeys(configs)), configs);
    }),
  );
  const good = encodeGatewayKeyConfig(gatewayKeyConfigOf(1, generateGatewayKeyPair()));
  assertHostileInputIsRefused(good, decodeGatewayKeyConfig, { flips: "contained" });
  const p256 = good.slice();
  p256[2] = 0x10;
  assert.throws(() => decodeGatewayKeyConfig(p256), refused, "another KEM");
  const list = Uint8Array.of(0, good.length, ...good, 0, good.length, ...good);
  assert.equal(decodeGatewayKeys(list).length, 2);
  for (const broken of [list.slice(0, -1), Uint8Array.of(...list, 0), Uint8Array.of(0, 41, ...good, 0)]) {
    assert.throws(() => decodeGatewayKeys(broken), refused);
  }
});

test("everything that travels through a relay has one length in each direction", async () => {
  const keys = generateGatewayKeyPair();
  for (const [path, length] of [
    ["/v1/tickets", ticketRequestBytes],
    ["/v1/reports", reportBytes],
  ] as const) {
    const content = randomBytes(length);
    const message = encodeObliviousRequest({ path, content });
    assert.equal(message.length % 512, 0);
    assert.deepEqual(decodeObliviousRequest(message), { path, content });
    const { encapsulated } = await encapsulateRequest(gatewayKeyConfigOf(1, keys), message);
    assert.equal(encapsulated.length, obliviousRequestBytes);
    for (const answer of [
      { status: 200, content: randomBytes(ticketResponseBytes) },
      { status: 204, content: new Uint8Array() },
      { status: 403, content: randomBytes(60) },
    ]) {
      const written = encodeObliviousResponse(answer);
      assert.deepEqual(decodeObliviousResponse(written), answer);
      const { sealResponse } = await decapsulateRequest(keys, encapsulated);
      assert.equal((await sealResponse(written)).length, obliviousResponseBytes);
    }
  }
  assert.throws(() => encodeObliviousRequest({ path: "/", content: randomBytes(1600) }), RangeError);
});

test("a request that is not written in the one way is refused", () => {
  const message = encodeObliviousRequest({ path: "/v1/reports", content: randomBytes(reportBytes) });
  for (const [at, byte] of [
    [2, 0x47],
    [7, 0x67],
    [message.length - 1, 1],
  ] as const) {
    const changed = message.slice();
    changed[at] = byte;
    assert.throws(() => decodeObliviousRequest(changed), refused, `byte ${at}`);
  }
  for (const length of [0, 512, 1024, message.length - 1])
    assert.throws(() => decodeObliviousRequest(message.slice(0, length)), refused);
  assert.throws(() => decodeObliviousRequest(new Uint8Array(message.length + 512)), refused);
});
