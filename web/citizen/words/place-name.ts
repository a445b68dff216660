import { msg } from "@lit/localize";
import { shownLine } from "../../parts/untrusted-text.ts";

/**
 * A place's name as it is shown: untrusted text, and it may be empty. Only what is shown is changed; tokens are made
 * from the name as the code has it.
 */
export function placeName(name: string): string {
  return shownLine(name) ?? msg("A place without a name");
}

/** The same in the middle of a sentence. */
export function placeNameWithin(name: string): string {
  return shownLine(name) ?? msg("a place without a name");
}
