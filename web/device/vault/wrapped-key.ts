import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { DeviceError } from "../device-error.ts";
import type { VaultKeyPair } from "./sealing.ts";
import type { KeyCost } from "../key-cost.ts";

/** How a lock is opened, with all that is no secret about it. */
export type LockWay =
  | { readonly kind: "passphrase"; /** 16 bytes. */ readonly salt: Uint8Array; readonly cost: KeyCost }
  | { readonly kind: "passkey"; readonly credentialId: Uint8Array };

/** What the page gives to the PRF of every passkey: 32 bytes, the same for all, since each passkey has its own secret. */
export const passkeySalt: Uint8Array = sha256(utf8ToBytes("celadon/v1/passkey-salt"));

/*
 * struct {
 *   u8     version = 1;
 *   u8     kind;                 // 1 passphrase, 2 passkey
 *   opaque nonce[12];
 *   opaque ciphertext[48];       // AES-256-GCM of the vault's private key, with its tag
 *   opaque check[4];             // H(aad ‖ all before)[0..4): tells a damaged record from a wrong secret
 * } WrappedKey;                  // 66 bytes
 *
 * aad = "celadon/v1/wrapped-key" ‖ version ‖ kind ‖ the vault's public key 32
 *       ‖ (passphrase: salt 16 ‖ u8 power of two of the KiB ‖ u8 passes; passkey: credential id)
 */
const version = 1;
const kinds = { passphrase: 1, passkey: 2 } as const;
const nonceBytes = 12;
const keyBytes = 32;
const tagBytes = 16;
const checkBytes = 4;

/** Bytes of a wrapped key. @see SPEC.md §4.13 */
export const wrappedKeyBytes = 2 + nonceBytes + keyBytes + tagBytes + checkBytes;

/** What a passkey's PRF output becomes: the key that wraps. @param output - 32 bytes; never leaves the page. */
export function passkeySecret(output: Uint8Array): Uint8Array {
  return hkdf(sha256, output, undefined, utf8ToBytes("celadon/v1/vault-passkey"), keyBytes);
}

/**
 * Wrap the vault's private key with a lock.
 *
 * @param secret - 32 bytes: of a `PassphraseKey`, or {@link passkeySecret}.
 * @see SPEC.md §4.13
 */
export async function wrapKey(keys: VaultKeyPair, way: LockWay, secret: Uint8Array): Promise<Uint8Array> {
  const head = concatBytes(Uint8Array.of(version, kinds[way.kind]), randomBytes(nonceBytes));
  const aad = boundTo(keys.publicKey, way);
  const parameters = { name: "AES-GCM", iv: bytesOf(head.subarray(2)), additionalData: aad };
  const key = await importKey(secret, "encrypt");
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(parameters, key, bytesOf(keys.privateKey)));
  const wrapped = concatBytes(head, ciphertext);
  return concatBytes(wrapped, checkOf(aad, wrapped));
}

/**
 * Open a lock.
 *
 * @param publicKey - The vault's.
 * @param secret - 32 bytes.
 * @returns The vault's private key.
 * @throws DeviceError `wrong-key` when the secret is another lock's; `lock-damaged` when the stored bytes are not what was stored.
 * @see SPEC.md §4.13
 */
export async function unwrapKey(
  publicKey: Uint8Array,
  way: LockWay,
  secret: Uint8Array,
  wrapped: Uint8Array,
): Promise<Uint8Array> {
  const aad = boundTo(publicKey, way);
  const body = wrapped.subarray(0, -checkBytes);
  const isWhole =
    wrapped.length === wrappedKeyBytes &&
    bytesToHex(checkOf(aad, body)) === bytesToHex(wrapped.subarray(-checkBytes));
  if (!isWhole || wrapped[0] !== version || wrapped[1] !== kinds[way.kind]) {
    throw new DeviceError("lock-damaged", `a wrapped key of ${wrapped.length} bytes is not whole`);
  }
  const iv = bytesOf(body.subarray(2, 2 + nonceBytes));
  const key = await importKey(secret, "decrypt");
  try {
    const ciphertext = bytesOf(body.subarray(2 + nonceBytes));
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: aad }, key, ciphertext),
    );
  } catch (cause) {
    throw new DeviceError("wrong-key", `this ${way.kind} does not open the lock`, { cause });
  }
}

function boundTo(publicKey: Uint8Array, way: LockWay): Uint8Array<ArrayBuffer> {
  const own =
    way.kind === "passphrase"
      ? concatBytes(way.salt, Uint8Array.of(way.cost.memory, way.cost.passes))
      : way.credentialId;
  const head = Uint8Array.of(version, kinds[way.kind]);
  return bytesOf(concatBytes(utf8ToBytes("celadon/v1/wrapped-key"), head, publicKey, own));
}

function checkOf(aad: Uint8Array, body: Uint8Array): Uint8Array {
  return sha256(concatBytes(aad, body)).subarray(0, checkBytes);
}

function importKey(secret: Uint8Array, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytesOf(secret), "AES-GCM", false, [usage]);
}

/** WebCrypto takes no bytes of a shared buffer. */
function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
