import { msg, str } from "@lit/localize";
import { companionsMax, type DeviceState, type Visit } from "../../device/device.ts";
import { listed } from "../../parts/sentences.ts";
import { placeName } from "./place-name.ts";

/** Who was named before, the latest first: as long as the visits are kept, and no longer. */
export function rememberedCompanions({
  openVisit,
  diary,
}: Pick<DeviceState, "openVisit" | "diary">): readonly string[] {
  const visits = openVisit === null ? diary : [openVisit, ...diary];
  return [...new Set(visits.flatMap(({ companions }) => companions))].slice(0, companionsMax);
}

/** "With Mei, Grandfather". `null` when nobody was named. */
export function companyWords({ companions }: Visit): string | null {
  return companions.length === 0 ? null : msg(str`With ${listed(companions.map(placeName))}`);
}

/** Whom else a warning is about; `null` when nobody was named. @param visit - Undefined when it has aged out. */
export function concernsWords(visit: Visit | null): string | null {
  if (visit === null || visit.companions.length === 0) return null;
  return msg(str`This is about you and ${listed(visit.companions.map(placeName))}.`);
}
