import { ed25519 } from "@noble/curves/ed25519.js";
import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";

import { ProtocolError } from "./errors.ts";
import { keyFromSeed, parseSecretKey, signatureLine } from "./note-signer.ts";
import { Reader, unsignedBytes } from "./reader.ts";
import { isEd25519PublicKey, keyLabel, type NoteVerifier, splitNote } from "./signed-note.ts";
import { ed25519KeyBytes, parseVerifierKey, signatureType } from "./verifier-key.ts";

/** A timestamp of 8 bytes and an Ed25519 signature of 64. */
const timestampedSignatureBytes = 72;

/** Who cosigns checkpoints: a witness. Holds the secret; only its name and vkey may be shown. */
export interface Cosigner {
  readonly name: string;
  /** The public half, of type 4; the manifest names it. */
  readonly vkey: string;
  /**
   * The signature line for a checkpoint, with its final newline. The caller has made sure that the log has only been
   * appended to, and has this on the disk.
   *
   * @param text - Of the checkpoint, with its final newline, without signatures.
   * @param timestamp - Now, Unix seconds, positive and whole.
   */
  cosign(text: string, timestamp: number): string;
}

/** A witness whose cosignatures count. Public. It stands among the verifiers of a note like any other. */
export interface CosignatureVerifier extends NoteVerifier {
  /** When a signature that `verify` accepted was made, Unix seconds. */
  timestampOf(signature: Uint8Array): number;
}

/**
 * A fresh key to cosign with. (Witness, at its first start.)
 *
 * @param name - As for `generateNoteKey`. A key has one name, which the signature does not cover.
 * @throws RangeError when the name is none.
 */
export function generateCosignerKey(name: string): { skey: string; vkey: string } {
  return cosignerKeyFromSeed(name, randomBytes(ed25519KeyBytes));
}

/** {@link generateCosignerKey} with a given seed of 32 bytes, for vectors. */
export function cosignerKeyFromSeed(name: string, seed: Uint8Array): { skey: string; vkey: string } {
  return keyFromSeed(name, signatureType.cosignature, seed);
}

/**
 * The cosigner that a secret key makes.
 *
 * @param skey - From {@link generateCosignerKey}. Secret: it never appears in an error.
 * @throws {@link ProtocolError} `malformed` when it is not one.
 */
export function cosignerOf(skey: string): Cosigner {
  const { name, keyId, vkey, sign } = parseSecretKey(skey, signatureType.cosignature);
  return {
    name,
    vkey,
    cosign(text, timestamp) {
      if (!Number.isSafeInteger(timestamp) || timestamp < 1) throw new RangeError(`${timestamp} is no time`);
      const signature = sign(cosignedMessage(text, timestamp));
      return signatureLine(name, keyId, concatBytes(unsignedBytes(timestamp, 8), signature));
    },
  };
}

/**
 * The verifier that a witness's vkey makes.
 *
 * @throws {@link ProtocolError} `malformed` when it is no vkey of type 4, or its public key is no point to verify with.
 * @see SPEC.md §4.7, C2SP tlog-cosignature
 */
export function cosignatureVerifier(vkey: string): CosignatureVerifier {
  const { name, keyId, type, publicKey } = parseVerifierKey(vkey);
  if (type !== signatureType.cosignature) {
    throw new ProtocolError("malformed", `vkey of ${name}: wanted type 4 (cosignature), got ${type}`);
  }
  if (!isEd25519PublicKey(publicKey)) {
    throw new ProtocolError("malformed", `vkey of ${name}: its public key is not a point to verify with`);
  }
  return {
    name,
    keyId,
    vkey,
    verify(text, signature) {
      if (signature.length !== timestampedSignatureBytes) return false;
      const timestamp = timestampOf(signature);
      if (timestamp === null) return false;
      const message = cosignedMessage(text, timestamp);
      return ed25519.verify(signature.slice(8), message, publicKey, { zip215: false });
    },
    timestampOf(signature) {
      const timestamp = timestampOf(signature);
      if (timestamp === null) throw new RangeError("a signature that was not verified");
      return timestamp;
    },
  };
}

/**
 * Take a witness's line out of its answer. (Log's server.) Lines of other keys are passed over.
 *
 * @param checkpoint - The whole note that was sent, signed by the log.
 * @param answer - Untrusted: signature lines.
 * @returns The line, with its final newline, to be put under the note, and its time in Unix seconds; null when there is none by
 *   this witness.
 * @throws {@link ProtocolError} `malformed` when the answer is not signature lines; `bad-signature` when one by this
 *   witness is not over this checkpoint.
 * @see SPEC.md §4.7, C2SP tlog-witness
 */
export function takeCosignature(
  checkpoint: string,
  answer: string,
  witness: CosignatureVerifier,
): { line: string; timestamp: number } | null {
  const { text, signatures } = splitNote(checkpoint);
  const whole = splitNote(checkpoint + answer);
  // An answer that holds an empty line would move the place where the text ends.
  if (whole.text !== text) throw new ProtocolError("malformed", "an answer that is not signature lines");
  const own = whole.signatures
    .slice(signatures.length)
    .filter((line) => keyLabel(line) === keyLabel(witness));
  for (const { signature } of own) {
    if (!witness.verify(text, signature)) {
      throw new ProtocolError("bad-signature", `${witness.name} signed something else`);
    }
  }
  const newest = own.at(-1);
  if (newest === undefined) return null;
  const { name, keyId, signature } = newest;
  return { line: signatureLine(name, keyId, signature), timestamp: witness.timestampOf(signature) };
}

/** (C2SP tlog-cosignature) */
function cosignedMessage(text: string, timestamp: number): Uint8Array {
  return utf8ToBytes(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/** @returns Null when it is no time: C2SP allows 63 bits, numbers end at 53, which is far enough. */
function timestampOf(signature: Uint8Array): number | null {
  const reader = new Reader(signature, "cosignature");
  const [high, low] = [reader.u32(), reader.u32()];
  const timestamp = high * 2 ** 32 + low;
  return Number.isSafeInteger(timestamp) && timestamp > 0 ? timestamp : null;
}
