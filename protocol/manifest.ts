import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

import { ProtocolError } from "./errors.ts";
import { epochOf, intervalStart } from "./interval.ts";
import { checkManifest, type Manifest } from "./manifest-content.ts";
import { samePolicy } from "./policy.ts";
import { openByStewards, type RegionRoot } from "./region.ts";
import type { TicketPurpose } from "./ticket.ts";
import { formatUtc, parseUtc } from "./utc.ts";

export type { Manifest, ObliviousHttp, Peer, TicketKey } from "./manifest-content.ts";

/** The longest note that holds a manifest, in UTF-16 units: bounds the work that a stranger's text causes. */
export const manifestNoteLengthMax = 262_144;

/** How long before it applies a changed policy is public, in seconds: 48 hours. */
export const policyNoticeSeconds = 172_800;

/** How far a manifest's `issued` may be ahead of one's own clock, in seconds: an hour. */
export const issuedAheadSecondsMax = 3600;

/**
 * The one text of a manifest, which stewards sign with {@link signNote}: JSON without spaces, fields in the order of
 * {@link Manifest}, one newline. (Whoever prepares a manifest.)
 *
 * @param manifest - Checked here; the order of its fields does not matter.
 * @throws {@link ProtocolError} as {@link checkManifest}.
 * @see SPEC.md §4.7
 */
export function encodeManifest(manifest: Manifest): string {
  return jsonLine(checkManifest(manifest));
}

/**
 * Open a manifest: enough stewards signed it, it is for this region, and it keeps to form and bounds. (Every device;
 * mirror; auditor.) Whether it may follow the one before is {@link acceptManifest}.
 *
 * @param note - Untrusted, decoded strictly from UTF-8.
 * @param root - The pinned region's.
 * @throws {@link ProtocolError} `malformed`, `bad-signature`, `too-few-signatures`, `unsupported-version`,
 *   `out-of-bounds`; `wrong-region` when it is another region's.
 * @see SPEC.md §4.7
 */
export function openManifest(note: string, root: RegionRoot): Manifest {
  if (note.length > manifestNoteLengthMax) {
    throw new ProtocolError("out-of-bounds", `a manifest of ${note.length} characters is too long`);
  }
  const manifest = parseManifest(openByStewards(note, root));
  if (manifest.region.id !== bytesToHex(root.id)) {
    throw new ProtocolError(
      "wrong-region",
      `manifest of ${manifest.region.id}, wanted ${bytesToHex(root.id)}`,
    );
  }
  if (manifest.peers.some((peer) => peer.root === bytesToHex(root.hash))) {
    throw new ProtocolError("malformed", "manifest: a region is not its own peer");
  }
  return manifest;
}

/**
 * Read the text of a manifest: form, bounds and its one encoding. Signatures and region are {@link openManifest}'s.
 *
 * @param text - Untrusted.
 * @throws {@link ProtocolError} as {@link checkManifest}; `malformed` when {@link encodeManifest} would write it
 *   differently.
 * @see SPEC.md §4.7
 */
export function parseManifest(text: string): Manifest {
  const manifest = checkManifest(parseJson(text));
  // Parsing forgives doubled fields, spaces and other spellings of a number; none of them is what was signed for.
  if (jsonLine(manifest) !== text) {
    throw new ProtocolError("malformed", "manifest: its text is not the one encoding of what it says");
  }
  return manifest;
}

/** What {@link acceptManifest} compares with. */
export interface ManifestContext {
  /** One's own clock, Unix seconds. */
  readonly now: number;
  /** The newest manifest accepted so far; null on a device that has none. */
  readonly previous: Manifest | null;
  /**
   * The closing interval of the last batch that the log has before this manifest's entry; null or left out when
   * there is none. The log's own time: a manifest that is dated back does not shorten the notice.
   */
  readonly closedBefore?: number | null;
}

