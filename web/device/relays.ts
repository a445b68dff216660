import type { ObliviousHttp } from "../../protocol/index.ts";
import { regionOf } from "./region.ts";
import type { StoredReport, Values } from "./snapshot.ts";

/** How this device sends reports by the newest rules: through one of these relays, or, `null`, directly. @see SPEC.md §4.14 */
export function relaysOf({ region }: Pick<Values, "region">): ObliviousHttp | null {
  const ohttp = region === null ? null : regionOf(region).newest.ohttp;
  return ohttp === null || ohttp.relays.length === 0 ? null : ohttp;
}

/**
 * The relays that a report's requests may go through, the one that it keeps to first: drawn with the report's random id, it is the
 * same for all of them. With one drawn for each request, every relay that works together with the server would see a part of everyone's
 * reports, enough to tie them; so it sees all of some people's and nothing of the others'.
 */
export function relayOrder({ id }: Pick<StoredReport, "id">, relays: readonly string[]): readonly string[] {
  const first = Number.parseInt(id.slice(0, 8), 16) % relays.length;
  return [...relays.slice(first), ...relays.slice(0, first)];
}
