import { ProtocolError } from "./errors.ts";

/** P of SPEC.md §4.6: how many low bits of each difference are written plainly. */
export const plainBits = 40;

/** Values of a batch are below 2^47. */
export const valueLimit = 2 ** 47;

const plain = 2 ** plainBits;

/**
 * Write one segment: ascending values as differences, the high part of each in unary, the low 40 bits plainly.
 *
 * @param values - Strictly ascending integers from 0 up to 2^47 − 1.
 * @returns The bytes, empty for no values; the last one is filled with zero bits.
 * @see SPEC.md §4.6
 */
export function encodeSegment(values: readonly number[]): Uint8Array {
  let bits = 0;
  for (let index = 0; index < values.length; index++) {
    bits += Math.floor((values[index]! - (values[index - 1] ?? 0)) / plain) + 1 + plainBits;
  }
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  let position = 0;
  const writeOne = () => {
    bytes[position >> 3]! |= 0x80 >> (position & 7);
    position++;
  };
  for (let index = 0; index < values.length; index++) {
    const difference = values[index]! - (values[index - 1] ?? 0);
    for (let ones = Math.floor(difference / plain); ones > 0; ones--) writeOne();
    position++;
    writeUnsigned(bytes, position, difference % plain);
    position += plainBits;
  }
  return bytes;
}

/**
 * Read one segment.
 *
 * @param bytes - Untrusted; exactly the segment.
 * @returns Strictly ascending values below 2^47.
 * @throws {@link ProtocolError} `malformed` on a repeated or too large value, an unfinished one, or anything but
 *   fewer than eight zero bits after the last.
 * @see SPEC.md §4.6
 */
export function decodeSegment(bytes: Uint8Array): number[] {
  const values: number[] = [];
  const bits = bytes.length * 8;
  let position = 0;
  let previous = 0;
  while (bits - position > plainBits) {
    let ones = 0;
    while (position < bits && (bytes[position >> 3]! & (0x80 >> (position & 7))) !== 0) {
      ones++;
      position++;
    }
    position++;
    if (position + plainBits > bits) throw new ProtocolError("malformed", "batch: a value is cut off");
    const difference = ones * plain + readUnsigned(bytes, position);
    position += plainBits;
    if (difference === 0 && values.length > 0) throw new ProtocolError("malformed", "batch: a value twice");
    const value = previous + difference;
    if (value >= valueLimit) throw new ProtocolError("malformed", `batch: value ${value} is not below 2^47`);
    values.push(value);
    previous = value;
  }
  if (bits - position >= 8) throw new ProtocolError("malformed", `batch: ${bits - position} bits left over`);
  if (position < bits && (bytes[bytes.length - 1]! & (0xff >> (position & 7))) !== 0) {
    throw new ProtocolError("malformed", "batch: the last bits of a segment are not zero");
  }
  return values;
}

/** The 40 bits from a bit position on. Reads six bytes: 40 bits never span more. */
function readUnsigned(bytes: Uint8Array, position: number): number {
  const first = position >> 3;
  const shift = position & 7;
  let high = 0;
  for (let index = 0; index < 5; index++) high = high * 256 + bytes[first + index]!;
  if (shift === 0) return high;
  return ((high * 2 ** shift) % plain) + (bytes[first + 5]! >> (8 - shift));
}

function writeUnsigned(bytes: Uint8Array, position: number, value: number): void {
  const first = position >> 3;
  const shift = position & 7;
  let rest = value * 2 ** (8 - shift);
  for (let index = 5; index >= 0; index--) {
    const byte = rest % 256;
    if (byte !== 0) bytes[first + index]! |= byte;
    rest = (rest - byte) / 256;
  }
}
