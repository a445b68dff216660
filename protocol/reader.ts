import { ProtocolError } from "./errors.ts";

/**
 * The one way in which `protocol/` reads bytes: every read is checked, every result is a copy, and
 * {@link Reader.end} refuses leftovers. Works the same on a view into a larger buffer and on a Node `Buffer`.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #position = 0;

  /**
   * @param bytes - Untrusted.
   * @param what - The message's name, for errors: "report", "batch".
   */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** A copy of everything read so far: what a check or a MAC at the end of a message covers. */
  consumed(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#position));
  }

  /** A copy of the next `length` bytes. @throws {@link ProtocolError} `malformed` when fewer are left. */
  bytes(length: number): Uint8Array {
    if (length > this.remaining) {
      throw new ProtocolError(
        "malformed",
        `${this.#what}: wanted ${length} bytes at offset ${this.#position}, only ${this.remaining} are left`,
      );
    }
    const from = this.#position;
    this.#position += length;
    return new Uint8Array(this.#bytes.subarray(from, this.#position));
  }

  /** The next byte. */
  u8(): number {
    return this.#unsigned(1);
  }

  /** The next two bytes, big-endian. */
  u16(): number {
    return this.#unsigned(2);
  }

  /** The next three bytes, big-endian. */
  u24(): number {
    return this.#unsigned(3);
  }

  /** The next four bytes, big-endian. */
  u32(): number {
    return this.#unsigned(4);
  }

  /** Call last. @throws {@link ProtocolError} `malformed` when bytes are left over. */
  end(): void {
    if (this.remaining !== 0) {
      throw new ProtocolError("malformed", `${this.#what}: ${this.remaining} bytes left over`);
    }
  }

  #unsigned(length: number): number {
    let value = 0;
    for (const byte of this.bytes(length)) value = value * 256 + byte;
    return value;
  }
}

/**
 * An unsigned integer as big-endian bytes.
 *
 * @param value - 0 ≤ value < 256^length, at most 2^53 − 1.
 * @throws RangeError when it does not fit.
 */
export function unsignedBytes(value: number, length: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** length) {
    throw new RangeError(`${value} is not an unsigned integer of ${length} bytes`);
  }
  const bytes = new Uint8Array(length);
  for (let index = length - 1, rest = value; index >= 0; index--, rest = Math.floor(rest / 256)) {
    bytes[index] = rest % 256;
  }
  return bytes;
}
