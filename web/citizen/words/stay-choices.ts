import { msg, str } from "@lit/localize";
import { stayMinutesMax } from "../../device/device.ts";
import { clockTime, longDuration, type Reader } from "../../parts/time-words.ts";

/** How long one means to stay. */
export interface StayChoice {
  readonly minutes: number;
  readonly label: string;
}

const usualMinutes = [30, 60, 120, 240, 480];

/**
 * The stays to choose from, as far as the pass reaches; the last one is "Until I leave", which ends at the latest with
 * the pass or after twelve hours.
 *
 * @param latestLeaving - End of the pass, Unix seconds.
 * @param defaultMinutes - The place's own choice: always among them.
 */
export function stayChoices(
  now: number,
  latestLeaving: number,
  defaultMinutes: number,
  reader: Reader,
): readonly StayChoice[] {
  const longest = Math.max(1, Math.min(stayMinutesMax, Math.floor((latestLeaving - now) / 60)));
  const timed = [...new Set([...usualMinutes, defaultMinutes])]
    .filter((minutes) => minutes < longest)
    .toSorted((one, other) => one - other)
    .map((minutes) => ({ minutes, label: longDuration(minutes * 60) }));
  const end = clockTime(now + longest * 60, reader);
  return [...timed, { minutes: longest, label: msg(str`Until I leave, at most ${end}`) }];
}

/** A moment one may have come at. */
export interface ArrivalChoice {
  /** Unix seconds; `null` for now. */
  readonly arrival: number | null;
  readonly label: string;
}

const usualMinutesAgo = [30, 60, 120];

/**
 * "I came earlier": the moments to choose from, back to the pass's start. Empty when there is nothing to choose.
 *
 * @param earliest - Unix seconds.
 */
export function arrivalChoices(now: number, earliest: number, reader: Reader): readonly ArrivalChoice[] {
  if (now - earliest < 60) return [];
  const ago = usualMinutesAgo
    .map((minutes) => ({ arrival: now - minutes * 60, label: msg(str`${longDuration(minutes * 60)} ago`) }))
    .filter(({ arrival }) => arrival > earliest);
  return [
    { arrival: null, label: msg("Just now") },
    ...ago,
    { arrival: earliest, label: msg(str`When it opened, ${clockTime(earliest, reader)}`) },
  ];
}
