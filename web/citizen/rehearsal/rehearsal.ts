import type { Device, DeviceState } from "../../device/device.ts";
import type { Act } from "../act.ts";
import { Upkeep } from "../upkeep.ts";
import { rehearsedDevice } from "./rehearsed-device.ts";
import type { RehearsalWish } from "./story.ts";

/** After how long a rehearsal ends by itself, ms: nobody should take it for the truth tomorrow. */
export const rehearsalMilliseconds = 5 * 60_000;

/** A rehearsal that goes on: what the page's acts go to in the place of this phone's own device. */
export interface Rehearsal {
  readonly device: Device;
  readonly upkeep: Upkeep;
  /** End it; harmless when repeated. */
  stop(): void;
}

/**
 * Begin a rehearsal.
 *
 * @param real - This phone's state.
 * @param clock - Unix seconds.
 * @param say - Where what goes on is told.
 * @param ended - Called when its time is over, also when the phone slept meanwhile.
 */
export function beginRehearsal(
  wish: RehearsalWish,
  real: DeviceState,
  clock: () => number,
  say: (act: Act) => void,
  ended: () => void,
): Rehearsal {
  const device = rehearsedDevice(wish, real, clock, secureRandom);
  const upkeep = new Upkeep(device, say);
  const over = Date.now() + rehearsalMilliseconds;
  const look = () => {
    if (Date.now() >= over) ended();
  };
  const timer = setInterval(look, 1_000);
  document.addEventListener("visibilitychange", look);
  return {
    device,
    upkeep,
    stop() {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      upkeep.stop();
      device.close();
    },
  };
}

function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}
