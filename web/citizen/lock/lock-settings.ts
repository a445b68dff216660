import type { Settings } from "../../device/device.ts";

/** When the diary locks by itself: at once when the page is out of sight, after so many minutes without use, or when it is closed. */
export type AutoLock = "hidden" | "1" | "5" | "15" | "closed";

const choices: readonly AutoLock[] = ["hidden", "1", "5", "15", "closed"];

/** The person's choice; five minutes at first. */
export function autoLockIn(settings: Settings): AutoLock {
  return choices.find((choice) => choice === settings["autoLock"]) ?? "5";
}

/** Whether the status stays closed until it is held. */
export function quietHomeIn(settings: Settings): boolean {
  return settings["quietHome"] === true;
}
