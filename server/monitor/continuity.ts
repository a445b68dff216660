import { readFileSync } from "node:fs";
import { bytesToHex } from "@noble/hashes/utils.js";
import {
  type Manifest,
  noteVerifier,
  openCheckpoint,
  ProtocolError,
  treeRoot,
} from "../../protocol/index.ts";
import { UsageError } from "../command/command.ts";
import { counted, Difference, type Evidence } from "./findings.ts";
import { type History, rootAt } from "./history.ts";
import type { Visit } from "./state-file.ts";

/** What the citizen's page writes into the evidence that it saves. */
const evidenceSchema = "celadon/evidence/v1";

/**
 * The log only grew since the last visit.
 *
 * @throws {@link Difference} with both checkpoints when it was cut short or rewritten.
 */
export function continueVisit(history: History, visit: Pick<Visit, "checkpoint" | "frontier">): void {
  const { size } = visit.frontier;
  const evidence = [
    { title: "checkpoint of the last visit", text: visit.checkpoint },
    { title: "checkpoint now", text: history.note },
  ];
  const now = history.checkpoint.size;
  if (now < size) {
    throw new Difference(
      "log",
      `it had ${counted(size, "entry", "entries")} at the last visit and has ${now} now`,
      evidence,
    );
  }
  if (bytesToHex(rootAt(history, size)) !== bytesToHex(treeRoot(visit.frontier))) {
    throw new Difference(
      "log",
      `its first ${counted(size, "entry", "entries")} are not those of the last visit`,
      evidence,
    );
  }
}

/**
 * The checkpoints that a device saved.
 *
 * @param file - Holds one note, as it was served to the device; or the evidence that the citizen's page saves when the record
 *   is broken: what the device held, and what it was shown.
 * @throws {@link UsageError} when the file cannot be read, or is evidence without a checkpoint.
 */
export function readSavedCheckpoints(file: string): string[] {
  const text = readFile(file);
  if (!text.startsWith("{")) return [text];
  const { schema, heldCheckpoint, servedCheckpoint } = readJson(text);
  const notes = [heldCheckpoint, servedCheckpoint].filter((note) => typeof note === "string");
  if (schema === evidenceSchema && notes.length > 0) return [...new Set(notes)];
  throw new UsageError(`${file} is neither a checkpoint nor evidence with one.`);
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UsageError(`${file} cannot be read.`, { cause });
  }
}

function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/**
 * A checkpoint that was served to somebody else is one of this very log.
 *
 * @param saved - Untrusted: one of what {@link readSavedCheckpoints} gave.
 * @returns Its size.
 * @throws {@link Difference} with both checkpoints when the log's key signed two histories.
 */
export function containSaved(history: History, manifest: Manifest, saved: string): number {
  const { size, root } = openSaved(manifest, saved);
  const evidence: Evidence[] = [
    { title: "saved checkpoint", text: saved },
    { title: "checkpoint shown here", text: history.note },
  ];
  const now = history.checkpoint.size;
  if (size > now) {
    throw new Difference(
      "split view",
      `the saved checkpoint has ${counted(size, "entry", "entries")}, the log shown here only ${now}`,
      evidence,
    );
  }
  if (bytesToHex(rootAt(history, size)) !== bytesToHex(root)) {
    throw new Difference(
      "split view",
      `the log shown here has other first ${counted(size, "entry", "entries")} than the saved checkpoint signs`,
      evidence,
    );
  }
  return size;
}

function openSaved(manifest: Manifest, saved: string): { size: number; root: Uint8Array } {
  try {
    return openCheckpoint(saved, noteVerifier(manifest.logKey));
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new Difference("saved checkpoint", `it is none of this region's log: ${cause.message}`, [], {
      cause,
    });
  }
}
