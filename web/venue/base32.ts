/** Crockford's digits: no I, L, O or U, so that a person can copy them. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Bytes as Crockford base32, most significant bit first, the last character filled with zero bits.
 *
 * @returns ⌈8·length / 5⌉ capitals and digits: a QR holds them in alphanumeric mode.
 */
export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (5 - bits)) & 31);
}

/**
 * Read {@link encodeBase32} back, one text for each byte string.
 *
 * @param text - Untrusted. Capitals and digits only; what people type is tidied before, by the caller.
 * @returns The bytes, or `null` when a character is not of the alphabet, the length is one that no byte string
 *   has, or a filling bit is set.
 */
export function decodeBase32(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  if (Math.ceil((bytes.length * 8) / 5) !== text.length) return null;
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : null;
}
