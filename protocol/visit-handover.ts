import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ProtocolError } from "./errors.ts";
import { intervalOf } from "./interval.ts";
import { regionIdBytes } from "./place.ts";
import { lingerIntervalsMax } from "./policy.ts";
import { Reader, unsignedBytes } from "./reader.ts";
import { readTokenRun, tokenRunBytes } from "./token-run.ts";
import { decodeUtf8 } from "./utf8.ts";
import type { IntervalToken } from "./visit.ts";

const magic = utf8ToBytes("CLDV");
const version = 1;
const checkLabel = utf8ToBytes("celadon/v1/handover");
const checkBytes = 4;
const daySeconds = 86_400;

/** Most visits of one handover. */
export const handoverVisitsMax = 255;

/** Longest name and note that are handed over, in UTF-8 bytes. */
export const handoverNameBytesMax = 255;
export const handoverNoteBytesMax = 8_000;

/**
 * One visit as a case hands it to the health authority: days and minutes, and what stands for the place in them. Name and
 * note are empty unless the person wanted to hand them over, too.
 */
export interface HandoverVisit {
  /** 8 bytes. */
  readonly regionId: Uint8Array;
  /** Unix minutes. */
  readonly arrivalMinute: number;
  /** Unix minutes, at or after the arrival. */
  readonly leavingMinute: number;
  /** The interval in which a device recorded it. */
  readonly recordedIn: number;
  /** One an interval, ascending without gap; 1 to 1,024. */
  readonly tokens: readonly IntervalToken[];
  /** Untrusted text. */
  readonly name: string;
  /** Untrusted text. */
  readonly note: string;
}

/**
 * Visits for the health authority, as a file or frames of kind `visits`. (Case.)
 *
 *     "CLDV" | version u8 = 1 | visits u8 | visits | check 4
 *     visit = region id 8 | arrival u32 | leaving u32 | recorded u24 | first u24 | tokens u16 | tokens 16·n
 *             | name length u8 | name | note length u16 | note
 *
 * It is not encrypted: who has it knows where the person was, to anyone who shared one of the places, and with tickets can
 * have everyone there warned.
 *
 * @param visits - 1 to 255, in any order.
 * @throws RangeError when a field does not fit.
 * @see SPEC.md §4.11
 */
export function encodeHandover(visits: readonly HandoverVisit[]): Uint8Array {
  if (visits.length < 1 || visits.length > handoverVisitsMax) {
    throw new RangeError(`a handover has 1 to ${handoverVisitsMax} visits, not ${visits.length}`);
  }
  const ordered = visits.toSorted((one, other) => one.arrivalMinute - other.arrivalMinute);
  const body = concatBytes(magic, Uint8Array.of(version, ordered.length), ...ordered.map(visitBytes));
  return concatBytes(body, checkOf(body));
}

/**
 * Read a handover. (Authority, first step.) Whether its visits are plausible has not been checked: see
 * {@link handoverProblems}.
 *
 * @param bytes - Untrusted.
 * @throws {@link ProtocolError} `malformed`; `unsupported-version` on any version but 1; `wrong-check`; `not-utf-8`.
 * @see SPEC.md §4.11
 */
export function decodeHandover(bytes: Uint8Array): HandoverVisit[] {
  const reader = new Reader(bytes, "handover");
  if (bytesToHex(reader.bytes(magic.length)) !== bytesToHex(magic)) {
    throw new ProtocolError("malformed", "handover: it does not begin with CLDV");
  }
  const gotVersion = reader.u8();
  if (gotVersion !== version) {
    throw new ProtocolError("unsupported-version", `handover: version ${gotVersion}, wanted ${version}`);
  }
  const count = reader.u8();
  if (count === 0) throw new ProtocolError("malformed", "handover: no visit");
  const visits = Array.from({ length: count }, () => readVisit(reader));
  const isOrdered = visits.every(
    ({ arrivalMinute }, at) => at === 0 || arrivalMinute >= visits[at - 1]!.arrivalMinute,
  );
  if (!isOrdered) throw new ProtocolError("malformed", "handover: visits are not by arrival");
  const body = reader.consumed();
  if (bytesToHex(reader.bytes(checkBytes)) !== bytesToHex(checkOf(body))) {
    throw new ProtocolError("wrong-check", "handover: the check bytes do not fit");
  }
  reader.end();
  return visits;
}

