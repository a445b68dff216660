import { pageReader } from "./reader.ts";

/** Sentences one after another, as the page's language sets them: Chinese has no space between. Empty ones are left out. */
export function sentences(...each: readonly string[]): string {
  const space = pageReader().language.startsWith("zh") ? "" : " ";
  return each.filter((sentence) => sentence !== "").join(space);
}

/** Things one after another: "a, b, c", in the page's language. */
export function listed(each: readonly string[]): string {
  return new Intl.ListFormat(pageReader().language, { type: "conjunction", style: "narrow" }).format(each);
}
