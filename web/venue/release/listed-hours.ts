import { evidence } from "../../../protocol/index.ts";
import type { Sighting } from "../../device/sender.ts";
import type { ReleaseWindow } from "../../parts/hours/release-window.ts";

/** Hours of a place that are, or were, in the lists. */
export interface ListedHours extends ReleaseWindow {
  /** A visitor who was there reported them, and nothing took that back. */
  readonly reported: boolean;
  /** The place or the authority confirmed them, and nothing took that back. */
  readonly confirmed: boolean;
}

/** What was seen of a place, in stretches of hours of which the same is true, newest first. */
export function listedHours(sightings: readonly Sighting[]): ListedHours[] {
  const hours: ListedHours[] = [];
  const intervals = new Set(sightings.map(({ interval }) => interval));
  for (const interval of [...intervals].toSorted((one, other) => one - other)) {
    const standing = sightings.filter((each) => each.interval === interval && !each.takenBack);
    const reported = standing.some((each) => each.evidence === evidence.reported);
    const confirmed = standing.some((each) => each.evidence === evidence.confirmed);
    const before = hours.at(-1);
    const goesOn = before?.end === interval && before.reported === reported && before.confirmed === confirmed;
    if (goesOn) hours[hours.length - 1] = { ...before, end: interval + 1 };
    else hours.push({ first: interval, end: interval + 1, reported, confirmed });
  }
  return hours.toReversed();
}
