import { createHash } from "node:crypto";

const digits = 30;
const digitsPerGroup = 5;

/**
 * What people read to each other to be sure that they have the same text, a key or a draft, on two machines: six groups of
 * five digits, SHA-256("celadon/v1/fingerprint" ‖ text) modulo 10^30. Another text with the same digits takes 2^99 attempts.
 *
 * @param text - Whole, with its final newline when it has one.
 */
export function fingerprint(text: string): string {
  const hash = createHash("sha256").update("celadon/v1/fingerprint").update(text).digest("hex");
  const decimal = (BigInt(`0x${hash}`) % 10n ** BigInt(digits)).toString().padStart(digits, "0");
  return Array.from({ length: digits / digitsPerGroup }, (_, index) =>
    decimal.slice(index * digitsPerGroup, (index + 1) * digitsPerGroup),
  ).join(" ");
}