/**
 * Why a visit should not be reported for the case; the authority's page gives each its own sentence.
 *
 * - `other-region`: its place belongs to another region.
 * - `future`: it lies, or was recorded, after now.
 * - `too-old`: older than what any device still keeps.
 * - `longer-than-a-day`: nobody stays so long without leaving.
 * - `tokens-elsewhere`: it has tokens of times outside of the stay.
 */
export type HandoverProblem =
  "other-region" | "future" | "too-old" | "longer-than-a-day" | "tokens-elsewhere";

/** What the authority's page knows when it looks at a visit. */
export interface HandoverContext {
  /** 8 bytes. */
  readonly regionId: Uint8Array;
  /** Unix seconds. */
  readonly now: number;
  /** `policy.retentionDays`. */
  readonly retentionDays: number;
}

/**
 * What is wrong with a visit of a handover. (Authority, second step.)
 *
 * @returns Empty when it is plausible. Clocks may differ by an interval.
 * @see SPEC.md §4.11
 */
export function handoverProblems(visit: HandoverVisit, context: HandoverContext): HandoverProblem[] {
  const { regionId, now, retentionDays } = context;
  const arrival = visit.arrivalMinute * 60;
  const leaving = visit.leavingMinute * 60;
  const newest = intervalOf(now) + 1;
  const oldestDay = Math.floor((now - retentionDays * daySeconds) / daySeconds);
  const first = visit.tokens[0]!.interval;
  const last = visit.tokens.at(-1)!.interval;
  const found: readonly (readonly [HandoverProblem, boolean])[] = [
    ["other-region", bytesToHex(visit.regionId) !== bytesToHex(regionId)],
    ["future", intervalOf(leaving) > newest || visit.recordedIn > newest],
    ["too-old", Math.floor(arrival / daySeconds) < oldestDay],
    ["longer-than-a-day", leaving - arrival > daySeconds],
    ["tokens-elsewhere", first < intervalOf(arrival) || last > intervalOf(leaving) + lingerIntervalsMax],
  ];
  return found.filter(([, isSo]) => isSo).map(([problem]) => problem);
}

function visitBytes(visit: HandoverVisit): Uint8Array {
  const name = utf8ToBytes(visit.name);
  const note = utf8ToBytes(visit.note);
  const { regionId, arrivalMinute, leavingMinute, tokens } = visit;
  if (regionId.length !== regionIdBytes) throw new RangeError("a region id has 8 bytes");
  if (leavingMinute < arrivalMinute) throw new RangeError("a visit ends after it began");
  if (name.length > handoverNameBytesMax || note.length > handoverNoteBytesMax) {
    throw new RangeError("the name or the note is too long");
  }
  return concatBytes(
    regionId,
    unsignedBytes(arrivalMinute, 4),
    unsignedBytes(leavingMinute, 4),
    unsignedBytes(visit.recordedIn, 3),
    tokenRunBytes(tokens, 1),
    unsignedBytes(name.length, 1),
    name,
    unsignedBytes(note.length, 2),
    note,
  );
}

function readVisit(reader: Reader): HandoverVisit {
  const regionId = reader.bytes(regionIdBytes);
  const arrivalMinute = reader.u32();
  const leavingMinute = reader.u32();
  if (leavingMinute < arrivalMinute) {
    throw new ProtocolError("malformed", "handover: a visit that ends before it begins");
  }
  const recordedIn = reader.u24();
  const tokens = readTokenRun(reader, 1);
  const name = decodeUtf8(reader.bytes(reader.u8()), "handover: the name");
  const noteLength = reader.u16();
  if (noteLength > handoverNoteBytesMax) {
    throw new ProtocolError("malformed", `handover: a note of ${noteLength} bytes`);
  }
  const note = decodeUtf8(reader.bytes(noteLength), "handover: the note");
  return { regionId, arrivalMinute, leavingMinute, recordedIn, tokens, name, note };
}

function checkOf(body: Uint8Array): Uint8Array {
  return sha256(concatBytes(checkLabel, body)).slice(0, checkBytes);
}
