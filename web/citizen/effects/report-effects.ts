import { DeviceError } from "../../device/device.ts";
import type { ReportAct } from "../acts/report-act.ts";
import { type Effects, type EffectWorld, guarded } from "../effect-world.ts";
import { shown } from "../running.ts";
import type { CitizenState } from "../state.ts";
import { actTrouble } from "../words/trouble-words.ts";

export const reportEffects: Effects<ReportAct> = {
  "send-report": (_, world, state) => sendReport(state, world),
  "cancel-report": (_, world) => guarded(world, () => world.device.cancelReport()),
};

async function sendReport(state: CitizenState, world: EffectWorld): Promise<void> {
  const { device, upkeep, say } = world;
  const screen = state.phase === "running" ? shown(state) : null;
  if (screen?.at !== "report-summary") return say({ do: "done" });
  try {
    await device.startReport(screen.code, screen.chosen);
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return say({ do: "report-refused", problem: actTrouble(error.code) });
  }
  await upkeep.refresh();
  say({ do: "report-started" });
  await upkeep.runOutbox();
}
