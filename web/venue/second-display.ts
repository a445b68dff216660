import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  coverLength,
  decodeUtf8,
  intervalLimit,
  intervalOf,
  narrowPass,
  type Pass,
  placeNameBytesMax,
  ProtocolError,
  Reader,
  regionIdBytes,
  tokenBytes,
  unsignedBytes,
} from "../../protocol/index.ts";
import { clockToleranceSeconds } from "./clock-check.ts";
import { VenueError } from "./errors.ts";
import { isOfRegion, type Place, type PlaceRegion } from "./place.ts";
import { isStay } from "./stay.ts";

const magic = utf8ToBytes("CLDD");
const version = 1;
const checkLabel = utf8ToBytes("celadon/v1/display");
const checkBytes = 4;

/** No manifest lives longer than 180 days; one day for those that are signed an hour ahead. In intervals. */
const passIntervalsMax = 181 * 144;

/**
 * What one display hands to a second one of the same place: the future cover, and no key. Whoever sees it can make the
 * place's codes until the sunset.
 *
 *     "CLDD" | version u8 = 1 | region id 8 | shown u32 | stay minutes u16 | start u24 | end u24
 *     | name length u8 (1..48) | name | nodes 16·k | check 4
 *     check = H("celadon/v1/display" ‖ all before)[0..4)
 *
 * @see SPEC.md §4.11
 */
export interface SecondDisplay {
  readonly name: string;
  /** 8 bytes. */
  readonly regionId: Uint8Array;
  /** 30 to 720, in tens. */
  readonly stayMinutes: number;
  /** [now, sunset). Secret. */
  readonly pass: Pass;
  /** The first display's clock when it showed this, Unix seconds. */
  readonly shown: number;
}

/**
 * Write down what a second display needs. (First display.)
 *
 * @param now - Unix seconds.
 * @returns `null` when there is nothing to hand on: the place has ended, or its clock went back behind what is gone.
 * @see SPEC.md §4.11
 */
export function encodeSecondDisplay(place: Place, now: number): Uint8Array | null {
  const { pass, regionId, stayMinutes } = place;
  const interval = intervalOf(now);
  if (pass === null || interval >= pass.end || interval < pass.start - 1) return null;
  const start = Math.max(interval, pass.start);
  const name = utf8ToBytes(place.name);
  const body = concatBytes(
    magic,
    Uint8Array.of(version),
    regionId,
    unsignedBytes(now, 4),
    unsignedBytes(stayMinutes, 2),
    unsignedBytes(start, 3),
    unsignedBytes(pass.end, 3),
    unsignedBytes(name.length, 1),
    name,
    ...narrowPass(pass, start, pass.end).nodes,
  );
  return concatBytes(body, checkOf(body));
}

/**
 * Read what a first display showed. (Second display.)
 *
 * @param bytes - Untrusted.
 * @throws {@link VenueError} `wrong-check`, `unsupported-version` or `malformed`, in this order.
 * @see SPEC.md §4.11
 */
export function decodeSecondDisplay(bytes: Uint8Array): SecondDisplay {
  const body = bytes.subarray(0, Math.max(0, bytes.length - checkBytes));
  if (bytesToHex(checkOf(body)) !== bytesToHex(bytes.subarray(body.length))) {
    throw new VenueError("wrong-check", "second display: the check bytes do not fit");
  }
  try {
    return readBody(new Reader(body, "second display"));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new VenueError("malformed", error.message, { cause: error });
  }
}

function readBody(reader: Reader): SecondDisplay {
  if (bytesToHex(reader.bytes(magic.length)) !== bytesToHex(magic)) throw malformed("not CLDD");
  const gotVersion = reader.u8();
  if (gotVersion !== version) {
    throw new VenueError("unsupported-version", `second display: version ${gotVersion}, wanted ${version}`);
  }
  const regionId = reader.bytes(regionIdBytes);
  const shown = reader.u32();
  const stayMinutes = reader.u16();
  if (!isStay(stayMinutes)) throw malformed(`a stay of ${stayMinutes} minutes`);
  const start = reader.u24();
  const end = reader.u24();
  if (start >= end || end > intervalLimit || end - start > passIntervalsMax) {
    throw malformed(`a pass from ${start} to ${end}`);
  }
  const nameLength = reader.u8();
  if (nameLength < 1 || nameLength > placeNameBytesMax) throw malformed(`a name of ${nameLength} bytes`);
  const name = decodeUtf8(reader.bytes(nameLength), "second display: the name");
  const nodes = Array.from({ length: coverLength(start, end) }, () => reader.bytes(tokenBytes));
  reader.end();
  return { name, regionId, stayMinutes, pass: { start, end, nodes }, shown };
}

/**
 * The place that a second display then keeps: like the first one's, forward only.
 *
 * @param region - Which this device follows, with the newest sunset that it knows.
 * @param now - This device's clock, Unix seconds.
 * @throws {@link VenueError} `other-region`; `other-clock` when both clocks differ by over two minutes, or the codes begin at
 *   another time than now; `other-sunset` when the first display ends at another moment than the region; in this order.
 * @see SPEC.md §4.11
 */
export function placeOfSecondDisplay(shared: SecondDisplay, region: PlaceRegion, now: number): Place {
  const { name, regionId, stayMinutes, pass, shown } = shared;
  const place: Place = {
    id: bytesToHex(randomBytes(8)),
    name,
    regionId,
    stayMinutes,
    ends: pass.end,
    pass,
  };
  if (!isOfRegion(place, region)) throw new VenueError("other-region", "second display: another region");
  const interval = intervalOf(now);
  if (Math.abs(shown - now) > clockToleranceSeconds || Math.abs(pass.start - interval) > 1) {
    throw new VenueError("other-clock", `second display: shown at ${shown}, here it is ${now}`);
  }
  const sunset = intervalOf(region.sunset);
  if (pass.end !== sunset || interval >= sunset) {
    throw new VenueError("other-sunset", `second display: ends at ${pass.end}, the region at ${sunset}`);
  }
  const start = Math.max(pass.start, interval);
  if (start >= pass.end) throw new VenueError("other-sunset", `second display: ended at ${pass.end}`);
  return { ...place, pass: narrowPass(pass, start, pass.end) };
}

function malformed(what: string): VenueError {
  return new VenueError("malformed", `second display: ${what}`);
}

function checkOf(body: Uint8Array): Uint8Array {
  return sha256(concatBytes(checkLabel, body)).slice(0, checkBytes);
}
