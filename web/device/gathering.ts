import { bytesToHex, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  type CheckInCode,
  deriveToken,
  generatePlaceKey,
  intervalOf,
  intervalSeconds,
  intervalStart,
  narrowPass,
  passFromPlaceKey,
  placeInfo,
  placeNameBytesMax,
} from "../../protocol/index.ts";
import { dayOf } from "./day.ts";
import type { OpenVisit } from "./snapshot.ts";

/** Longest that a phone can show its code at a stretch, in hours; extended or not. @see SPEC.md §4.3 */
export const gatheringHoursMax = 12;

/** What a gathering needs to know of its region. */
export interface GatheringRegion {
  /** 8 bytes. */
  readonly id: Uint8Array;
  /** Unix seconds. */
  readonly sunset: number;
}

/**
 * Begin a gathering: a place with a fresh key, and the host's own visit, made of the same pass. The key goes with this call;
 * what is kept is the pass from now on.
 *
 * @param name - 1 to 48 bytes of UTF-8: what the guests see, and part of their tokens.
 * @param until - Unix seconds: up to where the codes reach.
 * @param now - Unix seconds.
 * @throws RangeError when the name has no place in a code, or the end is not within {@link gatheringHoursMax} hours.
 * @see SPEC.md §4.3
 */
export function beginGathering(region: GatheringRegion, name: string, until: number, now: number): OpenVisit {
  if (until <= now || until > now + gatheringHoursMax * 3_600) {
    throw new RangeError(`a gathering until ${until} is none at ${now}`);
  }
  const bytes = utf8ToBytes(name).length;
  if (bytes < 1 || bytes > placeNameBytesMax) throw new RangeError(`a name of ${bytes} bytes`);
  const start = intervalOf(now);
  // Beyond the planned end, so that it can be extended; the codes reach to the planned end only.
  const end = Math.min(endInterval(now + gatheringHoursMax * 3_600), intervalOf(region.sunset));
  const pass = passFromPlaceKey(generatePlaceKey(), start, end);
  return {
    id: bytesToHex(randomBytes(16)),
    name,
    kind: "gathering",
    regionId: bytesToHex(region.id),
    day: dayOf(now),
    arrival: now,
    recordedIn: start,
    plannedLeaving: Math.min(until, intervalStart(end)),
    earliestArrival: now,
    note: "",
    code: { kind: "gathering", regionId: region.id, name, pass },
    hostedTokens: [],
  };
}

/**
 * Drop the past from a gathering: its leaves become the tokens of the host's own visit, which derive no code and no other
 * token. Any other visit stays as it is, and so does a gathering whose clock went back.
 *
 * @param now - Unix seconds.
 * @returns The same object when nothing changes.
 * @see SPEC.md §4.1
 */
export function punctureGathering(open: OpenVisit, now: number): OpenVisit {
  const { code, hostedTokens } = open;
  const start = Math.min(intervalOf(now), code.pass.end - 1);
  if (hostedTokens === undefined || start <= code.pass.start) return open;
  const info = placeInfo(code.regionId, code.name);
  const tokens = [...hostedTokens];
  for (let interval = code.pass.start; interval < start; interval++) {
    tokens.push({ interval, token: deriveToken(code.pass, info, interval)! });
  }
  return {
    ...open,
    code: { ...code, pass: narrowPass(code.pass, start, code.pass.end) },
    hostedTokens: tokens,
  };
}

/**
 * The place of a gathering, for its codes: its pass reaches from now to the planned end.
 *
 * @param now - Unix seconds.
 * @returns `null` for any other visit, and when the end has come.
 */
export function hostedPlace(
  { code, hostedTokens, plannedLeaving }: OpenVisit,
  now: number,
): CheckInCode | null {
  const start = Math.max(code.pass.start, intervalOf(now));
  const end = Math.min(code.pass.end, endInterval(plannedLeaving));
  if (hostedTokens === undefined || now >= plannedLeaving || start >= end) return null;
  return { ...code, pass: narrowPass(code.pass, start, end) };
}

/** The first interval that begins at a moment or after it. */
function endInterval(moment: number): number {
  return Math.ceil(moment / intervalSeconds);
}
