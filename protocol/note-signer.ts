import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex, concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";

import { decodeBase64, encodeBase64 } from "./base64.ts";
import { ProtocolError } from "./errors.ts";
import {
  ed25519KeyBytes,
  encodeVerifierKey,
  parseVerifierKey,
  signatureType,
  type SignatureType,
} from "./verifier-key.ts";

const skeyStart = "PRIVATE+KEY+";

/** Who signs notes: a log, a steward. Holds the secret; only its name and vkey may be shown. */
export interface NoteSigner {
  readonly name: string;
  /** The public half, see {@link parseVerifierKey}. */
  readonly vkey: string;
  /** The signature line for a note's text, with its final newline. {@link signNote} checks the text. */
  sign(text: string): string;
}

/**
 * A fresh Ed25519 key. (Log's server, steward, at set-up.)
 *
 * @param name - No spaces, no plus; by convention an address without scheme, `example.org/log`.
 * @returns `skey`, secret, as Go's `golang.org/x/mod/sumdb/note` writes it:
 *   `PRIVATE+KEY+name+hex(key id)+base64(0x01 ‖ seed)`; `vkey`, public.
 * @throws RangeError when the name is none.
 */
export function generateNoteKey(name: string): { skey: string; vkey: string } {
  return noteKeyFromSeed(name, randomBytes(ed25519KeyBytes));
}

/** {@link generateNoteKey} with a given seed of 32 bytes, for vectors. */
export function noteKeyFromSeed(name: string, seed: Uint8Array): { skey: string; vkey: string } {
  return keyFromSeed(name, signatureType.ed25519, seed);
}

/** A key of either type from its seed of 32 bytes, as {@link generateNoteKey} writes it. */
export function keyFromSeed(
  name: string,
  type: SignatureType,
  seed: Uint8Array,
): { skey: string; vkey: string } {
  const vkey = encodeVerifierKey(name, type, ed25519.getPublicKey(seed));
  const hexId = bytesToHex(parseVerifierKey(vkey).keyId);
  const secret = encodeBase64(concatBytes(Uint8Array.of(type), seed));
  return { skey: `${skeyStart}${name}+${hexId}+${secret}`, vkey };
}

/** What a secret key says. Of it only `name`, `keyId` and `vkey` may be shown. */
export interface SecretKey {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  readonly vkey: string;
  /** The Ed25519 signature over a message, 64 bytes. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/**
 * Read a secret key of one type.
 *
 * @param skey - Secret: it never appears in an error.
 * @throws {@link ProtocolError} `malformed` when it is not one, or its key id does not belong to it.
 */
export function parseSecretKey(skey: string, type: SignatureType): SecretKey {
  const [name = "", hexId = "", ...secret] = skey.startsWith(skeyStart)
    ? skey.slice(skeyStart.length).split("+")
    : [];
  const material = decodeBase64(secret.join("+"), "secret key");
  if (material[0] !== type || material.length !== 1 + ed25519KeyBytes) {
    throw new ProtocolError("malformed", `not a secret key of type ${type}`);
  }
  const seed = material.slice(1);
  const vkey = `${name}+${hexId}+${encodeBase64(concatBytes(material.slice(0, 1), ed25519.getPublicKey(seed)))}`;
  const { keyId } = parseVerifierKey(vkey);
  return { name, keyId, vkey, sign: (message) => ed25519.sign(message, seed) };
}

/** One signature line: an em dash, the key's name, and key id and signature in base64. (C2SP signed-note) */
export function signatureLine(name: string, keyId: Uint8Array, signature: Uint8Array): string {
  return `\u2014 ${name} ${encodeBase64(concatBytes(keyId, signature))}\n`;
}

/**
 * The signer that a secret key makes.
 *
 * @param skey - From {@link generateNoteKey} or Go's `note.GenerateKey`. Secret: it never appears in an error.
 * @throws {@link ProtocolError} `malformed` when it is not one, or its key id does not belong to it.
 */
export function noteSigner(skey: string): NoteSigner {
  const { name, keyId, vkey, sign } = parseSecretKey(skey, signatureType.ed25519);
  return { name, vkey, sign: (text) => signatureLine(name, keyId, sign(utf8ToBytes(text))) };
}
