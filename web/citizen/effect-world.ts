import { type Device, DeviceError } from "../device/device.ts";
import type { ToastMessage } from "../parts/toast.ts";
import type { Act, ActNamed } from "./act.ts";
import type { CitizenState } from "./state.ts";
import type { Upkeep } from "./upkeep.ts";
import { actTrouble } from "./words/trouble-words.ts";

/** What effects work with. */
export interface EffectWorld {
  readonly device: Device;
  readonly upkeep: Upkeep;
  /** Unix seconds. */
  readonly now: () => number;
  readonly say: (act: Act) => void;
  readonly toast: (message: ToastMessage) => void;
  /** Everything that the page itself keeps: caches, service worker. */
  readonly erasePage: () => Promise<void>;
  /** Ask the browser to keep what is stored; the first visit is the moment at which that makes sense. */
  readonly askToKeep: () => Promise<void>;
}

/** What acts ask of the device, by the act's name; the state given has already followed the act. */
export type Effects<A extends Act> = {
  readonly [Do in A["do"]]?: (
    act: ActNamed<Do>,
    world: EffectWorld,
    state: CitizenState,
  ) => Promise<void> | void;
};

/** Run something that only storage can refuse, and say so if it does. */
export async function guarded(world: EffectWorld, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    return reportTrouble(error, world);
  }
  world.say({ do: "done" });
}

/** Say why something could not be done. */
export function reportTrouble(error: unknown, world: EffectWorld): void {
  world.say({ do: "done" });
  if (!(error instanceof DeviceError)) throw error;
  world.toast({ text: actTrouble(error.code) });
}
