import type { Sighting, TokenRun } from "../../device/sender.ts";
import { ticketsPerClaim, tokensPerReport } from "../../../protocol/index.ts";

/** What one claim code takes of a choice, and what is left for another. */
export interface Shipment<Item> {
  readonly now: readonly Item[];
  readonly later: readonly Item[];
}

/**
 * Fill one claim code's reports with whole visits, as many as fit.
 *
 * @param items - In the order in which they matter.
 */
export function fillShipment<Item>(
  items: readonly Item[],
  tokensOf: (item: Item) => readonly (Sighting | TokenRun["tokens"][number])[],
): Shipment<Item> {
  let left = ticketsPerClaim;
  const now = items.filter((item) => {
    const reports = Math.ceil(tokensOf(item).length / tokensPerReport);
    if (reports > left) {
      left = 0;
      return false;
    }
    left -= reports;
    return true;
  });
  return { now, later: items.filter((item) => !now.includes(item)) };
}
