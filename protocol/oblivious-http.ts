import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from "hpke";
import { ProtocolError } from "./errors.ts";
import type { GatewayKeyConfig, GatewayKeyPair } from "./gateway-key.ts";
import { Reader, unsignedBytes } from "./reader.ts";

/*
 * Oblivious HTTP, RFC 9458 §4, over HPKE (RFC 9180) in base mode:
 *
 * struct {                                            struct {
 *   u8     keyId;            // } header                u8     nonce[16];       // max(Nn, Nk)
 *   u16    kem = 0x0020;     // }                       u8     ciphertext[..];  // with its tag of 16 bytes
 *   u16    kdf = 0x0001;     // }                     } EncapsulatedResponse;
 *   u16    aead = 0x0001;    // }
 *   u8     enc[32];
 *   u8     ciphertext[..];   // with its tag of 16 bytes
 * } EncapsulatedRequest;
 *
 * info   = "message/bhttp request" ‖ 0x00 ‖ header
 * secret = context.Export("message/bhttp response", 16);   prk = Extract(salt = enc ‖ nonce, secret)
 * key    = Expand(prk, "key", 16);   iv = Expand(prk, "nonce", 12)
 */

// Marked as pure, so that what never seals does not carry them.
const suite = /* @__PURE__ */ new CipherSuite(
  KEM_DHKEM_X25519_HKDF_SHA256,
  KDF_HKDF_SHA256,
  AEAD_AES_128_GCM,
);
const kdf = /* @__PURE__ */ KDF_HKDF_SHA256();
const aead = /* @__PURE__ */ AEAD_AES_128_GCM();

const requestLabel = /* @__PURE__ */ utf8ToBytes("message/bhttp request");
const responseLabel = /* @__PURE__ */ utf8ToBytes("message/bhttp response");
const headerBytes = 7;
const encapsulatedBytes = 32;
const tagBytes = 16;
/** max(Nn, Nk) of AES-128-GCM. */
const nonceBytes = 16;
const noData = /* @__PURE__ */ new Uint8Array();

/** By how much an encapsulated request is longer than what is in it. */
export const encapsulatedRequestOverhead = headerBytes + encapsulatedBytes + tagBytes;

/** By how much an encapsulated response is longer than what is in it. */
export const encapsulatedResponseOverhead = nonceBytes + tagBytes;

/** A request that is about to go to a relay. (Device.) */
export interface SentRequest {
  /** What the relay gets. Made anew for each attempt: two of the same content have nothing in common. */
  readonly encapsulated: Uint8Array;
  /**
   * Open the answer to it.
   *
   * @param bytes - Untrusted: the relay, or anyone, may have made them.
   * @throws {@link ProtocolError} `malformed` when the gateway did not make it for this very request.
   */
  openResponse(bytes: Uint8Array): Promise<Uint8Array>;
}

/**
 * Encapsulate a request. (Device.)
 *
 * @param config - The gateway's, from the manifest.
 * @param request - Binary HTTP, padded.
 * @throws Error where the platform has no X25519.
 * @see RFC 9458 §4.3
 */
export async function encapsulateRequest(
  config: GatewayKeyConfig,
  request: Uint8Array,
): Promise<SentRequest> {
  const header = encodeHeader(config.keyId);
  const publicKey = await suite.DeserializePublicKey(config.publicKey);
  const { encapsulatedSecret: enc, ctx } = await suite.SetupSender(publicKey, { info: infoOf(header) });
  const encapsulated = concatBytes(header, enc, await ctx.Seal(request));
  return { encapsulated, openResponse: (bytes) => openResponse(ctx, enc, bytes) };
}

/** A request that came to the gateway, and the way to answer it. (Server.) */
export interface ReceivedRequest {
  /** What was in it. Untrusted: anyone can make one. */
  readonly request: Uint8Array;
  /** Encapsulate the answer to it. @param response - Binary HTTP, padded. @see RFC 9458 §4.4 */
  sealResponse(response: Uint8Array): Promise<Uint8Array>;
}

/**
 * Which of its keys a gateway needs.
 *
 * @param bytes - Untrusted: an encapsulated request.
 * @returns Null when it is for another suite than ours, so that no key can open it.
 * @throws {@link ProtocolError} `malformed` when it is too short for any.
 */
