import type { EndingAct } from "../acts/ending-act.ts";
import { tellErasure } from "../erasure-news.ts";
import type { Effects, EffectWorld } from "../effect-world.ts";

export const endingEffects: Effects<EndingAct> = {
  async sunset(_, world) {
    await eraseAll(world);
    world.say({ do: "ended" });
  },
  async erase(_, world) {
    await eraseAll(world);
    world.say({ do: "erased" });
  },
};

async function eraseAll({ device, upkeep, erasePage }: EffectWorld): Promise<void> {
  upkeep.stop();
  tellErasure();
  await device.erase();
  await erasePage();
}
