import { msg, str } from "@lit/localize";
import type { Visit } from "../../device/device.ts";
import { listed } from "../../parts/sentences.ts";
import { placeNameWithin } from "./place-name.ts";

/** Of a visit that shares time with others: which, and that nothing is wrong with it. `null` when it shares none. */
export function overlapWords(visit: Visit, visits: readonly Visit[]): string | null {
  const end = (each: Visit) => each.leaving ?? each.plannedLeaving;
  const others = visits.filter(
    (each) => each.id !== visit.id && each.arrival < end(visit) && visit.arrival < end(each),
  );
  if (others.length === 0) return null;
  const names = [...new Set(others.map(({ name }) => placeNameWithin(name)))];
  return msg(
    str`Some of this time is also written down for ${listed(names)}. That is fine: time counts only once.`,
  );
}
