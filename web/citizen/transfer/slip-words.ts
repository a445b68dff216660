import type { Policy } from "../../../protocol/index.ts";
import { msg } from "@lit/localize";
import type { SlipAnswer } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";

/** Intervals one after the other, of the same evidence. */
export interface SlipRange {
  readonly first: number;
  readonly last: number;
  readonly confirmed: boolean;
}

/** Found intervals in one piece where they follow each other. */
export function slipRanges(found: SlipAnswer["found"]): readonly SlipRange[] {
  const ranges: SlipRange[] = [];
  for (const { interval, confirmed } of found) {
    const before = ranges.at(-1);
    if (before?.last === interval - 1 && before.confirmed === confirmed) {
      ranges[ranges.length - 1] = { ...before, last: interval };
    } else {
      ranges.push({ first: interval, last: interval, confirmed });
    }
  }
  return ranges;
}

/** What the region's rules make of such minutes. */
export function slipRule({ yellow }: Policy): string {
  return plural(
    yellow,
    msg(
      "one: By your region's rules it counts from # minute on. If you were there for that long then, do what the health authority asks of people with a warning. | other: By your region's rules it counts from # minutes on. If you were there for that long then, do what the health authority asks of people with a warning.",
    ),
  );
}
