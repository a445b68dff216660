import type { Colour, ColourResult, GreyReason } from "./colour.ts";

/** One region's answer: of its visits, its lists and its rules, and nothing else. */
export interface RegionColour {
  /** 16 hex digits; `null` for a home that was never met. */
  readonly regionId: string | null;
  readonly result: ColourResult;
}

/** The colour over all regions. Fields of {@link ColourResult} that are numbers of rules are those of `regionId`. */
export interface ColourOverRegions extends ColourResult {
  /** Whose rules gave the colour, and whose guidance applies: of several the first. */
  readonly regionId: string | null;
  /** What it was put together from, the home first. */
  readonly regions: readonly RegionColour[];
  /** Regions that count and cannot be judged at present, the home first, each with what stands in the way. */
  readonly unjudged: readonly { readonly regionId: string | null; readonly reasons: readonly GreyReason[] }[];
}

const severity: Readonly<Record<Colour, number>> = { green: 0, grey: 0, yellow: 1, red: 2 };

/**
 * Put the answers of several regions together. (Device; pure.)
 *
 * The strongest warning wins. Grey replaces green only: when the home cannot be judged, or a region in whose window the
 * person has a visit. A region in which the person was not changes nothing, whatever its state.
 *
 * @param home - Always counts: from its manifest the device knows of the others.
 * @param others - Peers, and regions of visits that are not followed, each once.
 * @see SPEC.md §4.8
 */
export function colourOverRegions(home: RegionColour, others: readonly RegionColour[]): ColourOverRegions {
  const all = [home, ...others];
  const visited = all.filter(({ result }) => !result.reasons.includes("nothing-to-compare"));
  const unjudged = all
    .filter((each) => each === home || visited.includes(each))
    .map(({ regionId, result }) => ({ regionId, reasons: withoutEmptiness(result.reasons) }))
    .filter(({ reasons }) => reasons.length > 0);
  const reasons: GreyReason[] = [...new Set(unjudged.flatMap((each) => each.reasons))];
  if (visited.length === 0) reasons.push("nothing-to-compare");

  const strongest = Math.max(...all.map(({ result }) => severity[result.colour]));
  const causing = all.filter(({ result }) => severity[result.colour] === strongest);
  const facts = {
    regions: all,
    reasons,
    unjudged,
    intervals: all
      .flatMap(({ result }) => result.intervals)
      .toSorted((one, other) => one.exposure.interval - other.exposure.interval),
  };
  if (strongest === 0) {
    const { regionId, result } = mostMinutes(all);
    const colour = reasons.length > 0 ? "grey" : "green";
    return { ...result, ...facts, colour, outOfDate: false, regionId };
  }
  const [first] = causing as [RegionColour];
  return {
    ...first.result,
    ...facts,
    since: Math.min(...causing.map(({ result }) => result.since!)),
    until: Math.max(...causing.map(({ result }) => result.until!)),
    outOfDate:
      causing.some(({ result }) => result.outOfDate) ||
      reasons.some((reason) => reason !== "nothing-to-compare"),
    regionId: first.regionId,
  };
}

/** Below every threshold the region whose minutes come nearest is the one to tell of. */
function mostMinutes(all: readonly RegionColour[]): RegionColour {
  return all.reduce((most, each) => (each.result.minutes > most.result.minutes ? each : most));
}

function withoutEmptiness(reasons: readonly GreyReason[]): GreyReason[] {
  return reasons.filter((reason) => reason !== "nothing-to-compare");
}
