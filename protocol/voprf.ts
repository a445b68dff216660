import { expand_message_xmd } from "@noble/curves/abstract/hash-to-curve.js";
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ProtocolError } from "./errors.ts";
import { type Group, nobleGroup } from "./group.ts";
import { unsignedBytes } from "./reader.ts";

/**
 * VOPRF(ristretto255, SHA-512) of RFC 9497, mode 0x01: the function under tickets. The client's steps, blind and finalize,
 * are `@noble/curves`'; this file gives them our errors. The server's steps stand here over a {@link Group}, so that a server
 * can have them from a faster library; the RFC's vectors hold for each.
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

/** RFC 9497 §3.1: contextString = "OPRFV1-" ‖ I2OSP(mode, 1) ‖ "-" ‖ identifier; mode 0x01 is VOPRF. */
const context = "OPRFV1-\x01-ristretto255-SHA512";

/** RFC 9497 §4.1: bytes that are mapped to an element or reduced to a scalar. */
const uniformBytes = 64;

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
export function generateKeyPair(group: Group = nobleGroup): VoprfKeyPair {
  return keyPairOf(randomScalar(group, randomBytes), group);
}

/** The pair of a secret key: pkS = skS·G (RFC 9497 §3.2). @throws Error when it is no scalar of the field, or zero. */
export function keyPairOf(secretKey: Uint8Array, group: Group = nobleGroup): VoprfKeyPair {
  return { secretKey, publicKey: group.multiplyBase(secretKey) };
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
  group: Group = nobleGroup,
  random: RandomSource = randomBytes,
): { readonly evaluated: readonly Uint8Array[]; readonly proof: Uint8Array } {
  const evaluated = blinded.map((element) => group.multiply(keys.secretKey, element));
  return { evaluated, proof: generateProof(keys, blinded, evaluated, group, random) };
}

/** GenerateProof of RFC 9497 §2.2.1, with A = G, B = pkS, C the blinded and D the evaluated elements. */
function generateProof(
  { secretKey, publicKey }: VoprfKeyPair,
  blinded: readonly Uint8Array[],
  evaluated: readonly Uint8Array[],
  group: Group,
  random: RandomSource,
): Uint8Array {
  // ComputeCompositesFast, §2.2.1: the weights come from both lists, and Z = k·M.
  const seed = sha512(concatBytes(withLength(publicKey), withLength(utf8ToBytes(`Seed-${context}`))));
  const weights = blinded.map((element, index) => {
    const pair = concatBytes(withLength(element), withLength(evaluated[index]!));
    const transcript = [withLength(seed), unsignedBytes(index, 2), pair, utf8ToBytes("Composite")];
    return hashToScalar(concatBytes(...transcript), group);
  });
  const m = group.weightedSum(weights, blinded);
  const z = group.multiply(secretKey, m);
  const r = randomScalar(group, random);
  const commitments = [group.multiplyBase(r), group.multiply(r, m)];
  const challenged = [publicKey, m, z, ...commitments].map(withLength);
  const c = hashToScalar(concatBytes(...challenged, utf8ToBytes("Challenge")), group);
  return concatBytes(c, group.subtractProduct(r, c, secretKey));
}

/** RFC 9497 §4.7.2, by wide reduction. Zero, once in 2^252 draws, is refused by whatever multiplies with it. */
function randomScalar(group: Group, random: RandomSource): Uint8Array {
  return group.scalarFromUniform(random(uniformBytes));
}

/** HashToScalar of RFC 9497 §4.1. */
function hashToScalar(message: Uint8Array, group: Group): Uint8Array {
  const tag = `HashToScalar-${context}`;
  return group.scalarFromUniform(expand_message_xmd(message, utf8ToBytes(tag), uniformBytes, sha512));
}

/** HashToGroup of RFC 9497 §4.1. */
function hashToGroup(message: Uint8Array, group: Group): Uint8Array {
  const tag = `HashToGroup-${context}`;
  return group.fromUniform(expand_message_xmd(message, utf8ToBytes(tag), uniformBytes, sha512));
}

/** I2OSP(len(bytes), 2) ‖ bytes. */
function withLength(bytes: Uint8Array): Uint8Array {
  return concatBytes(unsignedBytes(bytes.length, 2), bytes);
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
export function evaluate(secretKey: Uint8Array, input: Uint8Array, group: Group = nobleGroup): Uint8Array {
  const inputElement = hashToGroup(input, group);
  // RFC 9497 §3.3.1: InvalidInputError. Happens for one input in 2^252.
  if (!group.isElement(inputElement)) {
    throw new ProtocolError("malformed", "VOPRF input: hashes to the identity element");
  }
  const evaluated = group.multiply(secretKey, inputElement);
  return sha512(concatBytes(withLength(input), withLength(evaluated), utf8ToBytes("Finalize")));
}

/**
 * Check that bytes off the wire are a group element. DeserializeElement of RFC 9497 §4.1 refuses what is not a canonical
 * encoding, and the identity, whose evaluation is the identity under every key.
 *
 * @param bytes - Untrusted, a plain `Uint8Array`.
 * @param what - The element's name, for errors.
 * @throws {@link ProtocolError} `malformed`
 */
export function checkElement(bytes: Uint8Array, what: string, group: Group = nobleGroup): void {
  if (group.isElement(bytes)) return;
  throw new ProtocolError("malformed", `${what}: no canonical ristretto255 encoding, or the identity`);
}
