import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { codeIntervalsMax, type PlaceKind, placeKinds } from "./check-in-code.ts";
import { ProtocolError } from "./errors.ts";
import { intervalLimit } from "./interval.ts";
import { coverLength, type Pass } from "./pass.ts";
import { regionIdBytes, tokenBytes } from "./place.ts";
import { Reader, unsignedBytes } from "./reader.ts";
import { readTokenRun, tokenRunBytes } from "./token-run.ts";
import { decodeUtf8 } from "./utf8.ts";
import type { IntervalToken } from "./visit.ts";

const magic = utf8ToBytes("CLDH");
const version = 1;
const checkLabel = utf8ToBytes("celadon/v1/handed-visit");
const checkBytes = 4;
const nameBytesMax = 255;

interface HandedBase {
  readonly kind: PlaceKind;
  /** 8 bytes. */
  readonly regionId: Uint8Array;
  /** At most 255 bytes of UTF-8. Untrusted text. */
  readonly name: string;
  /** The interval in which it was recorded first; travels on with the visit. */
  readonly recordedIn: number;
  /** Unix seconds. */
  readonly arrival: number;
  /** Unix seconds, at or after the arrival; while the stay goes on, when it is planned to end. */
  readonly leaving: number;
}

/** A visit for the phone of somebody who was there, too: over, with its tokens, or going on, with what makes them. */
export type HandedVisit =
  | (HandedBase & {
      readonly form: "ended";
      /** What the code covered, [start, end) in intervals. */
      readonly pass: { readonly start: number; readonly end: number };
      /** One an interval, ascending without gap; 0 to 1,024. */
      readonly tokens: readonly IntervalToken[];
    })
  | (HandedBase & {
      readonly form: "open";
      /** Narrowed to the stay: whoever films it can derive what this visit would, and nothing else of the place. */
      readonly pass: Pass;
    });

/**
 * One visit, as frames of kind `visit`. (Whoever has checked in.)
 *
 *     "CLDH" | version u8 = 1 | form u8 (1 ended, 2 open) | kind u8 | region id 8 | recorded u24 | arrival u32 | leaving u32
 *     | start u24 | length u16 | name length u8 | name | ended: first u24 | tokens u16 | tokens 16·n; open: nodes 16·k | check 4
 *
 * @throws RangeError when a field does not fit.
 * @see SPEC.md §4.11
 */
export function encodeHandedVisit(visit: HandedVisit): Uint8Array {
  const name = utf8ToBytes(visit.name);
  const length = visit.pass.end - visit.pass.start;
  if (visit.regionId.length !== regionIdBytes) throw new RangeError("a region id has 8 bytes");
  if (name.length > nameBytesMax) throw new RangeError(`a name has at most ${nameBytesMax} bytes`);
  if (visit.leaving < visit.arrival) throw new RangeError("a visit ends after it began");
  if (length < 1 || length > codeIntervalsMax) throw new RangeError(`a pass of ${length} intervals`);
  const body = concatBytes(
    magic,
    Uint8Array.of(version, visit.form === "ended" ? 1 : 2, placeKinds.indexOf(visit.kind) + 1),
    visit.regionId,
    unsignedBytes(visit.recordedIn, 3),
    unsignedBytes(visit.arrival, 4),
    unsignedBytes(visit.leaving, 4),
    unsignedBytes(visit.pass.start, 3),
    unsignedBytes(length, 2),
    unsignedBytes(name.length, 1),
    name,
    visit.form === "ended" ? tokenRunBytes(visit.tokens, 0) : concatBytes(...visit.pass.nodes),
  );
  return concatBytes(body, checkOf(body));
}

/**
 * Read a visit that is handed over. (Receiver, first step.) Neither its region nor its times have been checked.
 *
 * @param bytes - Untrusted.
 * @throws {@link ProtocolError} `malformed`, `unsupported-version`, `unknown-kind`, `wrong-length`, `beyond-last-interval`,
 *   `wrong-check` or `not-utf-8`.
 * @see SPEC.md §4.11
 */
export function decodeHandedVisit(bytes: Uint8Array): HandedVisit {
  const reader = new Reader(bytes, "handed visit");
  if (bytesToHex(reader.bytes(magic.length)) !== bytesToHex(magic)) {
    throw new ProtocolError("malformed", "handed visit: it does not begin with CLDH");
  }
  const gotVersion = reader.u8();
  if (gotVersion !== version) {
    throw new ProtocolError("unsupported-version", `handed visit: version ${gotVersion}, wanted ${version}`);
  }
  const form = reader.u8();
  if (form !== 1 && form !== 2) throw new ProtocolError("malformed", `handed visit: form ${form}`);
  const kind = placeKinds[reader.u8() - 1];
  if (kind === undefined) throw new ProtocolError("unknown-kind", "handed visit: wanted kind 1 to 3");
  const regionId = reader.bytes(regionIdBytes);
  const recordedIn = reader.u24();
  const arrival = reader.u32();
  const leaving = reader.u32();
  if (leaving < arrival) throw new ProtocolError("malformed", "handed visit: it ends before it begins");
  const start = reader.u24();
  const length = reader.u16();
  if (length < 1 || length > codeIntervalsMax) {
    throw new ProtocolError("wrong-length", `handed visit: ${length} intervals`);
  }
  const end = start + length;
  if (end > intervalLimit) throw new ProtocolError("beyond-last-interval", `handed visit: ends at ${end}`);
  const name = decodeUtf8(reader.bytes(reader.u8()), "handed visit: the name");
  const base = { kind, regionId, name, recordedIn, arrival, leaving };
  const visit: HandedVisit =
    form === 1
      ? { ...base, form: "ended", pass: { start, end }, tokens: readTokenRun(reader, 0) }
      : { ...base, form: "open", pass: { start, end, nodes: readNodes(reader, coverLength(start, end)) } };
  const body = reader.consumed();
  if (bytesToHex(reader.bytes(checkBytes)) !== bytesToHex(checkOf(body))) {
    throw new ProtocolError("wrong-check", "handed visit: the check bytes do not fit");
  }
  reader.end();
  if (visit.form === "ended" && visit.tokens.some(({ interval }) => interval < start || interval >= end)) {
    throw new ProtocolError("malformed", "handed visit: a token outside of the pass");
  }
  return visit;
}

function readNodes(reader: Reader, count: number): Uint8Array[] {
  return Array.from({ length: count }, () => reader.bytes(tokenBytes));
}

function checkOf(body: Uint8Array): Uint8Array {
  return sha256(concatBytes(checkLabel, body)).slice(0, checkBytes);
}
