import { encodeCheckInCode, intervalOf, intervalStart, narrowPass } from "../../protocol/index.ts";
import { endOf, type Place } from "./place.ts";
import { stayIntervals } from "./stay.ts";

/** What a display shows at one moment. */
export type Display =
  /** A code. `until` is when the next one comes, Unix seconds; `last` says that none comes after it. */
  | { readonly kind: "showing"; readonly text: string; readonly until: number; readonly last: boolean }
  /** The clock went back by more than an interval, and the codes of this time are gone. It goes on at `from`. */
  | { readonly kind: "waiting"; readonly from: number }
  /** The sunset has come. */
  | { readonly kind: "ended"; readonly at: number };

/**
 * What a place's display shows now. (Display.)
 *
 * The code reaches [now, now + stay), as far as the stored pass goes. Where the clock was corrected backwards by one
 * interval the next code is shown already: visitors' devices accept a code one interval early.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.1, §4.2
 */
export function displayNow(place: Place, now: number): Display {
  const { pass } = place;
  const interval = intervalOf(now);
  if (pass === null || interval >= pass.end) return { kind: "ended", at: endOf(place) };
  if (interval < pass.start - 1) return { kind: "waiting", from: intervalStart(pass.start - 1) };
  const start = Math.max(interval, pass.start);
  const end = Math.min(start + stayIntervals(place.stayMinutes), pass.end);
  const { name, regionId } = place;
  return {
    kind: "showing",
    text: encodeCheckInCode({ kind: "display", regionId, name, pass: narrowPass(pass, start, end) }),
    until: intervalStart(start + 1),
    last: start + 1 === pass.end,
  };
}
