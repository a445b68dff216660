import { home, type RegionKey } from "./followed.ts";

/** The database of what has to change together; every other one's name begins so. */
export const mainName = "celadon";

/** Of the open visit; the numbers of its generations follow. */
export const openName = "celadon-open";

/** Of what comes from another phone, while it is taken. */
export const arrivalName = "celadon-arrival";

/** An empty one, made to be deleted. */
export const rinseName = "celadon-rinse";

/** The database with the visits of one UTC day. */
export function visitsName(day: string): string {
  return `celadon-day-${day}`;
}

/** The database with the batches of one region that were closed on one UTC day. */
export function listsName(key: RegionKey, day: string): string {
  return key === home ? `celadon-lists-${day}` : `celadon-lists-${key.slice(0, 16)}-${day}`;
}

/** The database with the requests of one UTC day. */
export function ledgerName(day: string): string {
  return `celadon-ledger-${day}`;
}
