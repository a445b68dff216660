import { msg, str } from "@lit/localize";
import { announce } from "../../parts/announce.ts";
import { clockTime, pageReader } from "../../parts/time-words.ts";
import type { MeetAct } from "../acts/meet-act.ts";
import { type Effects, guarded } from "../effect-world.ts";
import { placeNameWithin } from "../words/place-name.ts";

export const meetEffects: Effects<MeetAct> = {
  host: ({ name, until }, world) =>
    guarded(world, async () => {
      await world.device.host(name, until);
      await world.upkeep.refresh();
      await world.askToKeep();
    }),
  "extend-gathering": ({ until }, world) =>
    guarded(world, async () => {
      const { openVisit } = await world.device.state();
      if (openVisit === null) return;
      await world.device.editVisit(openVisit.id, { leaving: until });
      const end = clockTime(until, pageReader());
      announce(msg(str`Goes on until ${end}.`));
    }),
  "end-gathering": (_, world) =>
    guarded(world, async () => {
      const { name } = await world.device.checkOut();
      world.say({ do: "gathering-ended" });
      const place = placeNameWithin(name);
      world.toast({ text: msg(str`${place} has ended. Its last code works for a few minutes more.`) });
    }),
};
