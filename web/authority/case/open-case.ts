import type { Search, Sighting, TokenRun } from "../../device/sender.ts";
import type { OpenCase } from "./case-state.ts";
import { isPossible, type JudgedVisit, runsOf } from "./judged-visit.ts";
import { type Placement, placementsOf, standsWhole } from "./placement.ts";
import { fillShipment } from "./shipment.ts";

/** A case as it is first shown: chosen is what looks right and does not stand in the lists yet. */
export function openCase(
  visits: readonly JudgedVisit[],
  { sightings, comparedFrom, comparedTo }: Search,
): OpenCase {
  const placements = placementsOf(sightings);
  const sensible = visits.filter(
    (visit) => isPossible(visit) && visit.doubts.length === 0 && !isListed(visit, placements),
  );
  return {
    intent: "warn",
    visits,
    placements,
    comparedFrom,
    comparedTo,
    chosen: new Set(sensible.map(({ id }) => id)),
    returned: new Set(placements.filter(({ isAmbiguous }) => !isAmbiguous).map(({ id }) => id)),
    isRest: false,
  };
}

/** Whether all of a visit stands in the lists as confirmed. */
export function isListed({ id, tokens }: JudgedVisit, placements: readonly Placement[]): boolean {
  return standsWhole(id, tokens, placements);
}

/** Choose, or leave out. What cannot be right stays out. */
export function choose(open: OpenCase, ids: readonly string[], isChosen: boolean): OpenCase {
  const field = open.intent === "warn" ? "chosen" : "returned";
  const possible = new Set(
    open.intent === "warn"
      ? open.visits.filter(isPossible).map(({ id }) => id)
      : open.placements.map(({ id }) => id),
  );
  const next = new Set(open[field]);
  for (const id of ids) {
    if (isChosen && possible.has(id)) next.add(id);
    else next.delete(id);
  }
  return { ...open, [field]: next };
}

/** What the next claim code takes. */
export type CaseLoad =
  | { readonly intent: "warn"; readonly runs: readonly TokenRun[] }
  | { readonly intent: "take-back"; readonly sightings: readonly Sighting[] };

/** What one claim code takes of the choice, how much of it that is, and the case with what is left. */
export function nextLoad(open: OpenCase): {
  readonly load: CaseLoad;
  /** Visits, or lists of visits. */
  readonly count: number;
  /** `null` when nothing is left. */
  readonly rest: OpenCase | null;
} {
  if (open.intent === "warn") {
    const chosen = open.visits.filter(({ id }) => open.chosen.has(id));
    const { now, later } = fillShipment(chosen, ({ tokens }) => tokens);
    const rest = { ...open, chosen: new Set(later.map(({ id }) => id)), isRest: true };
    return {
      load: { intent: "warn", runs: runsOf(now) },
      count: now.length,
      rest: later.length === 0 ? null : rest,
    };
  }
  const chosen = open.placements.filter(({ id }) => open.returned.has(id));
  const { now, later } = fillShipment(chosen, ({ sightings }) => sightings);
  const rest = { ...open, returned: new Set(later.map(({ id }) => id)), isRest: true };
  return {
    load: { intent: "take-back", sightings: now.flatMap(({ sightings }) => sightings) },
    count: now.length,
    rest: later.length === 0 ? null : rest,
  };
}
