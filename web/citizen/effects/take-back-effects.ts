import { DeviceError } from "../../device/device.ts";
import type { TakeBackAct } from "../acts/take-back-act.ts";
import { type Effects, type EffectWorld, guarded } from "../effect-world.ts";
import { shown } from "../running.ts";
import type { CitizenState } from "../state.ts";
import { readClaim } from "../../parts/claim-words.ts";
import { takeBackTrouble } from "../words/take-back-words.ts";

export const takeBackEffects: Effects<TakeBackAct> = {
  "take-back-now": (_, world, state) => takeBack(state, world),
  "take-back-cancel": (_, world) => guarded(world, () => world.device.cancelTakingBack()),
};

async function takeBack(state: CitizenState, world: EffectWorld): Promise<void> {
  const { device, upkeep, say } = world;
  const screen = state.phase === "running" ? shown(state) : null;
  if (screen?.at !== "take-back") return say({ do: "done" });
  const reading = readClaim(screen.draft);
  if (reading.kind === "problem") return say({ do: "take-back-refused", problem: reading.problem });
  try {
    await device.takeBack(reading.code, screen.chosen);
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return say({ do: "take-back-refused", problem: takeBackTrouble(error.code) });
  }
  await upkeep.refresh();
  say({ do: "take-back-begun" });
  await upkeep.runOutbox();
}
