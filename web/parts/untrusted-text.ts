import { directionOf } from "../locales/languages.ts";
import { pageReader } from "./reader.ts";

/** Characters that change the direction of what comes after them, and line breaks: a name could garble a sentence with them. */
const unruly = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const isolateStart = "\u2068";
const isolateEnd = "\u2069";

/**
 * One line of text that somebody else wrote, so that it garbles nothing around it. Only what is shown is changed.
 *
 * @returns `null` when nothing of it is left.
 */
export function shownLine(text: string): string | null {
  const shown = text.replace(unruly, " ").trim();
  if (shown === "") return null;
  const turns = rightToLeft.test(shown) || directionOf(pageReader().language) === "rtl";
  return turns ? isolateStart + shown + isolateEnd : shown;
}
