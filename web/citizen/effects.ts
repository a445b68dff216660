import type { Act } from "./act.ts";
import type { Effects, EffectWorld } from "./effect-world.ts";
import { byHandEffects } from "./effects/by-hand-effects.ts";
import { checkInEffects } from "./effects/check-in-effects.ts";
import { diaryEffects } from "./effects/diary-effects.ts";
import { endingEffects } from "./effects/ending-effects.ts";
import { goingEffects } from "./effects/going-effects.ts";
import { listsEffects } from "./effects/lists-effects.ts";
import { noticesEffects } from "./effects/notices-effects.ts";
import { lockEffects } from "./effects/lock-effects.ts";
import { meetEffects } from "./effects/meet-effects.ts";
import { reportEffects } from "./effects/report-effects.ts";
import { transferEffects } from "./effects/transfer-effects.ts";
import { takeBackEffects } from "./effects/take-back-effects.ts";
import { trustEffects } from "./effects/trust-effects.ts";
import type { CitizenState } from "./state.ts";

const effects: Effects<Act> = {
  ...goingEffects,
  ...checkInEffects,
  ...diaryEffects,
  ...byHandEffects,
  ...listsEffects,
  ...noticesEffects,
  ...meetEffects,
  ...lockEffects,
  ...reportEffects,
  ...transferEffects,
  ...takeBackEffects,
  ...trustEffects,
  ...endingEffects,
};

/**
 * Do what an act asks of the device, and say what came of it. The state has already followed the act.
 *
 * @param state - After the act.
 */
export async function perform(act: Act, state: CitizenState, world: EffectWorld): Promise<void> {
  const effect = effects[act.do] as
    ((act: Act, world: EffectWorld, state: CitizenState) => Promise<void> | void) | undefined;
  await effect?.(act, world, state);
}
