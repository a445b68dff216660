import type { RegionKey } from "./followed.ts";

/** What came while the diary was locked, and is compared at the next unlocking. Holds nothing about any visit. */
export interface Waiting {
  /** By region: the number of its first batch that was compared with nothing but the drill token. */
  readonly lists: Readonly<Record<RegionKey, number>>;
  /** Ids of visits that ended then: random numbers, as in their databases. */
  readonly visits: readonly string[];
}

/** Everything was compared. */
export const nothingWaits: Waiting = { lists: {}, visits: [] };

/** Whether something was not compared yet: then there is no calm. */
export function waits({ lists, visits }: Waiting): boolean {
  return visits.length > 0 || Object.keys(lists).length > 0;
}

/** A batch came, perhaps not the first one. @param number - Of the batch. */
export function withList(waiting: Waiting, key: RegionKey, number: number): Waiting {
  return { ...waiting, lists: { [key]: number, ...waiting.lists } };
}

/** A visit ended. */
export function withVisit(waiting: Waiting, id: string): Waiting {
  return { ...waiting, visits: [...waiting.visits, id] };
}
