import type { ActNamed } from "../act.ts";
import type { NoticesAct } from "../acts/notices-act.ts";
import { type Effects, type EffectWorld, guarded } from "../effect-world.ts";
import { noticeChoices, noticeSettings } from "../notices/choices.ts";
import { askForPeriodicChecks } from "../notices/periodic-check.ts";
import { askForNotices, noticePermission } from "../notices/permission.ts";

export const noticesEffects: Effects<NoticesAct | ActNamed<"opened">> = {
  opened: keepUpToDate,
  async "open-notices"(_, { say }) {
    const checksByItself = await askForPeriodicChecks();
    say({ do: "open", screen: { at: "notices", permission: noticePermission(), checksByItself } });
  },
  async "choose-notices"({ choices }, world) {
    const isWish = choices.news === true || choices.visits === true;
    const permission = isWish ? await askForNotices() : noticePermission();
    if (!isWish || permission === "granted") {
      await guarded(world, () => world.device.changeSettings(noticeSettings(choices)));
    }
    world.say({ do: "notices-asked", permission });
  },
};

/** At each opening: what a notice said is seen now, the browser is asked for checks, and the words follow the language. */
async function keepUpToDate({ device: { settings } }: ActNamed<"opened">, { device }: EffectWorld) {
  await navigator.clearAppBadge?.();
  await askForPeriodicChecks();
  const wanted = noticeSettings({ news: noticeChoices(settings).news });
  if (Object.entries(wanted).some(([name, value]) => value !== "" && settings[name] !== value)) {
    await device.changeSettings(wanted);
  }
}
