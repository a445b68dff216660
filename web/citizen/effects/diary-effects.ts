import { msg } from "@lit/localize";
import { DeviceError } from "../../device/device.ts";
import { announce } from "../../parts/announce.ts";
import { plural } from "../../parts/plural.ts";
import type { ActNamed } from "../act.ts";
import type { DiaryAct } from "../acts/diary-act.ts";
import { type Effects, type EffectWorld, guarded } from "../effect-world.ts";
import { actTrouble } from "../words/trouble-words.ts";

export const diaryEffects: Effects<DiaryAct> = {
  "edit-visit": edit,
  "delete-visit": ({ id }, world) => deleteVisit(id, world),
  "delete-visits": (act, world) => deleteVisits(act, world),
  settle: ({ id, settled }, world) => guarded(world, () => world.device.settle(id, settled)),
};

async function edit(act: ActNamed<"edit-visit">, world: EffectWorld): Promise<void> {
  try {
    const { droppedIntervals, uncoveredIntervals } = await world.device.editVisit(act.id, act.change);
    world.say({ do: "stop-editing" });
    if (uncoveredIntervals > 0) {
      world.toast({
        text: msg("Saved. The longer time is only a note: it cannot be compared, because the code is gone."),
      });
    } else if (droppedIntervals > 0) {
      world.toast({ text: msg("Saved. You will not be warned about the time you took away.") });
    } else {
      announce(msg("Saved."));
    }
  } catch (error) {
    if (error instanceof RangeError) {
      world.say({
        do: "edit-refused",
        problem: msg("These times do not fit: leaving comes after coming, and not after now."),
      });
    } else if (error instanceof DeviceError) {
      world.say({ do: "edit-refused", problem: actTrouble(error.code) });
    } else {
      throw error;
    }
  }
}

async function deleteVisit(id: string, world: EffectWorld): Promise<void> {
  await guarded(world, async () => {
    const undo = await world.device.deleteVisit(id);
    world.say({ do: "visit-gone", id });
    world.toast({
      text: msg("Deleted. You will not be warned about this visit."),
      action: { label: msg("Undo"), run: () => void guarded(world, undo) },
    });
  });
}

async function deleteVisits({ ids, atHome }: ActNamed<"delete-visits">, world: EffectWorld): Promise<void> {
  await guarded(world, async () => {
    const undos: (() => Promise<void>)[] = [];
    for (const id of [...ids, ...atHome]) undos.push(await world.device.deleteVisit(id));
    world.toast({
      text:
        ids.length === 0
          ? msg("Taken away.")
          : plural(
              ids.length,
              msg(
                "one: # visit deleted. You will not be warned about it. | other: # visits deleted. You will not be warned about them.",
              ),
            ),
      action: { label: msg("Undo"), run: () => void guarded(world, () => undoAll(undos)) },
    });
  });
}

async function undoAll(undos: readonly (() => Promise<void>)[]): Promise<void> {
  for (const undo of undos.toReversed()) await undo();
}
