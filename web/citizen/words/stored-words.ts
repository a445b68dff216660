import { msg } from "@lit/localize";

/** Some databases and what is in them. */
export interface DatabasesTold {
  readonly names: readonly string[];
  readonly words: string;
}

/** What is in the databases of this site, those of one kind together. @param names - As the browser tells them. */
export function databaseWords(names: readonly string[]): DatabasesTold[] {
  const kinds: readonly (readonly [RegExp, string])[] = [
    [/^celadon$/, msg("The region and how far its record was read, warnings, reports, settings.")],
    [/^celadon-day-/, msg("The visits of one day.")],
    [/^celadon-open/, msg("The visit you are at, with the code you scanned. It is deleted when you leave.")],
    [/^celadon-lists-/, msg("The public lists of one day.")],
    [/^celadon-ledger-/, msg("The requests of one day.")],
    [/^celadon-(?:venue|place)/, msg("Places that were made in this browser, on the page for places.")],
    [/^celadon-language$/, msg("The language that you chose.")],
    [/./, msg("Other parts of Celadon.")],
  ];
  const told = kinds.map(([, words]) => ({ names: [] as string[], words }));
  for (const name of names) told[kinds.findIndex(([pattern]) => pattern.test(name))]!.names.push(name);
  return told.filter(({ names: found }) => found.length > 0);
}
