import { msg, str } from "@lit/localize";
import type { DeviceState } from "../../device/device.ts";
import { fullDate, type Reader } from "../../parts/time-words.ts";

/** From when on the first screen says that the programme ends, in seconds before its sunset. */
const noticeSeconds = 14 * 86_400;

/**
 * That the programme ends soon, with the day; `null` as long as it does not. After that day as long as the clock is in doubt.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §4.10
 */
export function sunsetNotice({ region }: DeviceState, now: number, reader: Reader): string | null {
  if (region === null || now < region.sunset - noticeSeconds) return null;
  if (now >= region.sunset) {
    return msg(
      str`By this phone’s clock the programme ended on ${fullDate(region.sunset, reader)}, and nothing signed agrees yet. If the clock is wrong, set date and time to automatic. If it is right, connect to the network: within two days this page wipes what it stored, unless the stewards have signed anew.`,
    );
  }
  return msg(
    str`This programme ends on ${fullDate(region.sunset, reader)}. Then this page stops and wipes what it stored on this phone, unless the region’s stewards sign anew, in public.`,
  );
}
