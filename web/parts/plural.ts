import { pageReader } from "./reader.ts";

/**
 * The form of a sentence that a number asks for, in the page's language.
 *
 *     plural(visits, msg("one: # visit | other: # visits"))
 *     plural(visits, msg("one: # visit at {place} | other: # visits at {place}"), { place })
 *
 * The message lists its forms by the plural categories of CLDR. English has two of them, Chinese one, Arabic six: a translation has
 * those of its own language, whatever the English text has. `#` stands for the number.
 *
 * @param forms - What `msg` gives for the list of forms.
 * @param values - What is put in for `{name}`. It may be any text: nothing in it is looked at.
 */
export function plural(count: number, forms: string, values: Readonly<Record<string, string>> = {}): string {
  const { language } = pageReader();
  const byCategory = pluralForms(forms);
  const form =
    byCategory.get(new Intl.PluralRules(language).select(count)) ?? byCategory.get("other") ?? forms;
  const number = new Intl.NumberFormat(language).format(count);
  return form.replace(/#|\{(\w+)\}/g, (found, name: string | undefined) =>
    name === undefined ? number : (values[name] ?? found),
  );
}

/** The forms of such a list by category; empty for a text that is none. */
export function pluralForms(forms: string): ReadonlyMap<string, string> {
  const named = forms.split("|").map((form) => /^\s*(zero|one|two|few|many|other):\s*(.*?)\s*$/s.exec(form));
  return new Map(named.flatMap((match) => (match === null ? [] : [[match[1]!, match[2]!] as const])));
}
