import { randomBytes } from "@noble/hashes/utils.js";

/**
 * A passphrase as it counts: without white space and dashes, in lower case and one Unicode form, so that it fits however it
 * was written down.
 */
export function tidyPassphrase(typed: string): string {
  return typed
    .replaceAll(/[\s\p{Dash_Punctuation}]/gu, "")
    .normalize("NFKC")
    .toLowerCase();
}

const alphabet = "23456789abcdefghjkmnpqrstvwxyz";

/**
 * A passphrase that nobody guesses, short enough to be typed once: sixteen characters of thirty, 78 bits, in groups of four.
 * None of them is easily taken for another.
 */
export function generatePassphrase(): string {
  const characters: string[] = [];
  while (characters.length < 16) {
    const byte = randomBytes(1)[0]!;
    // 240 is the largest multiple of 30 below 256: each character is as likely as any other.
    if (byte < 240) characters.push(alphabet[byte % alphabet.length]!);
  }
  return characters.join("").replaceAll(/(.{4})(?=.)/g, "$1-");
}
