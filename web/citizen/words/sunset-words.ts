import type { DeviceState } from "../../device/device.ts";
import { fullDate, type Reader } from "../../parts/time-words.ts";

/** From when on the first screen says that the programme ends, in seconds before its sunset. */
const noticeSeconds = 14 * 86_400;

/** That the programme ends soon, with the day; `null` as long as it does not. @param now - Unix seconds. */
export function sunsetNotice({ region }: DeviceState, now: number, reader: Reader): string | null {
  if (region === null || now < region.sunset - noticeSeconds) return null;
  return `This programme ends on ${fullDate(region.sunset, reader)}. Then this page stops and wipes what it stored on this phone, unless the region’s stewards sign anew, in public.`;
}
