import type { DBSchema } from "idb";
import { bytesToHex } from "@noble/hashes/utils.js";
import { regionOf } from "./region.ts";
import type { DaysRecord, ListsRecord, OpenVisit, RegionRecord, StoredExposure } from "./snapshot.ts";

/** `days` as phones stored it that followed one region only: with the lists, and lost databases told by their day. */
interface OlderDays extends DaysRecord {
  readonly lists?: ListsRecord;
  /** There is, or may be, a database `celadon-open` with the open visit. */
  readonly open?: boolean;
}

/** Database `celadon-open`, in which an open visit was kept. */
export interface OlderOpenSchema extends DBSchema {
  open: { key: string; value: OpenVisit };
}

/** Whether an open visit may lie where it was kept once. */
export function mayHaveOlderOpen(stored: ReadonlyMap<string, unknown>): boolean {
  return (stored.get("days") as OlderDays | undefined)?.open === true;
}

/**
 * Values as they are kept now, from what an earlier version stored.
 *
 * @param stored - By name.
 */
export function withCurrentDays(stored: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  const older = stored.get("days") as OlderDays | undefined;
  if (older?.lists === undefined) return stored;
  const { lists, open: _open, ...days } = older;
  const lost = days.lost.map((day) => `celadon-${days.visits.includes(day) ? "day" : "lists"}-${day}`);
  return new Map([...stored, ["lists", lists], ["days", { ...days, lost }]]);
}

/** A match as it is kept now: those without a region were found when there was but one. */
export function withRegionId(exposure: StoredExposure, region: RegionRecord | null): StoredExposure {
  const isCurrent = (exposure as Partial<StoredExposure>).regionId !== undefined;
  return isCurrent || region === null
    ? exposure
    : { ...exposure, regionId: bytesToHex(regionOf(region).root.id) };
}
