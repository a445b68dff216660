import type { ListsAct } from "../acts/lists-act.ts";
import type { Effects } from "../effect-world.ts";
import { saveFile } from "../../parts/save-file.ts";

export const listsEffects: Effects<ListsAct> = {
  "check-now": (_, { upkeep }) => upkeep.check(true),
  "start-anew": ({ peer }, { upkeep }) => upkeep.startAnew(peer),
  "save-file": ({ file }) => saveFile(file),
};
