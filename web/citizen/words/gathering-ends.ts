import { gatheringHoursMax } from "../../device/device.ts";
import { msg, str } from "@lit/localize";
import { clockTime, longDuration, type Reader } from "../../parts/time-words.ts";

/** When a gathering may end. */
export interface GatheringEnd {
  /** What tells it from the others while time goes on: a number of hours, or the evening. */
  readonly value: string;
  /** Unix seconds. */
  readonly until: number;
  readonly label: string;
}

const usualHours = [1, 2, 4, 8];

/** The ends to choose from: some hours from now, and from noon on the end of the evening, at midnight of this device's zone. */
export function gatheringEnds(now: number, reader: Reader): readonly GatheringEnd[] {
  const hours = usualHours.map((count) => {
    const until = now + count * 3_600;
    return { value: String(count), until, label: longDuration(count * 3_600) };
  });
  const midnight = Math.floor(new Date(now * 1000).setHours(24, 0, 0, 0) / 1000);
  const left = midnight - now;
  if (left < 3_600 || left > gatheringHoursMax * 3_600) return hours;
  const evening = msg(str`This evening, until ${clockTime(midnight, reader)}`);
  return [...hours, { value: "evening", until: midnight, label: evening }];
}
