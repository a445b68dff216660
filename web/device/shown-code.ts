import {
  type CheckInCode,
  encodeCheckInCode,
  intervalOf,
  intervalStart,
  narrowPass,
} from "../../protocol/index.ts";

/** What a place that renews its code shows at one moment. */
export type ShownCode =
  /** A code. `until` is when the next one comes, Unix seconds; `last` says that none comes after it. */
  | { readonly kind: "showing"; readonly text: string; readonly until: number; readonly last: boolean }
  /** The clock went back by more than an interval, and the codes of this time are gone. It goes on at `from`. */
  | { readonly kind: "waiting"; readonly from: number };

/**
 * The code that a place shows now. (Display, or the host of a gathering.)
 *
 * It reaches [now, now + `reach`), as far as the place's pass goes. Where the clock was corrected backwards by one interval the
 * next code is shown already: visitors' devices accept a code one interval early.
 *
 * @param place - With the pass that is left of it.
 * @param reach - In intervals, at least 1.
 * @param now - Unix seconds.
 * @returns `null` when the pass is over.
 * @see SPEC.md §4.1, §4.2
 */
export function codeShown(place: CheckInCode, reach: number, now: number): ShownCode | null {
  const { pass } = place;
  const interval = intervalOf(now);
  if (interval >= pass.end) return null;
  if (interval < pass.start - 1) return { kind: "waiting", from: intervalStart(pass.start - 1) };
  const start = Math.max(interval, pass.start);
  const end = Math.min(start + reach, pass.end);
  return {
    kind: "showing",
    text: encodeCheckInCode({ ...place, pass: narrowPass(pass, start, end) }),
    until: intervalStart(start + 1),
    last: start + 1 === pass.end,
  };
}
