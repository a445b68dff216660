import { msg } from "@lit/localize";
import { directionOf } from "../../locales/languages.ts";
import { pageReader } from "../../parts/reader.ts";

/** Characters that change the direction of what comes after them, and line breaks: a name could garble a sentence with them. */
const unruly = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const isolateStart = "\u2068";
const isolateEnd = "\u2069";

/**
 * A place's name as it is shown: untrusted text, and it may be empty. Only what is shown is changed; tokens are made
 * from the name as the code has it.
 */
export function placeName(name: string): string {
  return ruled(name) ?? msg("A place without a name");
}

/** The same in the middle of a sentence. */
export function placeNameWithin(name: string): string {
  return ruled(name) ?? msg("a place without a name");
}

function ruled(name: string): string | null {
  const shown = name.replace(unruly, " ").trim();
  if (shown === "") return null;
  const turns = rightToLeft.test(shown) || directionOf(pageReader().language) === "rtl";
  return turns ? isolateStart + shown + isolateEnd : shown;
}
