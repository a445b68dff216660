import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  decodeHandedVisit,
  encodeHandedVisit,
  encodeHandover,
  type HandedVisit,
  handoverNameBytesMax,
  handoverNoteBytesMax,
  intervalOf,
  intervalStart,
  lingerIntervalsMax,
  narrowPass,
  ProtocolError,
} from "../../protocol/index.ts";
import { dayOf, oldestDayKept } from "./day.ts";
import { DeviceError } from "./device-error.ts";
import { home, isFollowed, keyOfRegion, policyForVisit, regionIdOf } from "./followed.ts";
import { policyOf } from "./region.ts";
import type { OpenVisit, Snapshot, StoredVisit } from "./snapshot.ts";
import { endVisit, upToNow } from "./stay.ts";

const idLabel = utf8ToBytes("celadon/v1/handed-visit-id");
const daySeconds = 86_400;

/**
 * Chosen visits as the home's health authority reads them: those of other regions it cannot warn of. See `Transfer.handOverVisits`.
 *
 * @param now - Unix seconds.
 */
export function handoverOf(
  snapshot: Snapshot,
  visitIds: readonly string[],
  withWords: boolean,
  now: number,
): Uint8Array {
  const visits = [...new Set(visitIds)]
    .map((id) => visitUpToNow(snapshot, id, now))
    .filter(({ tokens, regionId }) => tokens.length > 0 && regionId === regionIdOf(snapshot, home));
  if (visits.length === 0) throw new DeviceError("nothing-to-report", "no chosen visit has a token");
  return encodeHandover(
    visits.map((visit) => ({
      regionId: hexToBytes(visit.regionId),
      arrivalMinute: Math.floor(visit.arrival / 60),
      leavingMinute: Math.floor(visit.leaving / 60),
      recordedIn: visit.recordedIn,
      tokens: visit.tokens,
      name: withWords ? cut(visit.name, handoverNameBytesMax) : "",
      note: withWords ? cut(visit.note, handoverNoteBytesMax) : "",
    })),
  );
}

/** One visit for another phone. See `Transfer.handVisit`. @param now - Unix seconds. */
export function handedVisitOf(snapshot: Snapshot, id: string, now: number): Uint8Array {
  const { open } = snapshot;
  if (open?.id === id) {
    return encodeHandedVisit(narrowed(open, policyForVisit(snapshot, open.regionId, now).lingerIntervals));
  }
  const visit = snapshot.visits.get(id);
  if (visit === undefined) throw new DeviceError("no-visit", `there is no visit ${id}`);
  if (visit.byHand !== undefined)
    throw new DeviceError("no-visit", `${id} was written by hand, without a code`);
  const { kind, regionId, name, recordedIn, arrival, leaving, pass, tokens } = visit;
  return encodeHandedVisit({
    form: "ended",
    kind,
    regionId: hexToBytes(regionId),
    name: cut(name, handoverNameBytesMax),
    recordedIn,
    arrival,
    leaving,
    pass,
    tokens,
  });
}

/** A stay that goes on: what of its pass covers it, from its beginning, or from where the pass still reaches back to. */
function narrowed(
  { code, arrival, plannedLeaving, recordedIn }: OpenVisit,
  lingerIntervals: number,
): HandedVisit {
  const start = Math.max(code.pass.start, intervalOf(arrival));
  const end = Math.min(code.pass.end, intervalOf(plannedLeaving) + lingerIntervals + 1);
  const { kind, regionId, name } = code;
  return {
    form: "open",
    kind,
    regionId,
    name,
    recordedIn,
    arrival: Math.max(arrival, intervalStart(start)),
    leaving: plannedLeaving,
    pass: narrowPass(code.pass, start, end),
  };
}

/** A visit that came from another phone, as this one would keep it. */
export type Handed =
  | { readonly isOpen: false; readonly visit: StoredVisit }
  | { readonly isOpen: true; readonly visit: OpenVisit };

/**
 * Read and judge a visit that another phone hands over. One that went on and has ended meanwhile is an ended one.
 *
 * @param bytes - Untrusted.
 * @param now - Unix seconds.
 * @throws DeviceError as `Transfer.readVisit`.
 */
export function readHanded(snapshot: Snapshot, bytes: Uint8Array, now: number): Handed {
  const handed = decoded(bytes);
  const regionId = bytesToHex(handed.regionId);
  if (snapshot.region === null) throw new DeviceError("no-region", "nothing was synced yet");
  const key = keyOfRegion(snapshot, regionId);
  if (key === null || !isFollowed(snapshot, key, now)) {
    throw new DeviceError("other-region", `a visit in region ${regionId}`);
  }
  const { retentionDays } = policyOf(snapshot, now);
  const { lingerIntervals } = policyForVisit(snapshot, regionId, now);
  const { kind, name, recordedIn, arrival, leaving } = handed;
  const day = dayOf(arrival);
  const latest = handed.form === "open" ? arrival : leaving;
  if (intervalOf(latest) > intervalOf(now) + 1 || recordedIn > intervalOf(now) + 1) {
    throw new DeviceError("clock-behind", `a visit of ${latest} at ${now}`);
  }
  if (day < oldestDayKept(now, retentionDays)) throw new DeviceError("too-old", `a visit of ${day}`);
  const id = bytesToHex(sha256(concatBytes(idLabel, bytes)).slice(0, 16));
  const stay = { id, name, kind, regionId, day, arrival, recordedIn, note: "" };
  if (handed.form === "ended") {
    const first = intervalOf(arrival);
    const last = intervalOf(leaving) + lingerIntervalsMax;
    const isWithin = handed.tokens.every(({ interval }) => interval >= first && interval <= last);
    if (leaving - arrival > 7 * daySeconds || !isWithin) {
      throw new DeviceError("damaged", "tokens outside of the stay");
    }
    return { isOpen: false, visit: { ...stay, leaving, pass: handed.pass, tokens: handed.tokens } };
  }
  const { pass } = handed;
  const plannedLeaving = Math.min(leaving, intervalStart(pass.end));
  if (intervalOf(arrival) < pass.start || plannedLeaving < arrival) {
    throw new DeviceError("damaged", "a stay outside of its pass");
  }
  const code = { kind, regionId: handed.regionId, name, pass };
  const open: OpenVisit = { ...stay, plannedLeaving, earliestArrival: arrival, code };
  return plannedLeaving > now
    ? { isOpen: true, visit: open }
    : { isOpen: false, visit: endVisit(open, plannedLeaving, lingerIntervals) };
}

function decoded(bytes: Uint8Array): HandedVisit {
  try {
    return decodeHandedVisit(bytes);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    const code = cause.code === "unsupported-version" ? "newer-version" : "damaged";
    throw new DeviceError(code, cause.message, { cause });
  }
}

function visitUpToNow({ open, visits }: Snapshot, id: string, now: number): StoredVisit {
  const visit = open?.id === id ? upToNow(open, now) : visits.get(id);
  if (visit === undefined) throw new DeviceError("no-visit", `there is no visit ${id}`);
  return visit;
}

/** The beginning of a text, at most so many bytes of UTF-8, no character cut in two. */
function cut(words: string, bytesMax: number): string {
  let kept = "";
  let bytes = 0;
  for (const character of words) {
    bytes += utf8ToBytes(character).length;
    if (bytes > bytesMax) break;
    kept += character;
  }
  return kept;
}
