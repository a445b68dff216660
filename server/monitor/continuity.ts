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
 * The checkpoint that a device saved.
 *
 * @param file - Holds one note, as it was served to the device.
 * @throws {@link UsageError} when the file cannot be read.
 */
export function readSavedCheckpoint(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UsageError(`${file} cannot be read.`, { cause });
  }
}

/**
 * A checkpoint that was served to somebody else is one of this very log.
 *
 * @param saved - Untrusted: what {@link readSavedCheckpoint} gave.
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
