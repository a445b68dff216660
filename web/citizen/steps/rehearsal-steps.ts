import type { DeviceState } from "../../device/device.ts";
import type { RehearsalAct } from "../acts/rehearsal-act.ts";
import { home, type Running, type Steps } from "../running.ts";

export const rehearsalSteps: Steps<RehearsalAct> = {
  rehearsing: (state, { device }) => anew(state, device, true),
  "rehearsal-over": (state, { device }) => anew(state, device, false),
};

/** Nothing of the one world is carried into the other. */
function anew({ update }: Running, device: DeviceState, rehearsing: boolean): Running {
  return {
    phase: "running",
    device,
    rehearsing,
    screens: [home],
    checking: null,
    busy: false,
    update,
    outboxProblem: null,
  };
}
