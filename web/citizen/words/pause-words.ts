import { msg, str } from "@lit/localize";
import { intervalSeconds } from "../../../protocol/index.ts";
import type { DeviceState } from "../../device/device.ts";
import { loggedPauseWords } from "../../parts/pause-words.ts";
import type { Reader } from "../../parts/reader.ts";
import { sentences } from "../../parts/sentences.ts";
import { fullMoment } from "../../parts/time-words.ts";

/** What a pause of the home's lists means for the person; `null` while there is none. */
export function pauseNotice({ sync }: DeviceState, reader: Reader): string | null {
  if (sync.paused === null) return null;
  const { newestClosed } = sync;
  return sentences(
    loggedPauseWords(sync.paused),
    msg("Until the health authority goes on, nobody is newly warned, and green will turn grey."),
    newestClosed === null
      ? ""
      : msg(str`The newest list is from ${fullMoment(newestClosed * intervalSeconds, reader)}.`),
  );
}
