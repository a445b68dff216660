import { epochSeconds } from "./interval.ts";
import type { Manifest } from "./manifest-content.ts";
import { formatUtc } from "./utc.ts";

/** `for the weeks 2968 to 2981 (2026-11-19 to 2027-02-25)`: from the first day of the first to the last of the last. */
export function weeksInWords(keys: readonly Pick<Manifest["ticketKeys"][number], "epoch">[]): string {
  const epochs = keys.map(({ epoch }) => epoch);
  const [first, last] = [Math.min(...epochs), Math.max(...epochs)];
  const day = (seconds: number): string => formatUtc(seconds).slice(0, 10);
  const days = `(${day(first * epochSeconds)} to ${day((last + 1) * epochSeconds - 1)})`;
  return first === last ? `for the week ${first} ${days}` : `for the weeks ${first} to ${last} ${days}`;
}
