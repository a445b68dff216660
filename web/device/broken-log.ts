import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { regionOf } from "./region.ts";
import type { FollowedRegion } from "./snapshot.ts";

/**
 * In which way the region's record broke. The page gives each its own words; the list is closed.
 *
 * - `fork`: the log's key has signed two histories: same size and another root, or a larger one that does not begin with what
 *   this device held. Only this one proves by itself that the region deceives somebody.
 * - `rollback`: the signed log is smaller than the one this device held.
 * - `gap`: batches do not follow each other in the log.
 * - `missing-quorum`: too few of the witnesses that the manifest names have cosigned the checkpoint. It may be a server that shows
 *   this device another history than everyone else.
 * - `unsigned`: the checkpoint is not signed by the region's log.
 * - `altered`: a batch, a manifest or the log's entries are not what was signed.
 * - `missing`: an object that the log names is not served.
 * - `unlogged`: the manifest that is served is not in the log.
 * - `forbidden`: what was logged breaks the protocol: an entry or batch that is malformed, a manifest that no device may take.
 * - `clock`: a batch closed before the one that it follows.
 *
 * @see SPEC.md §4.7
 */
export type BrokenLogReason =
  | "fork"
  | "rollback"
  | "gap"
  | "missing-quorum"
  | "unsigned"
  | "altered"
  | "missing"
  | "unlogged"
  | "forbidden"
  | "clock";

/** What was served, and what it should have been. */
export interface BrokenObject {
  /** Path from `/v1/` on, or the entry's index. */
  readonly name: string;
  /** SHA-256 in hex, as it was signed; `null` when it is not a hash that differs. */
  readonly wanted: string | null;
  /** SHA-256 in hex of what was served; `null` when nothing was. */
  readonly got: string | null;
}

/** What a break leaves behind: enough for a stranger to check it, and nothing about any visit. Times in Unix seconds. */
export interface Evidence {
  readonly reason: BrokenLogReason;
  /** What was got and what was wanted; for experts. */
  readonly detail: string;
  /** When it was seen, first and last. */
  readonly first: number;
  readonly last: number;
  /** When the record was whole again, or the person began anew with it; `null` as long as it is not. */
  readonly mended: number | null;
  /** The checkpoint that this device had verified, a signed note, verbatim; `null` before the first. */
  readonly held: string | null;
  /** The checkpoint that contradicts it, a signed note, verbatim; `null` when it is not the checkpoint that is wrong. */
  readonly served: string | null;
  readonly object: BrokenObject | null;
  /** SHA-256 of the region's root and of the newest manifest's note, 64 hex digits; `null` before the region was met, but for a peer's root. */
  readonly rootHash: string | null;
  readonly manifestHash: string | null;
}

/** How many breaks are remembered; the oldest go first. */
const evidenceKept = 8;

/** Whether a break never mends by itself, whatever the server shows afterwards. @see SPEC.md §4.7 */
export function isLasting(reason: BrokenLogReason): boolean {
  return reason === "fork";
}

/**
 * Remember a break with what this device held. One that is seen again is not doubled: its last time moves.
 *
 * @param pinned - The hash of the root, hex, when it is known before the region is met: a peer's.
 * @param now - Unix seconds.
 */
export function withBreak(
  { evidence: known, log, region }: Pick<FollowedRegion, "evidence" | "log" | "region">,
  pinned: string | null,
  broken: Pick<Evidence, "reason" | "detail" | "served" | "object">,
  now: number,
): readonly Evidence[] {
  const manifest = region?.manifests.at(-1);
  const seen = {
    ...broken,
    held: log.checkpoint,
    rootHash: region === null ? pinned : bytesToHex(regionOf(region).root.hash),
    manifestHash: manifest === undefined ? null : bytesToHex(sha256(utf8ToBytes(manifest))),
  };
  const same = known.find(
    ({ mended, reason, object }) =>
      mended === null && reason === seen.reason && object?.name === seen.object?.name,
  );
  if (same !== undefined) {
    return known.map((evidence) => (evidence === same ? { ...same, last: now } : evidence));
  }
  return [...known, { ...seen, first: now, last: now, mended: null }].slice(-evidenceKept);
}

/** A sync went through to its end: what could mend by itself has. */
export function mendedBySync(known: readonly Evidence[], now: number): readonly Evidence[] {
  return known.some(({ mended, reason }) => mended === null && !isLasting(reason))
    ? known.map((evidence) =>
        evidence.mended !== null || isLasting(evidence.reason) ? evidence : { ...evidence, mended: now },
      )
    : known;
}

/** The person began anew with the log as it is served: everything counts as mended, and all of it is kept. */
export function mendedByPerson(known: readonly Evidence[], now: number): readonly Evidence[] {
  return known.map((evidence) => (evidence.mended === null ? { ...evidence, mended: now } : evidence));
}

/** Whether the record is broken as things stand. */
export function isBroken(known: readonly Evidence[]): boolean {
  return known.some(({ mended }) => mended === null);
}
