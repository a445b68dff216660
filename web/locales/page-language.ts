import { configureLocalization, LOCALE_STATUS_EVENT, type LocaleModule } from "@lit/localize";
import { LitElement } from "lit";
import { chosenLanguage, rememberLanguage } from "./chosen-language.ts";
import { languages, type LanguageTag, matchLanguage } from "./languages.ts";

const modules: Readonly<Record<Exclude<LanguageTag, "en">, () => Promise<LocaleModule>>> = {
  "zh-Hant": () => import("./generated/zh-Hant.ts"),
  "zh-Hans": () => import("./generated/zh-Hans.ts"),
  fr: () => import("./generated/fr.ts"),
  es: () => import("./generated/es.ts"),
  ar: () => import("./generated/ar.ts"),
};

const { setLocale } = configureLocalization({
  sourceLocale: "en",
  targetLocales: Object.keys(modules),
  loadLocale: (tag) => modules[tag as keyof typeof modules](),
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

async function showBest(): Promise<void> {
  try {
    await show((await chosenLanguage()) ?? matchLanguage(navigator.languages));
  } catch {
    // The texts are there in English.
  }
}

async function show(tag: LanguageTag): Promise<void> {
  // Fetched first: a language that failed once could not be asked for again.
  if (tag !== "en") await modules[tag]();
  await setLocale(tag);
}

/** The document says which language it is in, and every element draws its texts anew. */
function follow(tag: string, title: string): void {
  const { direction } = languages.find((language) => language.tag === tag)!;
  document.documentElement.lang = tag;
  document.documentElement.dir = direction;
  document.title = title;
  redraw(document);
}

function redraw(root: ParentNode): void {
  for (const element of root.querySelectorAll("*")) {
    if (element instanceof LitElement) element.requestUpdate();
    if (element.shadowRoot !== null) redraw(element.shadowRoot);
  }
}
