import { codeShown, type ShownCode } from "../device/shown-code.ts";
import { endOf, type Place } from "./place.ts";
import { stayIntervals } from "./stay.ts";

/** What a display shows at one moment. */
export type Display =
  | ShownCode
  /** The sunset has come. */
  | { readonly kind: "ended"; readonly at: number };

/**
 * What a place's display shows now: a code that reaches as far as the place's stay. (Display.)
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.1, §4.2
 */
export function displayNow(place: Place, now: number): Display {
  const { name, regionId, pass } = place;
  const code =
    pass === null
      ? null
      : codeShown({ kind: "display", regionId, name, pass }, stayIntervals(place.stayMinutes), now);
  return code ?? { kind: "ended", at: endOf(place) };
}
