import { mulAddUnsafe } from "@noble/curves/abstract/curve.js";
import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";

/**
 * The operations of the group ristretto255 (RFC 9496) that the server's side of the VOPRF needs, over bytes. An element is
 * its canonical encoding of 32 bytes, a scalar 32 bytes, little-endian and below the group's order. Whoever has faster
 * arithmetic than {@link nobleGroup} gives it by this interface; every answer is the same, byte for byte.
 */
export interface Group {
  /** The element that 64 uniform bytes are mapped to, RFC 9496 §4.3.4. */
  readonly fromUniform: (bytes: Uint8Array) => Uint8Array;
  /** Whether bytes, untrusted and of any length, are a canonical encoding of an element other than the identity. */
  readonly isElement: (bytes: Uint8Array) => boolean;
  /**
   * scalar · element. The scalar may be secret.
   *
   * @throws Error when the scalar is not in 1 … order − 1, or `isElement` does not hold.
   */
  readonly multiply: (scalar: Uint8Array, element: Uint8Array) => Uint8Array;
  /** scalar · generator. The scalar may be secret. @throws Error when it is not in 1 … order − 1. */
  readonly multiplyBase: (scalar: Uint8Array) => Uint8Array;
  /** Σ scalarᵢ · elementᵢ, for the same number of each, at least one. All are public. @throws like `multiply`. */
  readonly weightedSum: (scalars: readonly Uint8Array[], elements: readonly Uint8Array[]) => Uint8Array;
  /** 64 bytes, little-endian, modulo the order. The result may be secret. */
  readonly scalarFromUniform: (bytes: Uint8Array) => Uint8Array;
  /** r − c·k modulo the order. r and k are secret. */
  readonly subtractProduct: (r: Uint8Array, c: Uint8Array, k: Uint8Array) => Uint8Array;
}

/**
 * The group by `@noble/curves`: JavaScript alone, the same everywhere. Its big integers take a time that depends a little on
 * their values; it does the same steps for every scalar, and promises no more.
 */
export const nobleGroup: Group = {
  fromUniform: (bytes) => ristretto255_hasher.deriveToCurve!(bytes).toBytes(),
  isElement(bytes) {
    try {
      return !ristretto255.Point.fromBytes(bytes).is0();
    } catch {
      return false;
    }
  },
  multiply: (scalar, element) => pointOf(element).multiply(ristretto255.Point.Fn.fromBytes(scalar)).toBytes(),
  multiplyBase: (scalar) =>
    ristretto255.Point.BASE.multiply(ristretto255.Point.Fn.fromBytes(scalar)).toBytes(),
  weightedSum: (scalars, elements) =>
    mulAddUnsafe(ristretto255.Point, elements.map(pointOf), scalars.map(nonZero)).toBytes(),
  scalarFromUniform(bytes) {
    let value = 0n;
    for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
    return ristretto255.Point.Fn.toBytes(ristretto255.Point.Fn.create(value));
  },
  subtractProduct(r, c, k) {
    const { Fn } = ristretto255.Point;
    return Fn.toBytes(Fn.sub(Fn.fromBytes(r), Fn.mul(Fn.fromBytes(c), Fn.fromBytes(k))));
  },
};

type NoblePoint = InstanceType<typeof ristretto255.Point>;

function pointOf(element: Uint8Array): NoblePoint {
  const point = ristretto255.Point.fromBytes(element);
  if (point.is0()) throw new Error("the identity is no element to multiply");
  return point;
}

function nonZero(scalar: Uint8Array): bigint {
  const value = ristretto255.Point.Fn.fromBytes(scalar);
  if (ristretto255.Point.Fn.is0(value)) throw new Error("zero is no scalar to multiply by");
  return value;
}
