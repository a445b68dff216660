import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  acceptManifest,
  decodeUtf8,
  type Manifest,
  openBatch,
  openManifest,
  openNote,
  parseUtc,
  ProtocolError,
  type RegionRoot,
} from "../../protocol/index.ts";
import type { RecordLine } from "./log-reader.ts";
import { RecordError } from "./record-error.ts";
import type { RecordSource } from "./record-source.ts";

/** One signed set of rules: a manifest that is in the record. */
export interface Rules {
  readonly manifest: Manifest;
  /** The stewards whose signatures were verified, by name. */
  readonly signedBy: readonly string[];
  /** The line of the record that names it; `null` while that has not been verified. */
  readonly line: number | null;
}

/** How far a manifest may be ahead, in seconds: beyond it this device's clock is what is wrong. @see SPEC.md §4.7 */
const issuedAheadSeconds = 3_600;

/**
 * Open a manifest by its signatures. Whether it is in the record is {@link readRules}'s.
 *
 * @throws {@link ProtocolError} as `openManifest`.
 */
export function openRules(note: string, root: RegionRoot): Rules {
  const manifest = openManifest(note, root);
  const signers = openNote(note, root.stewards).verifiedBy;
  const signedBy = root.stewards.filter((steward) => signers.includes(steward)).map(({ name }) => name);
  return { manifest, signedBy, line: null };
}

/** What {@link readRules} compares with. */
export interface RulesContext {
  readonly root: RegionRoot;
  /** The newest manifest as it is served, a note. */
  readonly served: string;
  readonly lines: readonly RecordLine[];
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Fetch every set of rules that the record names, and check each: its bytes, its signatures, its bounds, and that it was
 * allowed to follow the one before.
 *
 * @returns Oldest first; at least one.
 * @throws {@link RecordError} `altered`, `missing`, `not-signed`, `not-allowed`, `clock-behind`; `not-recorded` when the one
 *   that is served as the newest is not in the record; as {@link RecordSource}.
 * @see SPEC.md §4.7
 */
export async function readRules(source: RecordSource, context: RulesContext): Promise<readonly Rules[]> {
  const { root, served, lines, now } = context;
  const all: Rules[] = [];
  let lastList: RecordLine | null = null;
  let servedIsRecorded = false;
  for (const line of lines) {
    const { entry, index } = line;
    if (entry.kind === "batch") lastList = line;
    if (entry.kind !== "manifest") continue;
    const path = `/v1/manifest/${entry.sequence}`;
    const bytes = await source.get(path, false);
    if (bytes === null) throw new RecordError("missing", `${path} is missing`);
    if (bytesToHex(sha256(bytes)) !== entry.sha256) {
      throw new RecordError("altered", `${path} is not what line ${index} names`);
    }
    const rules = {
      ...within("not-signed", path, () => openRules(decodeUtf8(bytes, path), root)),
      line: index,
    };
    const previous = all.at(-1)?.manifest ?? null;
    const closedBefore = previous === null ? null : await closedOf(source, lastList);
    checkFollows(rules.manifest, { now, previous, closedBefore }, path);
    servedIsRecorded ||= entry.sha256 === bytesToHex(sha256(utf8ToBytes(served)));
    if (previous?.sequence === rules.manifest.sequence) all.pop();
    all.push(rules);
  }
  if (!servedIsRecorded)
    throw new RecordError("not-recorded", "the manifest that is served is not in the log");
  return all;
}

function checkFollows(manifest: Manifest, context: Parameters<typeof acceptManifest>[1], path: string): void {
  if (parseUtc(manifest.issued) > context.now + issuedAheadSeconds) {
    throw new RecordError(
      "clock-behind",
      `${path} was issued ${manifest.issued}, ahead of this device's clock`,
    );
  }
  within("not-allowed", path, () => acceptManifest(manifest, context));
}

/** When a list was closed, as an interval; `null` when the list is not served any more, or is not what the record names. */
async function closedOf(source: RecordSource, line: RecordLine | null): Promise<number | null> {
  if (line?.entry.kind !== "batch") return null;
  const bytes = await source.get(`/v1/batch/${line.entry.number}`, false);
  if (bytes === null || bytesToHex(sha256(bytes)) !== line.entry.sha256) return null;
  return within("altered", `list ${line.entry.number}`, () => openBatch(bytes)).closed;
}

/** What the protocol refuses, as a failed check. */
function within<Result>(
  code: "not-signed" | "not-allowed" | "altered",
  what: string,
  work: () => Result,
): Result {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    const bySignature = cause.code === "too-few-signatures" || cause.code === "bad-signature";
    const why = code === "not-signed" && !bySignature ? "not-allowed" : code;
    throw new RecordError(why, `${what}: ${cause.message}`, { cause });
  }
}

/** The rules that are in force: the newest that are effective. @param now - Unix seconds. @see SPEC.md §4.7 */
export function rulesInForce(all: readonly Rules[], now: number): Rules | null {
  return all.findLast(({ manifest }) => parseUtc(manifest.effective) <= now) ?? all[0] ?? null;
}
