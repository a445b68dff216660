import type { List } from "./lists-reader.ts";

/** The lists of one day. */
export interface DayOfLists {
  /** Midnight UTC, Unix seconds. */
  readonly day: number;
  readonly lists: number;
  /** Padding included. */
  readonly entries: number;
  readonly bytes: number;
}

const daySeconds = 86_400;

/** Beyond so many days without a list the gap is not drawn day by day. */
const daysMax = 62;

/**
 * The lists by the day on which they were closed, in UTC, so that everybody counts alike; newest first. Days between without
 * a list are there, too, with zeros: a gap is to be seen.
 *
 * @param lists - In any order.
 */
export function listsByDay(lists: readonly List[]): readonly DayOfLists[] {
  const days = new Map<number, DayOfLists>();
  for (const { closed, entries, bytes } of lists) {
    const day = Math.floor(closed / daySeconds) * daySeconds;
    const before = days.get(day) ?? emptyDay(day);
    days.set(day, {
      day,
      lists: before.lists + 1,
      entries: before.entries + entries,
      bytes: before.bytes + bytes,
    });
  }
  const known = [...days.keys()];
  if (known.length === 0) return [];
  const [oldest, newest] = [Math.min(...known), Math.max(...known)];
  const span = (newest - oldest) / daySeconds + 1;
  if (span > daysMax) return [...days.values()].toSorted((one, other) => other.day - one.day);
  return Array.from({ length: span }, (_, back) => {
    const day = newest - back * daySeconds;
    return days.get(day) ?? emptyDay(day);
  });
}

function emptyDay(day: number): DayOfLists {
  return { day, lists: 0, entries: 0, bytes: 0 };
}
