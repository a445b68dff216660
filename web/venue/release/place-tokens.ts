import { deriveToken, type IntervalToken, passFromPlaceKey, placeInfo } from "../../../protocol/index.ts";
import { isSamePlace, type Place, placeFromSheet } from "../place.ts";
import type { RecoverySheet } from "../recovery-sheet.ts";
import type { ReleaseWindow } from "../../parts/hours/release-window.ts";

/**
 * The tokens of a place in some hours, and no others. (Owner, with the sheet at hand.)
 *
 * @returns Ascending.
 * @see SPEC.md §4.1
 */
export function placeTokens(sheet: RecoverySheet, { first, end }: ReleaseWindow): IntervalToken[] {
  const pass = passFromPlaceKey(sheet.placeKey, first, end);
  const info = placeInfo(sheet.regionId, sheet.name);
  return Array.from({ length: end - first }, (_, at) => ({
    interval: first + at,
    token: deriveToken(pass, info, first + at)!,
  }));
}

/**
 * Why a sheet may be the wrong one.
 *
 * - `not-here`: there are places on this device, and it is none of them.
 * - `other-codes`: a place of that name is on this device, and shows other codes.
 */
export type SheetDoubt = "not-here" | "other-codes";

/**
 * Compare a sheet with the places on this device; on a device without places nothing can be said. (Owner.)
 *
 * @param now - Unix seconds.
 */
export function sheetDoubt(sheet: RecoverySheet, places: readonly Place[], now: number): SheetDoubt | null {
  if (places.length === 0) return null;
  // Any end will do: the places are compared where both have codes.
  const own = placeFromSheet(sheet, now, Math.max(...places.map(({ ends }) => ends)) * 600 + 600);
  const named = places.filter(({ name }) => name === sheet.name);
  if (named.length === 0) return "not-here";
  return named.some((place) => isSamePlace(place, own)) ? null : "other-codes";
}
