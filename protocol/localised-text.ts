import { ProtocolError } from "./errors.ts";
import { textOf } from "./json-fields.ts";

/** A text in one or more languages, by tag: `en`, `pt-BR`, `zh-Hans`. The order is the region's order of preference. */
export type LocalisedText = Readonly<Record<string, string>>;

/** The most languages of a text. */
export const languagesMax = 50;

/**
 * Check a text in several languages.
 *
 * @param value - Untrusted; from `JSON.parse`.
 * @param max - The longest text in any language, in UTF-16 units.
 * @param at - Where it stands, for the message.
 * @returns A fresh copy in the same order.
 * @throws {@link ProtocolError} `malformed` on another type, no language, or a tag not of the form `language`,
 *   `language-REGION`, `language-Script` or `language-Script-REGION`; `out-of-bounds` on too long a text or too many.
 * @see SPEC.md §4.7
 */
export function checkLocalisedText(value: unknown, max: number, at: string): LocalisedText {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ProtocolError("malformed", `${at}: wanted a text for each language`);
  }
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length === 0) throw new ProtocolError("malformed", `${at}: wanted at least one language`);
  if (entries.length > languagesMax) {
    throw new ProtocolError(
      "out-of-bounds",
      `${at} has ${entries.length} languages, at most ${languagesMax} allowed`,
    );
  }
  return Object.fromEntries(
    entries.map(([language, text]) => {
      if (!/^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/.test(language)) {
        throw new ProtocolError(
          "malformed",
          `${at}: no language tag: ${JSON.stringify(language.slice(0, 40))}`,
        );
      }
      return [language, textOf(text, max, `${at}.${language}`, true)];
    }),
  );
}

/**
 * The text for a reader: the first of the languages that there is, each also without its region and script (RFC 4647
 * §3.4), else English, else the region's first.
 *
 * @param languages - In the reader's order of preference, as `navigator.languages`.
 */
export function textFor(text: LocalisedText, languages: readonly string[]): string {
  const tags = [...languages, "en"].flatMap((language) => {
    const parts = language.split("-");
    return parts.map((_, index) =>
      parts
        .slice(0, parts.length - index)
        .join("-")
        .toLowerCase(),
    );
  });
  const byTag = new Map(Object.entries(text).map(([tag, words]) => [tag.toLowerCase(), words]));
  const found = tags.find((tag) => byTag.has(tag));
  return (found === undefined ? Object.values(text)[0] : byTag.get(found)) ?? "";
}
