import { daySeconds } from "./day.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Store } from "./store.ts";
import { isOver } from "./sunset.ts";

/** From the beginning of one decoy session to the next, on average: 0.2 a day. @see SPEC.md §4.5 */
export const meanSecondsOfUse = 5 * daySeconds;

/** Longest time between two looks that counts as use: whoever comes back after weeks sends no more than after a day. */
const secondsUnseenMax = daySeconds;

/** How often the clock is written down while the page is open. */
const noteSeconds = 3_600;

/** When the next decoy session begins. */
export interface DecoyClock {
  /** Seconds of use; not above 0: it is due. */
  readonly left: number;
  /** When it was last looked at, Unix seconds. */
  readonly seen: number;
}

/**
 * Sessions of empty messages, which look from outside like those in which a case reports, so that it tells little when a phone sends
 * one. They begin by chance, whatever else is under way, and are sent by `Device.runOutbox` like reports.
 *
 * @see SPEC.md §4.5
 */
export interface Decoys {
  /** Whether it is time to begin one. To be asked about once a minute, only while the person looks at the page: reports begin only then. */
  isDecoyDue(): Promise<boolean>;

  /** Begin one, unless another tab has, and draw when the next is due. Makes no request: run the outbox afterwards. */
  beginDecoy(): Promise<void>;
}

/** What decoys are made with. */
export interface DecoyParts {
  readonly store: Store;
  /** Unix seconds. */
  readonly now: () => number;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

/** See {@link Decoys.isDecoyDue}. */
export function isDecoyDue({ store, now, random }: DecoyParts): Promise<boolean> {
  return store.exclusive(async (snapshot) => {
    if (!mayBegin(snapshot, now())) return false;
    const before = snapshot.decoyClock;
    const clock = decoyClockAt(before, now(), random);
    if (before === null || Math.abs(clock.seen - before.seen) >= noteSeconds) {
      await store.commit({ decoyClock: clock });
    }
    return clock.left <= 0;
  });
}

/** As of a report: the region is known and goes on, and what is personal can be written. */
export function mayBegin(snapshot: Snapshot, now: number): boolean {
  return snapshot.region !== null && !snapshot.locked && !isOver(snapshot, now);
}

/**
 * What the clock says now. Pure. It goes by time of use: when the phone's clock was set back it stands still, after a leap ahead, or
 * weeks without a look, it goes on by a day.
 *
 * @param now - Unix seconds.
 * @param random - 0 ≤ x < 1; asked only at the first look.
 */
export function decoyClockAt(clock: DecoyClock | null, now: number, random: () => number): DecoyClock {
  if (clock === null) return drawnClock(now, random);
  const used = Math.min(Math.max(0, now - clock.seen), secondsUnseenMax);
  return { left: clock.left - used, seen: now };
}

/** A clock for the next session. Exponential: that one has just begun, or has not for long, says nothing about the next. */
export function drawnClock(now: number, random: () => number): DecoyClock {
  return { left: Math.ceil(-Math.log(1 - random()) * meanSecondsOfUse), seen: now };
}
