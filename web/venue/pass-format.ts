import { msg } from "@lit/localize";

/** How passes are laid out on A4, the paper that everybody has: cut or folded, they make the smaller sizes. */
export const passFormats = ["a4", "a5", "a6", "tent", "slips"] as const;

/** One of {@link passFormats}. */
export type PassFormat = (typeof passFormats)[number];

/** How many copies of a day's pass one page holds. */
export const passesOnPage: Readonly<Record<PassFormat, number>> = { a4: 1, a5: 2, a6: 4, tent: 2, slips: 8 };

/** What it is called where one chooses. */
export function passFormatWords(format: PassFormat): string {
  switch (format) {
    case "a4":
      return msg("A4, for the door");
    case "a5":
      return msg("A5, two on a page");
    case "a6":
      return msg("A6, four on a page, for tables");
    case "tent":
      return msg("Table card, to fold");
    case "slips":
      return msg("Slips for visitors without a phone, eight on a page");
  }
}