/**
 * Check that a manifest may follow the one before. (Every device; auditor.) The order of checks is that of SPEC §4.7.
 *
 * @param manifest - From {@link openManifest}.
 * @throws {@link ProtocolError} `wrong-region` when the two are of different regions, else `out-of-bounds`: issued over
 *   an hour ahead; a lower sequence, or the same with another text; issued before the previous one; a ticket key that
 *   changed, or is missing though its epoch had not ended; a changed policy with less than 48 hours' notice; the same
 *   policy made effective earlier than announced.
 * @see SPEC.md §4.7
 */
export function acceptManifest(manifest: Manifest, context: ManifestContext): void {
  const { now, previous, closedBefore = null } = context;
  const issued = parseUtc(manifest.issued);
  if (issued > now + issuedAheadSecondsMax) {
    throw refused(`it was issued ${manifest.issued}, over an hour ahead of ${formatUtc(Math.floor(now))}`);
  }
  if (previous === null) return;
  if (manifest.region.id !== previous.region.id) {
    throw new ProtocolError(
      "wrong-region",
      `manifest of ${manifest.region.id} after one of ${previous.region.id}`,
    );
  }
  if (manifest.sequence < previous.sequence) {
    throw refused(`its sequence ${manifest.sequence} is lower than the ${previous.sequence} seen before`);
  }
  if (manifest.sequence === previous.sequence) {
    if (encodeManifest(manifest) === encodeManifest(previous)) return;
    throw refused(`there are two different manifests of sequence ${manifest.sequence}`);
  }
  if (issued < parseUtc(previous.issued)) throw refused(`it was issued before the one that it follows`);
  checkTicketKeys(manifest, previous, issued);
  checkNotice(manifest, previous, Math.max(issued, closedBefore === null ? 0 : intervalStart(closedBefore)));
}

/**
 * The public key that tickets of a purpose and epoch are made with, 32 bytes.
 *
 * @returns Null when the manifest names none: then there are no such tickets.
 */
export function ticketPublicKey(
  manifest: Manifest,
  purpose: TicketPurpose,
  epoch: number,
): Uint8Array | null {
  const key = manifest.ticketKeys.find((each) => each.purpose === purpose && each.epoch === epoch);
  return key === undefined ? null : hexToBytes(key.publicKey);
}

/** The moment of the sunset, Unix seconds. */
export function sunsetOf(manifest: Manifest): number {
  return parseUtc(manifest.sunset);
}

/** A key that changed, or went and came back as another, could mark the tickets of those who saw it. */
function checkTicketKeys(manifest: Manifest, previous: Manifest, issued: number): void {
  for (const { purpose, epoch, publicKey } of previous.ticketKeys) {
    const key = manifest.ticketKeys.find((each) => each.purpose === purpose && each.epoch === epoch);
    if (key === undefined && epoch < epochOf(issued)) continue;
    if (key?.publicKey !== publicKey) {
      throw refused(`the ticket key of purpose ${purpose} and epoch ${epoch} changed or is missing`);
    }
  }
}

function checkNotice(manifest: Manifest, previous: Manifest, announced: number): void {
  const effective = parseUtc(manifest.effective);
  if (!samePolicy(manifest.policy, previous.policy)) {
    if (effective < announced + policyNoticeSeconds) {
      throw refused(
        `its policy changes ${manifest.effective}, less than 48 hours after ${formatUtc(announced)}`,
      );
    }
  } else if (effective < parseUtc(previous.effective)) {
    // Else a policy just announced could be repeated at once, as one that did not change.
    throw refused(`its policy was announced for ${previous.effective}, not for ${manifest.effective}`);
  }
}

/** @param checked - From {@link checkManifest}, which puts the fields into their order. */
function jsonLine(checked: Manifest): string {
  return `${JSON.stringify(checked)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ProtocolError("malformed", "manifest: its text is not JSON", { cause });
  }
}

function refused(why: string): ProtocolError {
  return new ProtocolError("out-of-bounds", `manifest refused: ${why}`);
}
