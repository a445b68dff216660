/**
 * A stranger's text as it may stand on a terminal: in quotes, on one line, with everything that turns, hides or moves text
 * written out. Joiners stay: some scripts cannot be read without.
 */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === "\u200c" || character === "\u200d"
      ? character
      : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** `2026-11-21T09:00:00Z` as it is read aloud. Seconds are left out when there are none. */
export function momentInWords(utc: string): string {
  return `${utc.slice(0, 10)} ${utc.slice(11, utc.endsWith(":00Z") ? 16 : 19)} UTC`;
}

/** `1 day`, `14 days`. */
export function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
