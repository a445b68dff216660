import type { Settings } from "../device/device.ts";

/** Tag of the periodic check, for `PeriodicSyncManager`. */
export const checkTag = "celadon-check";

/** Tag of the notice that there is news: a second one takes its place. */
export const newsTag = "celadon-news";

/** Tag of the notice that stays during a visit. */
export const visitTag = "celadon-visit";

/** Name of the action that ends the visit. */
export const leaveAction = "leave";

/**
 * Under which setting the page leaves the words of the notice that there is news. They are there when the person wants to be
 * told, in their language: the service worker has no translations of its own.
 */
export const newsSetting = "newsNotice";

/** The words to show when there is news; `null` when the person does not want to be told. */
export function newsNotice(settings: Settings): string | null {
  const words = settings[newsSetting];
  return typeof words === "string" && words !== "" ? words : null;
}
