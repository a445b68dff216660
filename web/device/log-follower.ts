import {
  appendLeaf,
  decodeEntryBundle,
  decodeUtf8,
  entryBundlePath,
  leafHash,
  type LogEntry,
  noteVerifier,
  openCheckpoint,
  parseLogEntry,
  ProtocolError,
  tileWidth,
  tileWidthMax,
  treeRoot,
} from "../../protocol/index.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import { DeviceError } from "./device-error.ts";
import { openRoot, type Region } from "./region.ts";
import { remembering } from "./remembering.ts";
import type { Requests } from "./request.ts";
import type { LogRecord, PendingObject } from "./snapshot.ts";

const checkpointOf = remembering(4, (logKey: string, note: string) =>
  openCheckpoint(note, noteVerifier(logKey)),
);

/** The log further on. */
export interface LogProgress {
  readonly log: LogRecord;
  /** Batches and manifests that the new entries name, in their order. */
  readonly objects: readonly PendingObject[];
}

/**
 * Read what is new in the region's log, and make sure that it continues what was seen before: every entry becomes part of
 * this device's own tree, whose root must be the checkpoint's.
 *
 * @returns `null` when nothing is new.
 * @throws DeviceError `broken-log` on a smaller log, another history, a missing or malformed entry, a gap between batches or a
 *   wrong signature; `wrong-region` when another region has taken this address; `server-trouble` when no log is served.
 * @see SPEC.md §4.7
 */
export async function followLog(
  requests: Requests,
  region: Region,
  log: LogRecord,
  signal: AbortSignal | undefined,
): Promise<LogProgress | null> {
  const note = await readText(requests, "/v1/log/checkpoint", signal);
  if (note === log.checkpoint) return null;
  const { size, root } = await openCheckpointNote(requests, region, note, signal);
  if (size < log.frontier.size) {
    throw new DeviceError("broken-log", `the log has ${size} entries and had ${log.frontier.size}`);
  }
  const texts = await newEntries(requests, log.frontier.size, size, signal);
  const frontier = texts.reduce((grown, text) => appendLeaf(grown, leafHash(text)), log.frontier);
  if (bytesToHex(treeRoot(frontier)) !== bytesToHex(root)) {
    throw new DeviceError("broken-log", `the entries do not make the root of the checkpoint at ${size}`);
  }
  const { objects, nextBatch } = objectsIn(texts, log);
  return { log: { frontier, checkpoint: note, nextBatch }, objects };
}

async function openCheckpointNote(
  requests: Requests,
  region: Region,
  note: string,
  signal: AbortSignal | undefined,
) {
  try {
    return checkpointOf(region.newest.logKey, note);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    // A sign-in page of a hotel's network answers everything, too.
    if (cause.code === "malformed")
      throw new DeviceError("server-trouble", "this is no checkpoint", { cause });
    const served = openServedRoot(await readText(requests, "/v1/root", signal));
    if (served !== null && bytesToHex(served.hash) !== bytesToHex(region.root.hash)) {
      throw new DeviceError("wrong-region", `this address serves region ${bytesToHex(served.id)}`, { cause });
    }
    throw new DeviceError("broken-log", "the checkpoint is not signed by the region's log", { cause });
  }
}

function openServedRoot(note: string) {
  try {
    return openRoot(note);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/** The entries [from, size), as they are served: nothing is known of them yet. */
async function newEntries(
  requests: Requests,
  from: number,
  size: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const texts: string[] = [];
  for (let at = from; at < size; at = from + texts.length) {
    const index = Math.floor(at / tileWidthMax);
    const width = tileWidth(0, index, size);
    const path = `/v1/log/${entryBundlePath(index, width)}`;
    const bytes = await requests.get(path, { fresh: false, signal });
    if (bytes === null) throw new DeviceError("server-trouble", `${path} is missing`);
    texts.push(...reading(path, () => decodeEntryBundle(bytes, width)).slice(at - index * tileWidthMax));
  }
  return texts;
}

/** What verified entries name. @throws DeviceError `broken-log`. */
function objectsIn(
  texts: readonly string[],
  log: LogRecord,
): { objects: PendingObject[]; nextBatch: number } {
  const objects: PendingObject[] = [];
  let { nextBatch } = log;
  for (const [offset, text] of texts.entries()) {
    const logIndex = log.frontier.size + offset;
    const entry = entryOf(text, logIndex);
    if (entry.kind === "batch" && entry.number !== nextBatch++) {
      throw new DeviceError("broken-log", `entry ${logIndex} is batch ${entry.number}, not ${nextBatch - 1}`);
    }
    if (entry.kind === "batch" || entry.kind === "manifest") objects.push({ logIndex, entry });
  }
  return { objects, nextBatch };
}

function entryOf(text: string, logIndex: number): LogEntry {
  try {
    return parseLogEntry(text);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new DeviceError("broken-log", `entry ${logIndex} of the log is malformed`, { cause });
  }
}

/**
 * Fetch a text that changes.
 *
 * @throws DeviceError `server-trouble` when there is none, or no UTF-8.
 */
export async function readText(
  requests: Requests,
  path: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const bytes = await requests.get(path, { fresh: true, signal });
  if (bytes === null) throw new DeviceError("server-trouble", `${path} is missing`);
  return reading(path, () => decodeUtf8(bytes, path));
}

/** Read what anything between here and the server may have garbled. @throws DeviceError `server-trouble`. */
export function reading<Result>(what: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new DeviceError("server-trouble", `${what} cannot be read`, { cause });
  }
}
