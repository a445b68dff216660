import type { Visit } from "../../device/device.ts";
import { dayWord, fullDay, type Reader } from "../../parts/time-words.ts";

/**
 * The visits that a person looks for: every word typed is in the name, in the note, among the companions or in the day as the page words it, whatever
 * the case and the accents.
 *
 * @param typed - Empty finds all.
 * @param now - Unix seconds.
 */
export function visitsFound(
  visits: readonly Visit[],
  typed: string,
  now: number,
  reader: Reader,
): readonly Visit[] {
  const words = plain(typed, reader).split(/\s+/).filter(Boolean);
  if (words.length === 0) return visits;
  return visits.filter(({ name, note, companions, arrival }) => {
    const text = plain(
      [name, note, ...companions, dayWord(arrival, now, reader), fullDay(arrival, reader)].join("\n"),
      reader,
    );
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string, { language }: Reader): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase(language);
}
