import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  decodeUtf8,
  placeKeyBytes,
  placeNameBytesMax,
  ProtocolError,
  Reader,
  regionIdBytes,
  unsignedBytes,
} from "../../protocol/index.ts";
import { decodeBase32, encodeBase32 } from "./base32.ts";
import { VenueError } from "./errors.ts";
import { isStay } from "./stay.ts";

const scheme = "CELADON-SHEET:";
const version = 1;
const checkLabel = utf8ToBytes("celadon/v1/sheet");
const checkBytes = 4;
const groupCharacters = 5;

/**
 * All that makes a place: what the owner prints at set-up and brings a display back with.
 *
 *     version u8 = 1 | place key 32 | region id 8 | stay u16 | name length u8 (1..48) | name UTF-8 | check 4
 *     check = H("celadon/v1/sheet" ‖ all before)[0..4)
 *
 * @see SPEC.md §4.1
 */
export interface RecoverySheet {
  /** 32 bytes. The owner's alone: with it every token of the place can be made, past and future. */
  readonly placeKey: Uint8Array;
  /** 8 bytes. */
  readonly regionId: Uint8Array;
  /** 30 to 720, in tens. */
  readonly stayMinutes: number;
  /** 1 to 48 bytes of UTF-8, byte for byte as in the codes. */
  readonly name: string;
}

/**
 * The text of a recovery sheet. (Owner, at set-up.)
 *
 * @returns `CELADON-SHEET:` and Crockford base32, 93 to 168 characters in all. Secret.
 * @throws RangeError when a field does not fit.
 * @see SPEC.md §4.1
 */
export function encodeRecoverySheet(sheet: RecoverySheet): string {
  const name = utf8ToBytes(sheet.name);
  if (sheet.placeKey.length !== placeKeyBytes) throw new RangeError("a place key has 32 bytes");
  if (sheet.regionId.length !== regionIdBytes) throw new RangeError("a region id has 8 bytes");
  if (!isStay(sheet.stayMinutes)) throw new RangeError(`${sheet.stayMinutes} minutes are not a stay`);
  if (name.length < 1 || name.length > placeNameBytesMax) {
    throw new RangeError(`a place's name has 1 to ${placeNameBytesMax} bytes, not ${name.length}`);
  }
  const body = concatBytes(
    Uint8Array.of(version),
    sheet.placeKey,
    sheet.regionId,
    unsignedBytes(sheet.stayMinutes, 2),
    unsignedBytes(name.length, 1),
    name,
  );
  return scheme + encodeBase32(concatBytes(body, checkOf(body)));
}

/**
 * Read the exact text of a recovery sheet. (Owner, at a restore.) What a person typed goes through
 * {@link tidySheetText} first.
 *
 * @param text - Untrusted.
 * @throws {@link VenueError} `not-a-sheet`, `wrong-characters`, `wrong-check`, `unsupported-version` or `malformed`
 *   (a stay, a name or a length that no sheet has), in this order.
 * @see SPEC.md §4.1
 */
export function decodeRecoverySheet(text: string): RecoverySheet {
  if (!text.startsWith(scheme)) throw new VenueError("not-a-sheet", `no ${scheme} at the beginning`);
  const payload = decodeBase32(text.slice(scheme.length));
  if (payload === null) throw new VenueError("wrong-characters", "sheet: not Crockford base32");
  if (payload.length < checkBytes) throw new VenueError("wrong-check", "sheet: shorter than its check");
  const body = payload.subarray(0, payload.length - checkBytes);
  if (bytesToHex(checkOf(body)) !== bytesToHex(payload.subarray(body.length))) {
    throw new VenueError("wrong-check", "sheet: the check bytes do not fit");
  }
  try {
    return readBody(new Reader(body, "sheet"));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new VenueError("malformed", error.message, { cause: error });
  }
}

function readBody(reader: Reader): RecoverySheet {
  const gotVersion = reader.u8();
  if (gotVersion !== version) {
    throw new VenueError("unsupported-version", `sheet: version ${gotVersion}, wanted ${version}`);
  }
  const placeKey = reader.bytes(placeKeyBytes);
  const regionId = reader.bytes(regionIdBytes);
  const stayMinutes = reader.u16();
  const nameLength = reader.u8();
  const name = decodeUtf8(reader.bytes(nameLength), "sheet: the name");
  reader.end();
  if (!isStay(stayMinutes)) throw new VenueError("malformed", `sheet: a stay of ${stayMinutes} minutes`);
  if (nameLength < 1 || nameLength > placeNameBytesMax) {
    throw new VenueError("malformed", `sheet: a name of ${nameLength} bytes`);
  }
  return { placeKey, regionId, stayMinutes, name };
}

/**
 * What a person typed or pasted, as the exact text that it stands for: case, spaces, line breaks and hyphens do not
 * matter, I and L are read as 1 and O as 0, and the first word may be missing.
 *
 * @param typed - Untrusted.
 * @returns A text for {@link decodeRecoverySheet}, which still says whether it is one.
 */
export function tidySheetText(typed: string): string {
  const bare = typed
    .replaceAll(/[\s\p{Dash_Punctuation}]/gu, "")
    .toUpperCase()
    .replace(/^CELADONSHEET:/, "");
  return scheme + bare.replaceAll(/[IL]/g, "1").replaceAll("O", "0");
}

/** The characters behind `CELADON-SHEET:` in groups of five, as they are printed to be copied by hand. */
export function sheetGroups(text: string): string[] {
  return text.slice(scheme.length).match(new RegExp(`.{1,${groupCharacters}}`, "g")) ?? [];
}

function checkOf(body: Uint8Array): Uint8Array {
  return sha256(concatBytes(checkLabel, body)).slice(0, checkBytes);
}
