import { randomBytes } from "@noble/hashes/utils.js";
import { ProtocolError } from "./errors.ts";

/**
 * Length of a claim code: 11 random characters and the check character, all ASCII.
 *
 * @see SPEC.md §4.4
 */
export const claimCodeBytes = 12;

/**
 * The claim code of decoy requests. Never issued, refused when typed, and the one code that anybody may send:
 * the server answers it with noise of the same size.
 *
 * @see SPEC.md §4.4
 */
export const decoyClaimCode = "000000000000";

/** Crockford's base32: a character's place is its value. I, L and O are read as the digits they look like, U is left out. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Draw a claim code. (Authority.) Whoever knows it can take {@link ticketsPerClaim} tickets, once.
 *
 * @returns 12 characters, 55 random bits, never {@link decoyClaimCode}; show it through {@link formatClaimCode}.
 * @see SPEC.md §4.4
 */
export function generateClaimCode(): string {
  let code: string;
  do {
    code = claimCodeFrom(randomBytes(claimCodeBytes - 1));
  } while (code === decoyClaimCode);
  return code;
}

/**
 * The claim code of 11 given bytes, for vectors. The low five bits of each byte are one character, so uniform bytes give
 * uniform characters.
 *
 * @param random - 11 bytes. Eleven zeros give {@link decoyClaimCode}.
 * @throws RangeError on another length.
 */
export function claimCodeFrom(random: Uint8Array): string {
  if (random.length !== claimCodeBytes - 1) {
    throw new RangeError(`a claim code is made from ${claimCodeBytes - 1} bytes, not ${random.length}`);
  }
  const values = [...random].map((byte) => byte & 31);
  return [...values, checkValue(values)].map((value) => alphabet[value]).join("");
}

/**
 * Read a claim code as a person typed, pasted or followed it. (Case, first step of a report.) Case-blind for ASCII letters,
 * spaces (U+0020) and hyphens (U+002D) anywhere are ignored, I and L are read as 1, O as 0. Any other character is refused.
 *
 * @param text - Untrusted.
 * @returns The 12 characters as they go over the wire. Whether the authority ever gave this code only the server knows.
 * @throws {@link ProtocolError} `malformed` on other characters, another length or a wrong check character;
 *   `decoy-claim-code` on {@link decoyClaimCode}.
 * @see SPEC.md §4.4
 */
export function parseClaimCode(text: string): string {
  const code = text
    .replace(/[ -]/g, "")
    // Only ASCII: `toUpperCase` on the whole text would also turn ı into I and ſ into S.
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0");
  checkClaimCode(code);
  if (code === decoyClaimCode) {
    throw new ProtocolError("decoy-claim-code", "the decoy claim code is never issued");
  }
  return code;
}

/**
 * Check that a claim code is in the one form that goes over the wire. {@link decoyClaimCode} passes.
 *
 * @param code - Untrusted.
 * @throws {@link ProtocolError} `malformed` unless it is 12 characters of the alphabet, in capitals, the last of which is
 *   the check character of the others.
 * @see SPEC.md §4.4
 */
export function checkClaimCode(code: string): void {
  if (code.length !== claimCodeBytes) {
    throw new ProtocolError("malformed", `claim code: got ${code.length} characters, want ${claimCodeBytes}`);
  }
  // The code itself stays out of every message: it is a secret, and messages reach logs.
  const values = Array.from({ length: claimCodeBytes }, (_, index) => alphabet.indexOf(code.charAt(index)));
  if (values.includes(-1)) {
    throw new ProtocolError("malformed", `claim code: a character outside ${alphabet}`);
  }
  if (values.at(-1) !== checkValue(values.slice(0, -1))) {
    throw new ProtocolError("malformed", "claim code: wrong check character");
  }
}

/**
 * A claim code as people see it: XXXX-XXXX-XXXX.
 *
 * @param code - 12 characters, from {@link generateClaimCode} or {@link parseClaimCode}.
 */
export function formatClaimCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, "$1-");
}

/** Luhn mod 32: from the right the values count twice, once, twice …; each product counts as the sum of its base-32 digits. */
function checkValue(values: readonly number[]): number {
  let sum = 0;
  for (const [fromRight, value] of values.toReversed().entries()) {
    const product = fromRight % 2 === 0 ? 2 * value : value;
    sum += Math.floor(product / 32) + (product % 32);
  }
  return (32 - (sum % 32)) % 32;
}
