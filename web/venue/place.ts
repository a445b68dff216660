import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import {
  generatePlaceKey,
  intervalOf,
  intervalStart,
  narrowPass,
  type Pass,
  passFromPlaceKey,
} from "../../protocol/index.ts";
import type { RecoverySheet } from "./recovery-sheet.ts";

/** A place as a display keeps it: never the place key, and of its tokens only those from now on. */
export interface Place {
  /** 16 hex digits drawn at random, for this device only. */
  readonly id: string;
  /** 1 to 48 bytes of UTF-8, byte for byte as in the codes. */
  readonly name: string;
  /** 8 bytes. */
  readonly regionId: Uint8Array;
  /** How far each code of the display reaches. */
  readonly stayMinutes: number;
  /** The interval in which the display stops for good: the sunset known when it was made. */
  readonly ends: number;
  /** [now, ends), punctured as time passes; `null` once it has ended. Secret. */
  readonly pass: Pass | null;
  /** Put away by its owner: no display opens, but what is left of it stays until it is deleted. */
  readonly archived?: boolean;
}

/** What a place needs to know of a region. */
export interface PlaceRegion {
  /** 8 bytes. */
  readonly id: Uint8Array;
  /** Of its newest manifest, Unix seconds. */
  readonly sunset: number;
}

/** Whether a place belongs to a region. */
export function isOfRegion(place: Place, region: PlaceRegion): boolean {
  return bytesToHex(place.regionId) === bytesToHex(region.id);
}

/**
 * A new place, with its key. (Owner, at set-up.) Nothing is stored yet: the sheet has to be kept first.
 *
 * @param name - Tidied and checked.
 * @returns What goes onto the sheet.
 */
export function newPlace(name: string, stayMinutes: number, regionId: Uint8Array): RecoverySheet {
  return { placeKey: generatePlaceKey(), regionId, stayMinutes, name };
}

/**
 * What a display stores of a place: the pass [now, sunset) and not the key. (Owner, with the sheet at hand.)
 *
 * @param now - Unix seconds.
 * @param sunset - Of the region's manifest, Unix seconds.
 * @throws RangeError when the sunset is not at least an interval away.
 * @see SPEC.md §4.1
 */
export function placeFromSheet(sheet: RecoverySheet, now: number, sunset: number): Place {
  const ends = intervalOf(sunset);
  const { name, regionId, stayMinutes } = sheet;
  const pass = passFromPlaceKey(sheet.placeKey, intervalOf(now), ends);
  return { id: bytesToHex(randomBytes(8)), name, regionId, stayMinutes, ends, pass };
}

/**
 * Drop what is past from a place. (Display, every interval.)
 *
 * @param interval - The present one. An earlier one than before changes nothing: what is gone is gone.
 * @param region - An earlier sunset than before shortens the pass, a later one does not lengthen it. Another region
 *   than the place's, or `null` when none is known, does neither.
 * @returns The same object when nothing changes.
 * @see SPEC.md §4.1
 */
export function puncture(place: Place, interval: number, region: PlaceRegion | null): Place {
  const { pass } = place;
  if (pass === null) return place;
  const sunset = region !== null && isOfRegion(place, region) ? intervalOf(region.sunset) : pass.end;
  const ends = Math.min(pass.end, sunset);
  const start = Math.max(pass.start, interval);
  if (start >= ends) return { ...place, ends, pass: null };
  if (start === pass.start && ends === pass.end) return place;
  return { ...place, ends, pass: narrowPass(pass, start, ends) };
}

/**
 * Whether both are the same place, as far as a display can tell: same name and region, and the same tokens where
 * their passes overlap. An ended display of that name counts as the same: it has no tokens left to compare.
 */
export function isSamePlace(one: Place, other: Place): boolean {
  if (one.name !== other.name || bytesToHex(one.regionId) !== bytesToHex(other.regionId)) return false;
  if (one.pass === null || other.pass === null) return true;
  const start = Math.max(one.pass.start, other.pass.start);
  const end = Math.min(one.pass.end, other.pass.end);
  if (start >= end) return true;
  return firstNode(one.pass, start, end) === firstNode(other.pass, start, end);
}

function firstNode(pass: Pass, start: number, end: number): string {
  return bytesToHex(narrowPass(pass, start, end).nodes[0]!);
}

/** The moment a place's display stops for good, Unix seconds. */
export function endOf(place: Place): number {
  return intervalStart(place.ends);
}
