import {
  cosignatureVerifier,
  intervalStart,
  noteVerifier,
  openCheckpoint,
  ProtocolError,
  sunsetOf,
} from "../../protocol/index.ts";
import { daySeconds } from "./day.ts";
import { regionOf } from "./region.ts";
import { remembering } from "./remembering.ts";
import type { ClockRecord, Values } from "./snapshot.ts";

/** A clock that is this much further than when it was last looked at has leapt, or the phone was off: both are possible. */
const leapSeconds = 2 * daySeconds;

/** A clock that leapt is believed after going on for so long without being turned back. */
const holdSeconds = 2 * daySeconds;

/** How far the clock and the newest signed time may lie apart to agree: the longest period between batches. */
const agreementSeconds = daySeconds;

/** When witnesses signed a checkpoint that was verified once, latest first; none when the keys are others since. */
const cosignedAt = remembering(4, (note: string, logKey: string, ...witnesses: string[]) => {
  try {
    const { cosignedBy } = openCheckpoint(note, noteVerifier(logKey), witnesses.map(cosignatureVerifier));
    return cosignedBy.map(({ timestamp }) => timestamp).toSorted((one, other) => other - one);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return [];
  }
});

/**
 * Look at the clock. Pure.
 *
 * @param now - What it says, Unix seconds.
 * @see SPEC.md §4.10
 */
export function clockSeen({ last, doubtedSince, wasRight }: ClockRecord, now: number): ClockRecord {
  if (last === null || now < last) return { last: now, doubtedSince: null, wasRight };
  if (doubtedSince !== null) {
    return { last: now, doubtedSince: now >= doubtedSince + holdSeconds ? null : doubtedSince, wasRight };
  }
  return { last: now, doubtedSince: now > last + leapSeconds ? now : null, wasRight };
}

/** A sync went to its end: when signed time and clock agree, the clock is right. Pure. @param now - Unix seconds. */
export function clockCompared(
  values: Pick<Values, "clock" | "region" | "log" | "sync">,
  now: number,
): ClockRecord {
  const signed = signedTime(values);
  if (signed === null || Math.abs(now - signed) > agreementSeconds) return values.clock;
  return { last: now, doubtedSince: null, wasRight: true };
}

/**
 * Whether the programme is over on this device. Pure.
 *
 * By the newest manifest that the stewards signed and the log has, the clock must be past the sunset; and either the newest
 * signed time is from the last day before it, or later, or the clock was right before and has not leapt since.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.10
 */
export function isOver(values: Pick<Values, "clock" | "region" | "log" | "sync">, now: number): boolean {
  if (values.region === null) return false;
  const sunset = sunsetOf(regionOf(values.region).newest);
  if (now < sunset) return false;
  const signed = signedTime(values);
  const { doubtedSince, wasRight } = values.clock;
  return (signed !== null && signed >= sunset - agreementSeconds) || (wasRight && doubtedSince === null);
}

/** The latest moment that the region's keys vouch for: a batch's closing, or the time that the quorum of witnesses has reached. */
function signedTime({ region, log, sync }: Pick<Values, "region" | "log" | "sync">): number | null {
  if (region === null) return null;
  const { logKey, witnesses, quorum } = regionOf(region).newest;
  const times = [];
  if (sync.newestClosed !== null) times.push(intervalStart(sync.newestClosed));
  if (quorum > 0 && log.checkpoint !== null) {
    const at = cosignedAt(log.checkpoint, logKey, ...witnesses)[quorum - 1];
    if (at !== undefined) times.push(at);
  }
  return times.length === 0 ? null : Math.max(...times);
}
