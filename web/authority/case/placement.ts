import { bytesToHex } from "@noble/hashes/utils.js";
import type { Sighting } from "../../device/sender.ts";

/** Where one visit of a case stands: what of it one list holds as confirmed, and nobody has taken back. */
export interface Placement {
  /** Tells it from the others. */
  readonly id: string;
  readonly visitId: string;
  /** When the list was closed, Unix seconds. */
  readonly closed: number;
  readonly sightings: readonly Sighting[];
  /**
   * The same times of the same place stand in another list, too: sent twice, or confirmed by somebody else as well, whose warning
   * must stay. Then a person has to say which.
   */
  readonly isAmbiguous: boolean;
}

/** Sort what was seen by visit and list, the latest list first. What a case's own phone reported is not the authority's to take back. */
export function placementsOf(sightings: readonly Sighting[]): readonly Placement[] {
  const standing = sightings.filter(({ evidence, takenBack }) => evidence === 2 && !takenBack);
  const ofToken = grouped(standing, ({ token }) => bytesToHex(token));
  const listsWith = (token: Uint8Array) =>
    new Set(ofToken.get(bytesToHex(token))!.map(({ batch }) => batch)).size;
  const placements = grouped(standing, ({ runId, batch }) => `${runId} ${batch}`);
  return [...placements]
    .map(([id, group]) => ({
      id,
      visitId: group[0]!.runId,
      closed: group[0]!.closed,
      sightings: group,
      isAmbiguous: group.some(({ token }) => listsWith(token) > 1),
    }))
    .toSorted((one, other) => other.closed - one.closed);
}

/** Whether all of a visit stands in lists. */
export function standsWhole(
  visitId: string,
  tokens: readonly unknown[],
  placements: readonly Placement[],
): boolean {
  const found = placements.filter((each) => each.visitId === visitId).flatMap((each) => each.sightings);
  return new Set(found.map(({ token }) => bytesToHex(token))).size === tokens.length;
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
