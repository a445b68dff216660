import { intervalStart } from "../../protocol/index.ts";
import type { DeviceState } from "../device/device.ts";

const daySeconds = 86_400;

/**
 * Whether the programme is over on this device, so that everything is wiped.
 *
 * The phone's clock alone does not decide: a clock that jumped ahead would wipe the diary. Either the newest list too
 * is from the sunset's last two days, or a month has gone by since.
 *
 * @param now - Unix seconds.
 */
export function programmeOver({ region, sync }: DeviceState, now: number): boolean {
  if (region === null || now < region.sunset) return false;
  const newest = sync.newestClosed === null ? null : intervalStart(sync.newestClosed);
  return (
    (newest !== null && newest >= region.sunset - 2 * daySeconds) || now >= region.sunset + 30 * daySeconds
  );
}
