import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

import { decodeBase64, encodeBase64 } from "./base64.ts";
import { ProtocolError } from "./errors.ts";

/** What a key signs with, by its first byte. (C2SP signed-note) */
export const signatureType = {
  /** Ed25519 over the note's text. */
  ed25519: 0x01,
  /** A witness's timestamped Ed25519 cosignature of a checkpoint. (C2SP tlog-cosignature) */
  cosignature: 0x04,
} as const;

/** One of the types above. */
export type SignatureType = (typeof signatureType)[keyof typeof signatureType];

/** Length of a key id in bytes. */
export const keyIdBytes = 4;

/** Length of an Ed25519 public key in bytes, and of the seed that it is made from. */
export const ed25519KeyBytes = 32;

/** What a C2SP vkey, `name+hex(key id)+base64(type ‖ public key)`, says. */
export interface VerifierKey {
  readonly name: string;
  /** 4 bytes; with the name it selects the key, it does not authenticate it. */
  readonly keyId: Uint8Array;
  readonly type: SignatureType;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/**
 * Read a vkey of either type. (Whoever reads a root or a manifest.)
 *
 * @param vkey - Untrusted.
 * @throws {@link ProtocolError} `malformed` when it is not well formed, of another type, or its key id is wrong.
 * @see SPEC.md §4.7, C2SP signed-note
 */
export function parseVerifierKey(vkey: string): VerifierKey {
  const parts = vkey.split("+");
  const [name = "", hexId = ""] = parts;
  // Base64 may itself hold a plus, names and hex cannot.
  const material = decodeBase64(parts.slice(2).join("+"), "vkey");
  const type = Object.values(signatureType).find((known) => known === material[0]);
  if (!isKeyName(name) || type === undefined || material.length !== 1 + ed25519KeyBytes) {
    throw new ProtocolError("malformed", `not a vkey of a known type: ${JSON.stringify(vkey)}`);
  }
  const publicKey = material.slice(1);
  const keyId = keyIdOf(name, type, publicKey);
  if (bytesToHex(keyId) !== hexId) {
    throw new ProtocolError("malformed", `vkey of ${name}: its key id is ${bytesToHex(keyId)}, not ${hexId}`);
  }
  return { name, keyId, type, publicKey };
}

/** The inverse of {@link parseVerifierKey}. @throws RangeError when the name is none. */
export function encodeVerifierKey(name: string, type: SignatureType, publicKey: Uint8Array): string {
  if (!isKeyName(name)) throw new RangeError(`not a name for a key: ${JSON.stringify(name)}`);
  const material = concatBytes(Uint8Array.of(type), publicKey);
  return `${name}+${bytesToHex(keyIdOf(name, type, publicKey))}+${encodeBase64(material)}`;
}

/** Whether a text can name a key: not empty, no Unicode spaces, no plus, no control characters. (C2SP signed-note) */
export function isKeyName(name: string): boolean {
  const plain = [...name].every((character) => character > " " && character !== "+");
  return plain && name !== "" && !/[\p{White_Space}\p{Cs}]/u.test(name);
}

/** SHA-256(name ‖ newline ‖ type ‖ public key), its first 4 bytes. (C2SP signed-note) */
function keyIdOf(name: string, type: SignatureType, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(name), Uint8Array.of(0x0a, type), publicKey)).slice(0, keyIdBytes);
}
