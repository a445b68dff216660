/** The languages of the pages; the first is the one the texts are written in. Names are in the language itself. */
export const languages = [
  { tag: "en", name: "English", direction: "ltr" },
  { tag: "zh-Hant", name: "繁體中文", direction: "ltr" },
  { tag: "zh-Hans", name: "简体中文", direction: "ltr" },
  { tag: "fr", name: "Français", direction: "ltr" },
  { tag: "es", name: "Español", direction: "ltr" },
  { tag: "ar", name: "العربية", direction: "rtl" },
] as const;

/** BCP 47 tag of a language of the pages. */
export type LanguageTag = (typeof languages)[number]["tag"];

/** Which way a language of the pages runs. */
export function directionOf(tag: string): "ltr" | "rtl" {
  return languages.find((language) => language.tag === tag)?.direction ?? "ltr";
}

/** Whether a stored text names a language of the pages. */
export function isLanguage(tag: unknown): tag is LanguageTag {
  return languages.some((language) => language.tag === tag);
}

/**
 * The best of our languages for a reader: the first of theirs that we have, in the script that they read, whatever the country.
 * `zh-HK`, `zh-TW` and `zh-MO` read traditional characters, `zh-CN` and `zh-SG` simplified ones; English when we have none.
 *
 * @param preferred - In the reader's order, as `navigator.languages`. What is no language tag is passed over.
 */
export function matchLanguage(preferred: readonly string[]): LanguageTag {
  for (const wanted of preferred.flatMap(likely)) {
    const found = languages.find(({ tag }) => likely(tag)[0] === wanted);
    if (found !== undefined) return found.tag;
  }
  return "en";
}

/** Language and script, the script as it is usual there: `zh-Hant`, `fr-Latn`. Written Cantonese is read as Chinese. */
function likely(tag: string): readonly string[] {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return [`${language === "yue" ? "zh" : language}-${script ?? ""}`];
  } catch {
    return [];
  }
}
