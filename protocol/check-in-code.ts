import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ProtocolError } from "./errors.ts";
import { intervalLimit, intervalOf } from "./interval.ts";
import { coverLength, type Pass } from "./pass.ts";
import { regionIdBytes, tokenBytes } from "./place.ts";
import { Reader, unsignedBytes } from "./reader.ts";
import { decodeUtf8 } from "./utf8.ts";

const scheme = "CELADON:";
const version = 1;
const checkLabel = utf8ToBytes("celadon/v1/code");
const checkBytes = 4;
const digitsMax = 1_000;
/** What shows codes, in the order of their numbers in a code, from 1. */
export const placeKinds = ["display", "printed", "gathering"] as const;

/** What showed the code. Displays and gatherings renew theirs every interval, a printed pass does not. */
export type PlaceKind = (typeof placeKinds)[number];

/** Longest name of a place, in UTF-8 bytes. */
export const placeNameBytesMax = 48;

/** Longest pass that a code can carry, in intervals: a little over a week. */
export const codeIntervalsMax = 1_024;

/**
 * What the QR shows: one pass with the place's name.
 *
 *     version u8 = 1 | kind u8 | region id 8 | start u24 | length u16 | name length u8 | name | nodes 16·k | check 4
 *
 * @see SPEC.md §4.2
 */
export interface CheckInCode {
  readonly kind: PlaceKind;
  /** 8 bytes. */
  readonly regionId: Uint8Array;
  /** At most 48 bytes of UTF-8, shown as it is and never normalised. Chosen by the place: untrusted text. */
  readonly name: string;
  /** At most 1,024 intervals. Secret from everyone who did not see the code. */
  readonly pass: Pass;
}

/**
 * The text of a QR code. (Place.)
 *
 * @returns `CELADON:` and decimal digits, so that a QR holds them in numeric mode.
 * @throws RangeError when the name or the pass is too long.
 * @see SPEC.md §4.2
 */
export function encodeCheckInCode(code: CheckInCode): string {
  const name = utf8ToBytes(code.name);
  const length = code.pass.end - code.pass.start;
  if (name.length > placeNameBytesMax) {
    throw new RangeError(`a place's name has at most ${placeNameBytesMax} bytes, not ${name.length}`);
  }
  if (length < 1 || length > codeIntervalsMax) {
    throw new RangeError(`a code's pass has 1 to ${codeIntervalsMax} intervals, not ${length}`);
  }
  if (code.regionId.length !== regionIdBytes) {
    throw new RangeError(`a region id has ${regionIdBytes} bytes, not ${code.regionId.length}`);
  }
  const body = concatBytes(
    Uint8Array.of(version, placeKinds.indexOf(code.kind) + 1),
    code.regionId,
    unsignedBytes(code.pass.start, 3),
    unsignedBytes(length, 2),
    unsignedBytes(name.length, 1),
    name,
    ...code.pass.nodes,
  );
  return scheme + BigInt(`0x${bytesToHex(concatBytes(body, checkOf(body)))}`).toString(10);
}

/**
 * Read a scanned or pasted check-in code. (Visitor, first step.)
 *
 * @param text - Untrusted: whatever the camera saw. It is parsed, never navigated to.
 * @returns The code. Neither its region nor its time window has been checked: see {@link acceptCheckInCode}.
 * @throws {@link ProtocolError} with the code of the first check that fails, in the order of SPEC.md §4.2.
 */
