import { bytesToHex } from "@noble/hashes/utils.js";
import {
  cosignatureVerifier,
  decodeUtf8,
  noteVerifier,
  openCheckpoint,
  type OpenedCheckpoint,
  openRegionRoot,
  ProtocolError,
  type RegionRoot,
} from "../../protocol/index.ts";
import { type Check, type CheckName, type Checks, type FailureReason, openChecks } from "./checks.ts";
import { readLog, type RecordLine } from "./log-reader.ts";
import { RecordError } from "./record-error.ts";
import type { RecordSource } from "./record-source.ts";
import { openRules, readRules, type Rules } from "./rules-reader.ts";

/** What an earlier look in the same window saw; what a later one must continue. */
export interface SeenRecord {
  /** Hash of the region's root, hex. */
  readonly region: string;
  /** The checkpoint, a note. */
  readonly checkpoint: string;
  /** Its size, and its root in hex. */
  readonly size: number;
  readonly root: string;
  /** Unix seconds. */
  readonly at: number;
}

/** What has been read, and how the checks stand. Each part is there only once it was verified, but see `rules`. */
export interface Audit {
  readonly checks: Checks;
  readonly region: RegionRoot | null;
  /** Oldest first. Until the record was read: the newest alone, signed, but perhaps not recorded. */
  readonly rules: readonly Rules[];
  /** The checkpoint as a note, and opened. */
  readonly checkpoint: { readonly note: string; readonly opened: OpenedCheckpoint } | null;
  readonly lines: readonly RecordLine[];
}

/** Nothing has been read. */
export const openAudit: Audit = { checks: openChecks, region: null, rules: [], checkpoint: null, lines: [] };

/** How far a witness's time may be ahead of this device's clock, in seconds. @see SPEC.md §4.7 */
const cosignatureAheadSeconds = 3_600;

/** What {@link audit} takes. */
export interface AuditOptions {
  /** This device's clock, Unix seconds. */
  readonly now: number;
  /** `null` at the first look. */
  readonly seen: SeenRecord | null;
  /** Told how far the lines have been read. */
  readonly progress: (lines: number, size: number) => void;
}

/**
 * Read all that a region publishes but its lists, and check it from the root on. The first check that fails ends it, as what
 * follows would prove nothing.
 *
 * @returns What was verified, with `lists` still waiting; after a failure, up to there.
 * @throws {@link RecordError} `offline` or `server-trouble` when it could not be read; then nothing is known.
 * @see SPEC.md §4.7
 */
export async function audit(source: RecordSource, options: AuditOptions): Promise<Audit> {
  const { now, seen, progress } = options;
  let state = openAudit;
  const passed = (name: CheckName, found: Partial<Audit>, check: Check = { state: "passed" }): void => {
    state = { ...state, ...found, checks: { ...state.checks, [name]: check } };
  };
  let at: CheckName = "root";
  try {
    const region = openRegionRoot(await text(source, "/v1/root"));
    passed("root", { region });
    if (seen !== null && seen.region !== bytesToHex(region.hash)) {
      at = "continued";
      throw new RecordError("other-region", `this address served region ${seen.region} before`);
    }

    at = "rules";
    const served = await text(source, "/v1/manifest");
    const newest = openRules(served, region);
    state = { ...state, rules: [newest] };

    at = "checkpoint";
    const note = await text(source, "/v1/log/checkpoint");
    const opened = openWitnessed(note, newest, now);
    passed("checkpoint", { checkpoint: { note, opened } });

    if (seen !== null && opened.size < seen.size) {
      at = "continued";
      throw new RecordError("rolled-back", `the log has ${opened.size} lines and had ${seen.size}`);
    }

    at = "entries";
    const { size, root } = opened;
    const { lines, rootsAt } = await readLog(source, {
      size,
      root,
      alsoAt: seen === null ? [] : [seen.size],
      progress: (read) => progress(read, size),
    });
    passed("entries", { lines });

    at = "continued";
    if (seen !== null && rootsAt.get(seen.size) !== seen.root) {
      throw new RecordError("rewritten", `the first ${seen.size} lines are not those of before`);
    }
    passed("continued", {}, { state: seen === null ? "nothing" : "passed" });

    at = "rules";
    passed("rules", { rules: await readRules(source, { root: region, served, lines, now }) });
    return state;
  } catch (error) {
    return withFailure(state, at, error);
  }
}

/**
 * Put a failure into its check.
 *
 * @throws the error when it does not say that something is wrong, only that nothing could be read.
 */
export function withFailure(state: Audit, name: CheckName, error: unknown): Audit {
  const { code, message } = failureOf(error);
  const failed: Check = { state: "failed", reason: code, detail: message };
  return { ...state, checks: { ...state.checks, [name]: failed } };
}

function failureOf(error: unknown): { readonly code: FailureReason; readonly message: string } {
  if (error instanceof RecordError) {
    const { code, message } = error;
    if (code === "offline" || code === "server-trouble") throw error;
    return { code, message };
  }
  if (!(error instanceof ProtocolError)) throw error;
  const { code, message } = error;
  if (code === "bad-signature" || code === "too-few-signatures") return { code: "not-signed", message };
  // A sign-in page of a hotel's network answers everything, too: no note at all proves nothing.
  if (code === "malformed" || code === "not-utf-8")
    throw new RecordError("server-trouble", message, { cause: error });
  return { code: "not-allowed", message };
}

/** Open a checkpoint that the log and enough witnesses signed, at times that have come. @see SPEC.md §4.7 */
function openWitnessed(note: string, { manifest }: Rules, now: number): OpenedCheckpoint {
  const witnesses = manifest.witnesses.map(cosignatureVerifier);
  const opened = openCheckpoint(note, noteVerifier(manifest.logKey), witnesses);
  const cosignedBy = opened.cosignedBy.filter(({ timestamp }) => timestamp <= now + cosignatureAheadSeconds);
  if (cosignedBy.length < manifest.quorum) {
    throw new RecordError(
      "too-few-witnesses",
      `${cosignedBy.length} cosignatures count, ${manifest.quorum} are needed`,
    );
  }
  return { ...opened, cosignedBy };
}

/** What the next look must continue; `null` while there is nothing that holds. */
export function seenIn({ region, checkpoint, checks }: Audit, now: number): SeenRecord | null {
  if (region === null || checkpoint === null) return null;
  // After a failure the first look stays what is compared with.
  if (checks.entries.state !== "passed" || checks.continued.state === "failed") return null;
  const { size, root } = checkpoint.opened;
  return {
    region: bytesToHex(region.hash),
    checkpoint: checkpoint.note,
    size,
    root: bytesToHex(root),
    at: now,
  };
}

async function text(source: RecordSource, path: string): Promise<string> {
  const bytes = await source.get(path, true);
  if (bytes === null) throw new RecordError("server-trouble", `${path} is missing`);
  return decodeUtf8(bytes, path);
}
