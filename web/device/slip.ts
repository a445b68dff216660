import { bytesToHex } from "@noble/hashes/utils.js";
import {
  decodeCheckInCode,
  evidence,
  intervalStart,
  ProtocolError,
  visitTokens,
} from "../../protocol/index.ts";
import { compareLate } from "./comparison.ts";
import { DeviceError } from "./device-error.ts";
import { isFollowed, keyOfRegion, type RegionKey } from "./followed.ts";
import type { Matcher } from "./matcher.ts";
import type { Snapshot, StoredBatch } from "./snapshot.ts";
import type { SlipAnswer } from "./transfer.ts";

/**
 * Look a code on paper up in the lists. See `Transfer.checkSlip`. The code is taken for the whole time it was good: when its
 * holder was there, only the holder knows.
 *
 * @param text - Untrusted.
 * @param batchesOf - The lists that are kept of a region.
 * @param now - Unix seconds.
 * @see SPEC.md §4.11
 */
export async function checkSlip(
  snapshot: Snapshot,
  text: string,
  batchesOf: (key: RegionKey) => Promise<readonly StoredBatch[]>,
  matcher: Matcher,
  now: number,
): Promise<SlipAnswer> {
  const code = decodeCheckInCode(text);
  if (snapshot.region === null) throw new DeviceError("no-region", "nothing was synced yet");
  const regionId = bytesToHex(code.regionId);
  const key = keyOfRegion(snapshot, regionId);
  if (key === null || !isFollowed(snapshot, key, now)) {
    throw new ProtocolError("unknown-region", `slip: region ${regionId} is not followed`);
  }
  const { start, end } = code.pass;
  const [from, to] = [intervalStart(start), intervalStart(end)];
  const visit = {
    id: "slip",
    name: code.name,
    regionId,
    arrival: from,
    leaving: to,
    recordedIn: start,
    tokens: visitTokens(code, from, to, 0),
  };
  const kept = await batchesOf(key);
  const batches = kept.filter(({ closed }) => closed >= start);
  const { exposures } = await compareLate(matcher, batches, [visit], new Map());
  const strongest = new Map<number, boolean>();
  for (const { interval, evidence: strength, retractedIn } of exposures) {
    if (retractedIn !== null) continue;
    strongest.set(interval, strongest.get(interval) === true || strength === evidence.confirmed);
  }
  const oldest = kept[0]?.closed ?? null;
  return {
    name: code.name,
    from,
    to,
    found: [...strongest]
      .map(([interval, confirmed]) => ({ interval, confirmed }))
      .toSorted((one, other) => one.interval - other.interval),
    comparedFrom: oldest === null ? null : intervalStart(oldest),
    comparedTo: kept.length === 0 ? null : intervalStart(kept.at(-1)!.closed),
    isPartlyUnknown: oldest === null || start < oldest,
  };
}