export function decodeCheckInCode(text: string): CheckInCode {
  const payload = readDigits(text);
  if (payload.length < checkBytes) throw new ProtocolError("wrong-check", "code: shorter than its check");
  const body = payload.subarray(0, payload.length - checkBytes);
  if (bytesToHex(checkOf(body)) !== bytesToHex(payload.subarray(body.length))) {
    throw new ProtocolError("wrong-check", "code: the check bytes do not fit");
  }
  const reader = new Reader(body, "code");
  const gotVersion = reader.u8();
  if (gotVersion !== version) {
    throw new ProtocolError("unsupported-version", `code: version ${gotVersion}, wanted ${version}`);
  }
  const gotKind = reader.u8();
  const kind = placeKinds[gotKind - 1];
  if (kind === undefined) throw new ProtocolError("unknown-kind", `code: kind ${gotKind}, wanted 1 to 3`);
  const regionId = reader.bytes(regionIdBytes);
  const start = reader.u24();
  const length = reader.u16();
  if (length < 1 || length > codeIntervalsMax) {
    throw new ProtocolError("wrong-length", `code: ${length} intervals, wanted 1 to ${codeIntervalsMax}`);
  }
  const end = start + length;
  if (end > intervalLimit) throw new ProtocolError("beyond-last-interval", `code: ends at interval ${end}`);
  const nameLength = reader.u8();
  if (nameLength > placeNameBytesMax || nameLength > reader.remaining) {
    throw new ProtocolError("wrong-name-length", `code: a name of ${nameLength} bytes`);
  }
  const nameBytes = reader.bytes(nameLength);
  const blocks = coverLength(start, end);
  if (reader.remaining !== blocks * tokenBytes) {
    throw new ProtocolError(
      "wrong-cover-length",
      `code: ${reader.remaining} bytes of nodes, wanted ${blocks * tokenBytes}`,
    );
  }
  const name = decodeUtf8(nameBytes, "code: the name");
  const nodes = Array.from({ length: blocks }, () => reader.bytes(tokenBytes));
  reader.end();
  return { kind, regionId, name, pass: { start, end, nodes } };
}

/** What a device knows when it decides on a code. */
export interface CodeAcceptance {
  /** Whether the device follows that region. */
  readonly knownRegion: (regionId: Uint8Array) => boolean;
  /** The device's clock, Unix seconds. */
  readonly now: number;
  /** Closing interval of the newest verified batch; `null` before the first. */
  readonly newestClosed: number | null;
  /** The region's sunset, Unix seconds; `null` before the first manifest. */
  readonly sunset: number | null;
}

/**
 * Decide whether a decoded code may be checked in with now. (Visitor, second step.)
 *
 * A photographed display dies with the interval after its own, and a phone whose clock was turned back, to replay
 * a code that has since been published, is refused by the newest batch it has seen.
 *
 * @throws {@link ProtocolError} `unknown-region`, `clock-behind`, `past-sunset`, `not-yet`, `display-moved-on` or
 *   `pass-ended`, in this order.
 * @see SPEC.md §4.2
 */
export function acceptCheckInCode(code: CheckInCode, acceptance: CodeAcceptance): void {
  const interval = intervalOf(acceptance.now);
  const { start, end } = code.pass;
  if (!acceptance.knownRegion(code.regionId)) {
    throw new ProtocolError("unknown-region", `code: region ${bytesToHex(code.regionId)} is not followed`);
  }
  if (acceptance.newestClosed !== null && interval < acceptance.newestClosed - 1) {
    throw new ProtocolError(
      "clock-behind",
      `the clock says interval ${interval}, a batch was closed in ${acceptance.newestClosed}`,
    );
  }
  if (acceptance.sunset !== null && acceptance.now >= acceptance.sunset) {
    throw new ProtocolError("past-sunset", `the sunset was at ${acceptance.sunset}`);
  }
  if (interval < start - 1)
    throw new ProtocolError("not-yet", `code: starts at ${start}, now is ${interval}`);
  if (code.kind !== "printed" && interval >= Math.min(end, start + 2)) {
    throw new ProtocolError("display-moved-on", `code: shown in ${start}, now is ${interval}`);
  }
  if (interval >= end) throw new ProtocolError("pass-ended", `code: ended at ${end}, now is ${interval}`);
}

/** The payload behind the scheme. Length and alphabet are tested before the costly conversion. */
function readDigits(text: string): Uint8Array {
  if (!text.startsWith(scheme)) throw new ProtocolError("not-a-code", `no ${scheme} at the beginning`);
  const digits = text.slice(scheme.length);
  if (digits.length > digitsMax || !/^[1-9][0-9]*$/.test(digits)) {
    throw new ProtocolError("not-digits", `code: wanted 1 to ${digitsMax} digits without leading zero`);
  }
  const hex = BigInt(digits).toString(16);
  return hexToBytes(hex.length % 2 === 0 ? hex : `0${hex}`);
}

function checkOf(body: Uint8Array): Uint8Array {
  return sha256(concatBytes(checkLabel, body)).slice(0, checkBytes);
}
