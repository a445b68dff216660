import { concatBytes } from "@noble/hashes/utils.js";
import { codeIntervalsMax } from "./check-in-code.ts";
import { ProtocolError } from "./errors.ts";
import { intervalLimit } from "./interval.ts";
import { tokenBytes } from "./place.ts";
import { type Reader, unsignedBytes } from "./reader.ts";
import type { IntervalToken } from "./visit.ts";

/**
 * Tokens of consecutive intervals: `first u24 | tokens u16 | tokens 16·n`; `first` is 0 when there are none.
 *
 * @throws RangeError unless they are consecutive, at least `min` and at most 1,024.
 */
export function tokenRunBytes(tokens: readonly IntervalToken[], min: 0 | 1): Uint8Array {
  const first = tokens[0]?.interval ?? 0;
  if (tokens.length < min || tokens.length > codeIntervalsMax) {
    throw new RangeError(`${tokens.length} tokens, wanted ${min} to ${codeIntervalsMax}`);
  }
  if (tokens.some(({ interval, token }, at) => interval !== first + at || token.length !== tokenBytes)) {
    throw new RangeError("the tokens are not of consecutive intervals");
  }
  return concatBytes(
    unsignedBytes(first, 3),
    unsignedBytes(tokens.length, 2),
    ...tokens.map(({ token }) => token),
  );
}

/** Read what {@link tokenRunBytes} wrote. @throws {@link ProtocolError} `malformed`. */
export function readTokenRun(reader: Reader, min: 0 | 1): IntervalToken[] {
  const first = reader.u24();
  const count = reader.u16();
  const isPossible = count >= min && count <= codeIntervalsMax && first + count <= intervalLimit;
  if (!isPossible || (count === 0 && first !== 0)) {
    throw new ProtocolError("malformed", `${count} tokens from interval ${first}`);
  }
  return Array.from({ length: count }, (_, at) => ({
    interval: first + at,
    token: reader.bytes(tokenBytes),
  }));
}
