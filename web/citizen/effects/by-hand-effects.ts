import { msg } from "@lit/localize";
import { DeviceError } from "../../device/device.ts";
import type { ActNamed } from "../act.ts";
import type { ByHandAct } from "../acts/by-hand-act.ts";
import { type Effects, type EffectWorld, guarded } from "../effect-world.ts";
import { actTrouble } from "../words/trouble-words.ts";

export const byHandEffects: Effects<ByHandAct> = {
  "write-down": writeDown,
  "stay-home": ({ at }, world) => stayHome(at, world),
};

async function writeDown({ entry }: ActNamed<"write-down">, world: EffectWorld): Promise<void> {
  try {
    const { id } = await world.device.writeDown(entry);
    world.say({ do: "written-down" });
    world.toast({
      text: msg("Written down. It cannot be compared with the list."),
      action: { label: msg("Undo"), run: () => void guarded(world, () => world.device.deleteVisit(id)) },
    });
  } catch (error) {
    if (error instanceof RangeError) {
      world.say({
        do: "writing-refused",
        problem: msg(
          "These times do not fit: leaving comes after coming, within a day, and not after now; and very old days are not kept.",
        ),
      });
    } else if (error instanceof DeviceError) {
      world.say({ do: "writing-refused", problem: actTrouble(error.code) });
    } else {
      throw error;
    }
  }
}

async function stayHome(at: number, world: EffectWorld): Promise<void> {
  await guarded(world, async () => {
    const id = await world.device.stayedHome(at);
    world.toast({
      text: msg("Noted. It changes nothing about your status."),
      action: { label: msg("Undo"), run: () => void guarded(world, () => world.device.deleteVisit(id)) },
    });
  });
}
