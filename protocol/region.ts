import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

import { parseDecimal } from "./decimal.ts";
import { ProtocolError } from "./errors.ts";
import { regionIdBytes } from "./place.ts";
import { noteVerifier, type NoteVerifier, openNote, splitNote } from "./signed-note.ts";
import { parseVerifierKey } from "./verifier-key.ts";

/** The first line of every region's root. */
export const regionRootSchema = "celadon/region/v1";

/** The longest name of a region, in UTF-16 units. */
export const regionNameLengthMax = 100;

/** The most stewards of a region: C2SP lets readers of notes stop at 16 signatures. */
export const stewardsMax = 16;

/** The longest root in UTF-16 units: bounds the work that a stranger's text causes. */
export const regionRootLengthMax = 8192;

/**
 * What a region is: its stewards, and how many of them must sign. It never changes; another root is another region.
 * Devices pin the whole hash and peers name it; the id only selects.
 *
 * @see SPEC.md §4.7
 */
export interface RegionRoot {
  /** The text that is hashed, with its final newline, without signatures. */
  readonly text: string;
  /** For people; says nothing that could be relied on. */
  readonly name: string;
  /** k: how many of the stewards must sign a manifest. */
  readonly threshold: number;
  /** The n stewards, in the order of the text. */
  readonly stewards: readonly NoteVerifier[];
  /** SHA-256 of the text, 32 bytes. */
  readonly hash: Uint8Array;
  /** The first 8 bytes of the hash. */
  readonly id: Uint8Array;
}

/**
 * The text of a region's root, which its stewards sign with {@link signNote}. (Stewards, once.)
 *
 * @param name - 1 to 100 characters, no control characters, no space at either end.
 * @param threshold - 1 to the number of stewards.
 * @param stewardVkeys - 1 to 16, each with a public key of its own.
 * @throws RangeError when one of them is not so.
 */
export function regionRootText(name: string, threshold: number, stewardVkeys: readonly string[]): string {
  const stewards = stewardVkeys.map((vkey) => `steward ${vkey}\n`).join("");
  const text = `${regionRootSchema}\nname ${name}\nthreshold ${threshold}\n${stewards}`;
  try {
    parseRegionRoot(text);
  } catch (cause) {
    throw new RangeError("these make no root of a region", { cause });
  }
  return text;
}

/**
 * Read the text of a root. (Device, peer, auditor.) Whether to trust it is decided by comparing its hash with a pinned
 * one; see {@link openRegionRoot} for the stewards' signatures.
 *
 * @param text - Untrusted.
 * @throws {@link ProtocolError} `unsupported-version` on another `celadon/region/v…`; `malformed` on anything else
 *   that is not exactly one root.
 * @see SPEC.md §4.7
 */
export function parseRegionRoot(text: string): RegionRoot {
  if (text.length > regionRootLengthMax) throw malformed(`it has ${text.length} characters`);
  const [schema = "", nameLine = "", thresholdLine = "", ...rest] = text.split("\n");
  if (schema !== regionRootSchema) {
    const code = /^celadon\/region\/v\d+$/.test(schema) ? "unsupported-version" : "malformed";
    throw new ProtocolError(code, `wanted ${regionRootSchema}, got ${JSON.stringify(schema.slice(0, 100))}`);
  }
  const name = valueOf("name", nameLine);
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(name) || name.trim() !== name || name.length > regionNameLengthMax) {
    throw malformed("its name is not one line of plain text");
  }
  if (rest.pop() !== "") throw malformed("its last line does not end");
  const stewards = rest.map((line) => noteVerifier(valueOf("steward", line)));
  const threshold = parseDecimal(valueOf("threshold", thresholdLine));
  if (stewards.length > stewardsMax) throw malformed(`it has ${stewards.length} stewards`);
  if (threshold === null || threshold < 1 || threshold > stewards.length) {
    throw malformed(`its threshold is not 1 to ${stewards.length}`);
  }
  // One key under two names would be one steward who counts twice; one name twice would be two who look like one.
  const keys = new Set(stewards.map(({ vkey }) => bytesToHex(parseVerifierKey(vkey).publicKey)));
  const names = new Set(stewards.map((steward) => steward.name));
  if (keys.size !== stewards.length || names.size !== stewards.length) {
    throw malformed("two of its stewards share a key or a name");
  }
  const hash = sha256(utf8ToBytes(text));
  return { text, name, threshold, stewards, hash, id: hash.slice(0, regionIdBytes) };
}

/**
 * Open a root as it is served: a note, signed by the stewards whom it names. (Device, peer.) The signatures show that
 * so many of them hold their keys; they do not say that this is the region one wants: its hash does.
 *
 * @param note - Untrusted, decoded strictly from UTF-8.
 * @throws {@link ProtocolError} as {@link parseRegionRoot} and {@link openNote}; `too-few-signatures` when fewer
 *   stewards signed than the threshold.
 * @see SPEC.md §4.7
 */
export function openRegionRoot(note: string): RegionRoot {
  const root = parseRegionRoot(splitNote(note).text);
  openByStewards(note, root);
  return root;
}

/**
 * The text of a note that at least `threshold` of a region's stewards signed.
 *
 * @throws {@link ProtocolError} as {@link openNote}; `too-few-signatures` when fewer signed.
 */
export function openByStewards(note: string, root: RegionRoot): string {
  const { text, verifiedBy } = openNote(note, root.stewards);
  if (verifiedBy.length < root.threshold) {
    throw new ProtocolError(
      "too-few-signatures",
      `${verifiedBy.length} stewards signed, ${root.threshold} of ${root.stewards.length} are needed`,
    );
  }
  return text;
}

function valueOf(key: string, line: string): string {
  if (!line.startsWith(`${key} `) || line.length === key.length + 1)
    throw malformed(`wanted a line "${key} …"`);
  return line.slice(key.length + 1);
}

function malformed(why: string): ProtocolError {
  return new ProtocolError("malformed", `not a region's root: ${why}`);
}
