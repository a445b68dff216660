import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { intervalOf } from "../../protocol/index.ts";
import { companionsNamed } from "./companions.ts";
import { dayOf, daySeconds, oldestDayKept } from "./day.ts";
import { home, regionIdOf } from "./followed.ts";
import { policyOf } from "./region.ts";
import type { Snapshot, StoredVisit } from "./snapshot.ts";
import type { Visit } from "./visit.ts";

/** The longest name that a person can give a place, in UTF-16 units. */
export const ownNameLengthMax = 100;

/** Of what was written down before the region was known. */
const noRegionId = "0".repeat(16);

/** A stay at a place that shows no code. Times in Unix seconds. */
export interface OwnEntry {
  /** 1 to {@link ownNameLengthMax} units, white space around it aside. */
  readonly name: string;
  readonly arrival: number;
  /** At most a day after the arrival, and not after now. */
  readonly leaving: number;
  readonly note: string;
  readonly companions: readonly string[];
}

/**
 * What a person writes into the diary without a code. It has no tokens: it is compared with nothing, reported to nobody, and
 * makes nothing green. It is kept, sealed, moved, edited, deleted and let go like every visit. Nothing of it makes a request.
 *
 * @see SPEC.md §4.3
 */
export interface WritingByHand {
  /**
   * Write a stay down.
   *
   * @throws RangeError when name or companions are too long or too many, or the times do not fit or have aged out.
   * @throws DeviceError `locked`.
   */
  writeDown(entry: OwnEntry): Promise<Visit>;

  /**
   * Note that the person stayed home on the day in which a moment lies; `deleteVisit` takes it back.
   *
   * @param at - Unix seconds, not after now.
   * @returns Its id.
   * @throws RangeError as {@link WritingByHand.writeDown}. @throws DeviceError `locked`.
   */
  stayedHome(at: number): Promise<string>;
}

/** A stay without a code, as it is stored. @param now - Unix seconds. @throws RangeError see {@link WritingByHand}. */
export function ownVisit(snapshot: Snapshot, entry: OwnEntry, now: number): StoredVisit {
  const { arrival, leaving, note } = entry;
  const name = entry.name.trim();
  if (name === "" || name.length > ownNameLengthMax) {
    throw new RangeError(`a name of ${name.length} units, wanted 1 to ${ownNameLengthMax}`);
  }
  if (leaving < arrival || leaving > now || leaving - arrival > daySeconds) {
    throw new RangeError(`a stay from ${arrival} to ${leaving} is none at ${now}`);
  }
  const companions = companionsNamed(entry.companions);
  const visit = { ...writtenDown(snapshot, arrival, leaving, now), name, note, byHand: "place" } as const;
  return companions.length === 0 ? visit : { ...visit, companions };
}

/** A day at home, as it is stored. @param now - Unix seconds. @throws RangeError see {@link WritingByHand}. */
export function dayAtHome(snapshot: Snapshot, at: number, now: number): StoredVisit {
  if (at > now) throw new RangeError(`a day at home at ${at}, and now is ${now}`);
  return { ...writtenDown(snapshot, at, at, now), name: "", note: "", byHand: "home" };
}

function writtenDown(snapshot: Snapshot, arrival: number, leaving: number, now: number) {
  const day = dayOf(arrival);
  const oldest = oldestDayKept(now, policyOf(snapshot, now).retentionDays);
  if (day < oldest) throw new RangeError(`${day} has aged out, the oldest day is ${oldest}`);
  return {
    id: bytesToHex(randomBytes(16)),
    kind: "printed",
    regionId: regionIdOf(snapshot, home) ?? noRegionId,
    day,
    arrival,
    leaving,
    recordedIn: intervalOf(now),
    pass: { start: intervalOf(arrival), end: intervalOf(leaving) + 1 },
    tokens: [],
  } as const;
}
