import { msg, str } from "@lit/localize";
import type { DeviceState } from "../../device/device.ts";
import { clockTime, type Reader } from "../../parts/time-words.ts";
import { placeNameWithin } from "./place-name.ts";

/** The setting that says that the person once ended a visit by checking in at the next place. */
export const toldOfEnding = "told-of-ending";

/** What checking in does to the visit that is open; `null` when none is. The first time it is asked, and afterwards only said. */
export function endingWords(
  { openVisit, settings }: DeviceState,
  reader: Reader,
): { readonly text: string; readonly asks: boolean } | null {
  if (openVisit === null) return null;
  const name = placeNameWithin(openVisit.name);
  return settings[toldOfEnding] === true
    ? { text: msg(str`Your visit at ${name} ends now.`), asks: false }
    : {
        text: msg(
          str`You are checked in at ${name} since ${clockTime(openVisit.arrival, reader)}. One can be at one place at a time: that visit ends when you check in here, and stays in your diary.`,
        ),
        asks: true,
      };
}