export function keyIdOfRequest(bytes: Uint8Array): number | null {
  const reader = new Reader(bytes, "encapsulated request");
  const header = reader.bytes(headerBytes);
  reader.bytes(encapsulatedBytes + tagBytes);
  const keyId = header[0]!;
  return encodeHeader(keyId).every((byte, index) => byte === header[index]) ? keyId : null;
}

/**
 * Open a request. (Server.)
 *
 * @param keys - Of the id that {@link keyIdOfRequest} says.
 * @param bytes - Untrusted.
 * @throws {@link ProtocolError} `malformed` when it was made for another key or another suite, or was changed.
 * @see RFC 9458 §4.3
 */
export async function decapsulateRequest(keys: GatewayKeyPair, bytes: Uint8Array): Promise<ReceivedRequest> {
  if (keyIdOfRequest(bytes) === null) {
    throw new ProtocolError("malformed", "encapsulated request: another suite");
  }
  const reader = new Reader(bytes, "encapsulated request");
  const header = reader.bytes(headerBytes);
  const enc = reader.bytes(encapsulatedBytes);
  const ciphertext = reader.bytes(reader.remaining);
  const pair = await imported(keys);
  try {
    const context = await suite.SetupRecipient(pair, enc, { info: infoOf(header) });
    const request = await context.Open(ciphertext);
    return {
      request,
      sealResponse: (response) => sealResponseWith(context, enc, response, randomBytes(nonceBytes)),
    };
  } catch (cause) {
    throw new ProtocolError("malformed", "encapsulated request: it does not open", { cause });
  }
}

/** What both sides' contexts have. */
interface Exporter {
  Export(context: Uint8Array, length: number): Promise<Uint8Array>;
}

/** Open the answer to a request. @param enc - Of the request. @throws {@link ProtocolError} `malformed`. */
export async function openResponse(
  context: Exporter,
  enc: Uint8Array,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const reader = new Reader(bytes, "encapsulated response");
  const nonce = reader.bytes(nonceBytes);
  const ciphertext = reader.bytes(reader.remaining);
  const { key, iv } = await responseKeys(context, enc, nonce);
  try {
    return await aead.Open(key, iv, noData, ciphertext);
  } catch (cause) {
    throw new ProtocolError("malformed", "encapsulated response: it does not open", { cause });
  }
}

/** Seal the answer to a request under a nonce of 16 bytes, which is never used twice. */
export async function sealResponseWith(
  context: Exporter,
  enc: Uint8Array,
  response: Uint8Array,
  nonce: Uint8Array,
): Promise<Uint8Array> {
  const { key, iv } = await responseKeys(context, enc, nonce);
  return concatBytes(nonce, await aead.Seal(key, iv, noData, response));
}

async function responseKeys(context: Exporter, enc: Uint8Array, nonce: Uint8Array) {
  const secret = await context.Export(responseLabel, nonceBytes);
  const prk = await kdf.Extract(concatBytes(enc, nonce), secret);
  return {
    key: await kdf.Expand(prk, utf8ToBytes("key"), aead.Nk),
    iv: await kdf.Expand(prk, utf8ToBytes("nonce"), aead.Nn),
  };
}

function encodeHeader(keyId: number): Uint8Array {
  return concatBytes(
    unsignedBytes(keyId, 1),
    ...[suite.KEM.id, suite.KDF.id, suite.AEAD.id].map((id) => unsignedBytes(id, 2)),
  );
}

function infoOf(header: Uint8Array): Uint8Array {
  return concatBytes(requestLabel, Uint8Array.of(0), header);
}

/** A gateway's keys as WebCrypto has them, as long as they are in use. */
const importedKeys = /* @__PURE__ */ new WeakMap<Uint8Array, ReturnType<typeof importKeys>>();

function imported(keys: GatewayKeyPair): ReturnType<typeof importKeys> {
  let pair = importedKeys.get(keys.secretKey);
  if (pair === undefined) importedKeys.set(keys.secretKey, (pair = importKeys(keys)));
  return pair;
}

async function importKeys({ secretKey, publicKey }: GatewayKeyPair) {
  return {
    privateKey: await suite.DeserializePrivateKey(secretKey),
    publicKey: await suite.DeserializePublicKey(publicKey),
  };
}
