import { ProtocolError } from "./errors.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base 64 of RFC 4648 §4: standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(from, from + 3);
    const bits = first * 65536 + second * 256 + third;
    for (const shift of [18, 12, 6, 0]) text += alphabet.charAt((bits >> shift) & 63);
  }
  const padding = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - padding) + "=".repeat(padding);
}

/**
 * The inverse of {@link encodeBase64}; there is one text for every sequence of bytes, so padding, and zeros in the
 * bits that are left over, are required and nothing else is passed over.
 *
 * @param text - Untrusted.
 * @param what - The field's name, for the error.
 * @throws {@link ProtocolError} `malformed`.
 */
export function decodeBase64(text: string, what: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw malformed(what);
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let from = 0, to = 0; from < text.length; from += 4, to += 3) {
    let bits = 0;
    for (const character of text.slice(from, from + 4)) {
      bits = bits * 64 + Math.max(0, alphabet.indexOf(character));
    }
    // Writes past the end, where the padding is, fall away.
    bytes.set([bits >> 16, (bits >> 8) & 255, bits & 255].slice(0, bytes.length - to), to);
  }
  if (encodeBase64(bytes) !== text) throw malformed(what);
  return bytes;
}

function malformed(what: string): ProtocolError {
  return new ProtocolError("malformed", `${what} is not base64 in its one form`);
}
