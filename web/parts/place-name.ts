import { utf8ToBytes } from "@noble/hashes/utils.js";
import { placeNameBytesMax } from "../../protocol/index.ts";

/** Bytes from the limit at which the form begins to count. */
const countedBytes = 16;

/** From this many characters on a name is set smaller, on displays and on paper. */
const longNameCharacters = 20;

/** Whether a name needs smaller letters where it is the largest thing. */
export function isLongName(name: string): boolean {
  return name.length > longNameCharacters;
}

/** What is wrong with a name, worst first. */
export type PlaceNameProblem = "empty" | "too-long" | "unprintable";

/**
 * A typed name as it will stand in the codes: outer spaces gone, inner ones single, one way of writing accents (NFC).
 * Only a new name is tidied; one from a sheet or a code is never touched, since its bytes enter the tokens.
 */
export function tidyPlaceName(typed: string): string {
  return typed.normalize("NFC").replaceAll(/\s+/g, " ").trim();
}

/**
 * Whether a tidied name can be a place's name.
 *
 * @returns `null` when it can. `unprintable` are control characters, half surrogates and marks that turn the
 *   direction of the text around them.
 * @see SPEC.md §4.2
 */
export function placeNameProblem(name: string): PlaceNameProblem | null {
  if (name === "") return "empty";
  if (/[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/u.test(name)) return "unprintable";
  return utf8ToBytes(name).length > placeNameBytesMax ? "too-long" : null;
}

/**
 * How many more letters fit, for the form; letters like those of the name, since writing systems differ in bytes.
 *
 * @returns `null` while the limit is far off; negative when the name is too long by so many letters.
 */
export function lettersLeft(name: string): number | null {
  const bytes = utf8ToBytes(name).length;
  const left = placeNameBytesMax - bytes;
  if (bytes === 0 || left > countedBytes) return null;
  const letters = name.match(/./gsu) ?? [];
  if (left >= 0) return Math.floor(left / Math.ceil(bytes / letters.length));
  let over = 0;
  for (let kept = bytes; kept > placeNameBytesMax; over++) kept -= utf8ToBytes(letters.at(-1 - over)!).length;
  return -over;
}
