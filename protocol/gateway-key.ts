import { x25519 } from "@noble/curves/ed25519.js";
import { concatBytes } from "@noble/hashes/utils.js";
import { ProtocolError } from "./errors.ts";
import { Reader, unsignedBytes } from "./reader.ts";

/*
 * RFC 9458 §3.1:
 *
 * struct {
 *   u8     keyId;
 *   u16    kem = 0x0020;                  // DHKEM(X25519, HKDF-SHA256)
 *   u8     publicKey[32];
 *   u16    length;                        // of what follows, 4 to 65,532
 *   struct { u16 kdf; u16 aead; } suites[length / 4];
 * } KeyConfiguration;
 *
 * application/ohttp-keys is a list of these, each with a u16 of its length before it (§3.2).
 */

const kemX25519 = 0x0020;
const publicKeyBytes = 32;

/** The one suite that Celadon's gateways take and its devices use: HKDF-SHA-256, AES-128-GCM. */
export const obliviousSuite = { kdf: 0x0001, aead: 0x0001 } as const;

/** The key of a gateway as everyone may see it. @see RFC 9458 §3.1 */
export interface GatewayKeyConfig {
  /** 0 to 255: which of a gateway's keys. */
  readonly keyId: number;
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Which the gateway takes, the first preferred; at least one. */
  readonly suites: readonly { readonly kdf: number; readonly aead: number }[];
}

/** Both halves of a gateway's key. The secret one is the server's alone: who has it reads what relays carry. */
export interface GatewayKeyPair {
  /** 32 bytes. */
  readonly secretKey: Uint8Array;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Draw a gateway's key. */
export function generateGatewayKeyPair(): GatewayKeyPair {
  return x25519.keygen();
}

/** The pair of a secret key. @param secretKey - 32 bytes. */
export function gatewayKeyPairOf(secretKey: Uint8Array): GatewayKeyPair {
  return { secretKey, publicKey: x25519.getPublicKey(secretKey) };
}

/** The configuration under which a gateway's key stands in the manifest. @see SPEC.md §4.14 */
export function gatewayKeyConfigOf(keyId: number, { publicKey }: GatewayKeyPair): GatewayKeyConfig {
  return { keyId, publicKey, suites: [obliviousSuite] };
}

/** Encode one configuration. @throws RangeError when a number does not fit. */
export function encodeGatewayKeyConfig({ keyId, publicKey, suites }: GatewayKeyConfig): Uint8Array {
  return concatBytes(
    unsignedBytes(keyId, 1),
    unsignedBytes(kemX25519, 2),
    publicKey,
    unsignedBytes(4 * suites.length, 2),
    ...suites.flatMap(({ kdf, aead }) => [unsignedBytes(kdf, 2), unsignedBytes(aead, 2)]),
  );
}

/**
 * Decode one configuration.
 *
 * @param bytes - Untrusted.
 * @throws {@link ProtocolError} `malformed`, also with another KEM: it says how long the key is.
 */
export function decodeGatewayKeyConfig(bytes: Uint8Array): GatewayKeyConfig {
  const reader = new Reader(bytes, "key configuration");
  const keyId = reader.u8();
  const kem = reader.u16();
  if (kem !== kemX25519) throw new ProtocolError("malformed", `key configuration: KEM ${kem}, not X25519`);
  const publicKey = reader.bytes(publicKeyBytes);
  const length = reader.u16();
  if (length === 0 || length % 4 !== 0) {
    throw new ProtocolError("malformed", `key configuration: ${length} bytes of suites`);
  }
  const suites = Array.from({ length: length / 4 }, () => ({ kdf: reader.u16(), aead: reader.u16() }));
  reader.end();
  return { keyId, publicKey, suites };
}

/** Encode a list of configurations, `application/ohttp-keys`. @see RFC 9458 §3.2 */
export function encodeGatewayKeys(configs: readonly GatewayKeyConfig[]): Uint8Array {
  return concatBytes(
    ...configs.map(encodeGatewayKeyConfig).flatMap((config) => [unsignedBytes(config.length, 2), config]),
  );
}

/**
 * Decode a list of configurations, `application/ohttp-keys`. One that is malformed spoils all of them (RFC 9458 §3.2).
 *
 * @param bytes - Untrusted.
 * @throws {@link ProtocolError} `malformed`.
 */
export function decodeGatewayKeys(bytes: Uint8Array): GatewayKeyConfig[] {
  const reader = new Reader(bytes, "key configurations");
  const configs: GatewayKeyConfig[] = [];
  while (reader.remaining > 0) configs.push(decodeGatewayKeyConfig(reader.bytes(reader.u16())));
  return configs;
}

/** Whether a gateway with this key takes the one suite that devices use. */
export function takesObliviousSuite({ suites }: GatewayKeyConfig): boolean {
  return suites.some(({ kdf, aead }) => kdf === obliviousSuite.kdf && aead === obliviousSuite.aead);
}
