import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { decodeUtf8 } from "../../../protocol/index.ts";

/** Lengths are rounded up to this, so that they tell little of a place's name, a note or the length of a stay. */
const stepBytes = 512;

/** What stands for bytes in the text. No record has a property of this name. */
const bytesName = "$bytes";

/**
 * A record as bytes, to be sealed: JSON with `{"$bytes": hex}` for bytes, filled with spaces up to a multiple of 512.
 *
 * @param value - Plain objects, arrays, strings, numbers, booleans, `null` and `Uint8Array`.
 * @throws TypeError for anything else: it would not come back as it was.
 * @see SPEC.md §4.13
 */
export function encodeRecord(value: unknown): Uint8Array {
  const text = utf8ToBytes(JSON.stringify(withoutBytes(value)));
  const padded = new Uint8Array(Math.ceil(text.length / stepBytes) * stepBytes).fill(0x20);
  padded.set(text);
  return padded;
}

/** The inverse of {@link encodeRecord}. @param bytes - Were sealed by this device, so they are trusted. */
export function decodeRecord(bytes: Uint8Array): unknown {
  return withBytes(JSON.parse(decodeUtf8(bytes, "record")));
}

function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { [bytesName]: bytesToHex(value) };
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (typeof value !== "object" || value === null) {
    if (["string", "number", "boolean", "undefined"].includes(typeof value) || value === null) return value;
    throw new TypeError(`a ${typeof value} cannot be sealed`);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError("only plain objects can be sealed");
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutBytes(each)]));
}

function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== "object" || value === null) return value;
  const hex: unknown = (value as Record<string, unknown>)[bytesName];
  if (typeof hex === "string") return hexToBytes(hex);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withBytes(each)]));
}
