import { ristretto255, ristretto255_hasher, ristretto255_oprf } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ProtocolError } from "./errors.ts";
import { unsignedBytes } from "./reader.ts";

/**
 * VOPRF(ristretto255, SHA-512) of RFC 9497, mode 0x01: the function under tickets. The blind, evaluate and finalize steps
 * with their proof are `@noble/curves`'; this file gives them our errors and adds the server's direct evaluation.
 * Where `random` can be given, vectors give it; everybody else leaves it out.
 */

/** Nᵉ: bytes of a serialised group element. RFC 9497 §4.1. */
export const elementBytes = 32;
/** Nˢ: bytes of a serialised scalar. RFC 9497 §4.1. */
export const scalarBytes = 32;
/** A proof is two scalars, c ‖ s. RFC 9497 §2.2.1. */
export const proofBytes = 2 * scalarBytes;
/** Nʰ: bytes of the function's output, SHA-512's. RFC 9497 §4.1. */
export const outputBytes = 64;

/**
 * RFC 9497 §4.1: the domain separation tag of HashToGroup is "HashToGroup-" ‖ contextString, where §3.1 has
 * contextString = "OPRFV1-" ‖ I2OSP(mode, 1) ‖ "-" ‖ identifier; mode 0x01 is VOPRF.
 */
const hashToGroupTag = "HashToGroup-OPRFV1-\x01-ristretto255-SHA512";

/** Gives so many bytes. */
export type RandomSource = (length?: number) => Uint8Array<ArrayBuffer>;

/** A server's key pair: a non-zero scalar k, and k times the generator. */
export interface VoprfKeyPair {
  /** {@link scalarBytes}; the server's alone. */
  readonly secretKey: Uint8Array;
  /** {@link elementBytes}; for everyone. */
  readonly publicKey: Uint8Array;
}

/** What the client knows of one blinded input, and what the server made of it. */
export interface Evaluation {
  readonly input: Uint8Array;
  readonly blind: Uint8Array;
  readonly blinded: Uint8Array;
  readonly evaluated: Uint8Array;
}

/** A fresh key pair. RFC 9497 §3.2. */
export function generateKeyPair(): VoprfKeyPair {
  return ristretto255_oprf.voprf.generateKeyPair();
}

/** The pair of a secret key: pkS = skS·G (RFC 9497 §3.2). @throws Error when it is no scalar of the field, or zero. */
export function keyPairOf(secretKey: Uint8Array): VoprfKeyPair {
  const publicKey = ristretto255.Point.BASE.multiply(ristretto255.Point.Fn.fromBytes(secretKey)).toBytes();
  return { secretKey, publicKey };
}

/**
 * Blind. (Client, RFC 9497 §3.3.2.)
 *
 * @returns The blind, a scalar that stays with the client, and the blinded element, which tells nothing about the input.
 */
export function blind(
  input: Uint8Array,
  random: RandomSource = randomBytes,
): { readonly blind: Uint8Array; readonly blinded: Uint8Array } {
  return ristretto255_oprf.voprf.blind(input, random);
}

/**
 * BlindEvaluate, for several elements under one proof. (Server, RFC 9497 §3.3.2.)
 *
 * @param blinded - Elements that passed {@link checkElement}.
 * @returns One evaluated element for each, and the proof that all were made with the secret half of `publicKey`.
 */
export function blindEvaluate(
  keys: VoprfKeyPair,
  blinded: readonly Uint8Array[],
  random: RandomSource = randomBytes,
): { readonly evaluated: readonly Uint8Array[]; readonly proof: Uint8Array } {
  return ristretto255_oprf.voprf.blindEvaluateBatch(keys.secretKey, keys.publicKey, [...blinded], random);
}

/**
 * Finalize: check the proof, then unblind. (Client, RFC 9497 §3.3.2.)
 *
 * @param evaluations - `evaluated` is the server's and passed {@link checkElement}; the rest is the client's own.
 * @param proof - Untrusted, {@link proofBytes}.
 * @returns One output of {@link outputBytes} for each.
 * @throws {@link ProtocolError} `wrong-proof` when the evaluation was not made with the secret half of `publicKey`, or one
 *   of the arguments is not what it should be.
 */
export function finalize(
  evaluations: readonly Evaluation[],
  publicKey: Uint8Array,
  proof: Uint8Array,
): Uint8Array[] {
  try {
    return ristretto255_oprf.voprf.finalizeBatch([...evaluations], publicKey, proof);
  } catch (cause) {
    throw new ProtocolError("wrong-proof", "tickets: the proof does not fit the published key", { cause });
  }
}

/**
 * Evaluate: the function itself, for who has key and input. (Server, RFC 9497 §3.3.1, which §3.3.2 takes over with the
 * context of mode 0x01.) One hash to the group, one multiplication, one hash.
 *
 * @returns {@link outputBytes}, the same as the client's {@link finalize}.
 * @throws Error when `secretKey` is not a scalar in 1 … order − 1: keys are the server's own, so this is a bug.
 */
export function evaluate(secretKey: Uint8Array, input: Uint8Array): Uint8Array {
  const inputElement = ristretto255_hasher.hashToCurve(input, { DST: hashToGroupTag });
  // RFC 9497 §3.3.1: InvalidInputError. Happens for one input in 2^252.
  if (inputElement.is0()) throw new ProtocolError("malformed", "VOPRF input: hashes to the identity element");
  const evaluated = inputElement.multiply(ristretto255.Point.Fn.fromBytes(secretKey)).toBytes();
  return sha512(
    concatBytes(
      unsignedBytes(input.length, 2),
      input,
      unsignedBytes(evaluated.length, 2),
      evaluated,
      utf8ToBytes("Finalize"),
    ),
  );
}

/**
 * Check that bytes off the wire are a group element. DeserializeElement of RFC 9497 §4.1 refuses what is not a canonical
 * encoding, and the identity, whose evaluation is the identity under every key.
 *
 * @param bytes - Untrusted, a plain `Uint8Array`.
 * @param what - The element's name, for errors.
 * @throws {@link ProtocolError} `malformed`
 */
export function checkElement(bytes: Uint8Array, what: string): void {
  let isIdentity: boolean;
  try {
    isIdentity = ristretto255.Point.fromBytes(bytes).is0();
  } catch (cause) {
    throw new ProtocolError("malformed", `${what}: not a canonical ristretto255 encoding`, { cause });
  }
  if (isIdentity) throw new ProtocolError("malformed", `${what}: the identity element`);
}
