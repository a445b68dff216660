import { msg } from "@lit/localize";

/** What a claim code is for, as the server calls it: 1 reports, 2 confirms, 3 takes back. */
export type Purpose = 1 | 2 | 3;

/** In the order of the choice. */
export const purposes: readonly Purpose[] = [1, 2, 3];

/** For whom, or for what. */
export function purposeWords(purpose: Purpose): string {
  switch (purpose) {
    case 1:
      return msg("For a person who tested positive");
    case 2:
      return msg("To confirm: for a place, or a case that comes in person");
    case 3:
      return msg("To take back a warning that was a mistake");
  }
}

/** What happens with it. */
export function purposeHint(purpose: Purpose): string {
  switch (purpose) {
    case 1:
      return msg("They report from their own phone, visit by visit, and choose what.");
    case 2:
      return msg(
        "A place releases its hours, or this office reports for a person. Takes a second person here.",
      );
    case 3:
      return msg("The warnings are withdrawn, and phones say so. Takes a second person here.");
  }
}
