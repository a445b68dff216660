import { bytesToHex } from "@noble/hashes/utils.js";
import { type CheckInCode, intervalStart, visitTokens } from "../../protocol/index.ts";

/**
 * Whether two codes are of one place: they yield the same token where both reach. False when they have no interval in common,
 * for then nothing tells.
 */
export function isSamePlace(one: CheckInCode, other: CheckInCode): boolean {
  const shared = Math.max(one.pass.start, other.pass.start);
  if (shared >= Math.min(one.pass.end, other.pass.end)) return false;
  return tokenIn(one, shared) === tokenIn(other, shared);
}

function tokenIn(code: CheckInCode, interval: number): string | undefined {
  const moment = intervalStart(interval);
  const [first] = visitTokens(code, moment, moment, 0);
  return first && bytesToHex(first.token);
}
