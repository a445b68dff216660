/** Whose language and clock. */
export interface Reader {
  /** BCP 47 tag of the page's own language: days and months are in the language of the sentence around them. */
  readonly language: string;
  /** BCP 47 tag that decides between 19:10 and 7:10 pm: the reader's own, whatever the page's language. */
  readonly region: string;
  /** IANA name; `undefined` for the device's own. */
  readonly timeZone?: string | undefined;
}

/** The reader of this page; without a page, as under Node, one of English. */
export function pageReader(): Reader {
  const language = globalThis.document?.documentElement.lang ?? "en";
  return { language, region: globalThis.navigator?.language ?? "en" };
}

/** The reader's languages for texts that are not the page's own: the page's, then the browser's, in order. */
export function readerLanguages(): readonly string[] {
  return [pageReader().language, ...navigator.languages];
}
