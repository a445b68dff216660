import { configureLocalization, LOCALE_STATUS_EVENT, type LocaleModule } from "@lit/localize";
import { LitElement } from "lit";
import { chosenLanguage, rememberLanguage } from "./chosen-language.ts";
import { directionOf, type LanguageTag, matchLanguage } from "./languages.ts";

/** One of the two parts of a language's texts. */
type Part = () => Promise<LocaleModule>;

/** The texts of what the citizen's page loads first, and all others. */
const parts: Readonly<Record<Exclude<LanguageTag, "en">, readonly [first: Part, rest: Part]>> = {
  "zh-Hant": [() => import("./generated/zh-Hant.ts?first"), () => import("./generated/zh-Hant.ts?rest")],
  "zh-Hans": [() => import("./generated/zh-Hans.ts?first"), () => import("./generated/zh-Hans.ts?rest")],
  fr: [() => import("./generated/fr.ts?first"), () => import("./generated/fr.ts?rest")],
  es: [() => import("./generated/es.ts?first"), () => import("./generated/es.ts?rest")],
  ar: [() => import("./generated/ar.ts?first"), () => import("./generated/ar.ts?rest")],
};

/** The texts that have come so far, by language. */
const texts = new Map<string, LocaleModule["templates"]>();

/** Whether all texts of a language are wanted, or only those of the first load. */
let all = false;

const { getLocale, setLocale } = configureLocalization({
  sourceLocale: "en",
  targetLocales: Object.keys(parts),
  loadLocale: async (tag) => ({ templates: await fetchTexts(tag as keyof typeof parts) }),
});

/**
 * Show the page in the language that the person chose here, else in the best match for their browser's languages. A language that
 * cannot be fetched leaves the page in English. Call it once, and draw texts only when it is over.
 *
 * @param title - The document's title, asked for whenever the language changes.
 */
export async function beginLanguage(title: () => string): Promise<void> {
  addEventListener(LOCALE_STATUS_EVENT, ({ detail }) => {
    if (detail.status === "ready") follow(detail.readyLocale, title());
  });
  addEventListener("languagechange", () => void showBest());
  await showBest();
}

/**
 * Switch to another language at once, and remember it. Forms keep what was typed.
 *
 * @throws TypeError when the language could not be fetched; the page stays as it is.
 */
export async function chooseLanguage(tag: LanguageTag): Promise<void> {
  await show(tag);
  await rememberLanguage(tag);
}

/**
 * Fetch the texts that do not come with the first load, of this language and of each that is chosen later. Screens that come later,
 * and pages that are not the citizen's, are drawn when this is over.
 *
 * @throws TypeError when they could not be fetched.
 */
export async function allTexts(): Promise<void> {
  all = true;
  const tag = getLocale();
  if (tag !== "en") await fetchTexts(tag as keyof typeof parts);
}

async function fetchTexts(tag: keyof typeof parts): Promise<LocaleModule["templates"]> {
  const [first, rest] = parts[tag];
  const modules = await Promise.all(all ? [first(), rest()] : [first()]);
  const together = Object.assign(texts.get(tag) ?? {}, ...modules.map(({ templates }) => templates));
  texts.set(tag, together);
  return together;
}

async function showBest(): Promise<void> {
  try {
    await show((await chosenLanguage()) ?? matchLanguage(navigator.languages));
  } catch {
    // The texts are there in English.
  }
}

async function show(tag: LanguageTag): Promise<void> {
  // Fetched first: a language that failed once could not be asked for again.
  if (tag !== "en") await fetchTexts(tag);
  await setLocale(tag);
}

/** The document says which language it is in, and every element draws its texts anew. */
function follow(tag: string, title: string): void {
  document.documentElement.lang = tag;
  document.documentElement.dir = directionOf(tag);
  document.title = title;
  redraw(document);
}

function redraw(root: ParentNode): void {
  for (const element of root.querySelectorAll("*")) {
    if (element instanceof LitElement) element.requestUpdate();
    if (element.shadowRoot !== null) redraw(element.shadowRoot);
  }
}
