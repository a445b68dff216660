import {
  appendLeaf,
  cosignatureVerifier,
  decodeEntryBundle,
  decodeUtf8,
  emptyFrontier,
  entryBundlePath,
  type Frontier,
  leafHash,
  type LogEntry,
  noteVerifier,
  openCheckpoint,
  type OpenedCheckpoint,
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

/** How far a witness's clock may be ahead of this device's, in seconds: beyond it a cosignature does not count. @see SPEC.md §4.7 */
const cosignatureAheadSeconds = 3_600;

const checkpointOf = remembering(4, (note: string, logKey: string, ...witnesses: string[]) =>
  openCheckpoint(note, noteVerifier(logKey), witnesses.map(cosignatureVerifier)),
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
 * @param now - Unix seconds.
 * @returns `null` when nothing is new.
 * @throws DeviceError `broken-log` with its reason: `fork`, `rollback`, `gap`, `altered`, `forbidden`, `unsigned` or
 *   `missing-quorum`; `wrong-region` when another region has taken this address; `server-trouble` when no log is served.
 * @see SPEC.md §4.7
 */
export async function followLog(
  requests: Requests,
  region: Region,
  log: LogRecord,
  now: number,
  signal: AbortSignal | undefined,
): Promise<LogProgress | null> {
  const note = await readText(requests, "/v1/log/checkpoint", signal);
  if (note === log.checkpoint) return null;
  const checkpoint = await openCheckpointNote(requests, region, note, signal);
  const { size, root } = checkpoint;
  if (size < log.frontier.size) {
    throw new DeviceError("broken-log", `the log has ${size} entries and had ${log.frontier.size}`, {
      reason: "rollback",
      served: note,
    });
  }
  const texts = await newEntries(requests, log.frontier.size, size, signal);
  const frontier = grown(log.frontier, texts);
  if (!isRoot(frontier, root)) {
    throw (await isFork(requests, log.frontier, checkpoint, signal))
      ? new DeviceError(
          "broken-log",
          `the log signed another history than the ${log.frontier.size} entries before`,
          {
            reason: "fork",
            served: note,
          },
        )
      : new DeviceError("broken-log", `the entries do not make the root of the checkpoint at ${size}`, {
          reason: "altered",
          served: note,
        });
  }
  // Last: what the log itself has signed against this device's history is proof, whoever else has signed it or not.
  demandQuorum(region, checkpoint, note, now);
  const { objects, ...known } = objectsIn(texts, log, note);
  return { log: { frontier, checkpoint: note, ...known }, objects };
}

/**
 * The new entries do not lead from what this device holds to the checkpoint. Did the log sign two histories, or are the
 * entries not those that it signed? All of them together tell.
 *
 * @see SPEC.md §4.7
 */
async function isFork(
  requests: Requests,
  held: Frontier,
  { size, root }: OpenedCheckpoint,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (size === held.size) return true;
  const texts = await newEntries(requests, 0, size, signal, { fresh: true });
  const begins = isRoot(grown(emptyFrontier, texts.slice(0, held.size)), treeRoot(held));
  return !begins && isRoot(grown(emptyFrontier, texts), root);
}

function grown(frontier: Frontier, texts: readonly string[]): Frontier {
  return texts.reduce((tree, text) => appendLeaf(tree, leafHash(text)), frontier);
}

function isRoot(frontier: Frontier, root: Uint8Array): boolean {
  return bytesToHex(treeRoot(frontier)) === bytesToHex(root);
}

async function openCheckpointNote(
  requests: Requests,
  region: Region,
  note: string,
  signal: AbortSignal | undefined,
) {
  try {
    return checkpointOf(note, region.newest.logKey, ...region.newest.witnesses);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    // A sign-in page of a hotel's network answers everything, too.
    if (cause.code === "malformed")
      throw new DeviceError("server-trouble", "this is no checkpoint", { cause });
    const served = openServedRoot(await readText(requests, "/v1/root", signal));
    if (served !== null && bytesToHex(served.hash) !== bytesToHex(region.root.hash)) {
      throw new DeviceError("wrong-region", `this address serves region ${bytesToHex(served.id)}`, { cause });
    }
    throw new DeviceError("broken-log", "the checkpoint is not signed by the region's log", {
      cause,
      reason: "unsigned",
      served: note,
    });
  }
}

/** @throws DeviceError `broken-log` when too few witnesses say that everyone is shown this log. @see SPEC.md §4.7 */
function demandQuorum(
  region: Region,
  { size, cosignedBy }: OpenedCheckpoint,
  served: string,
  now: number,
): void {
  const { quorum } = region.newest;
  const counted = cosignedBy.filter(({ timestamp }) => timestamp <= now + cosignatureAheadSeconds).length;
  if (counted >= quorum) return;
  throw new DeviceError(
    "broken-log",
    `the checkpoint at ${size} has ${counted} cosignatures that count, and needs ${quorum}`,
    { reason: "missing-quorum", served },
  );
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
  { fresh } = { fresh: false },
): Promise<string[]> {
  const texts: string[] = [];
  for (let at = from; at < size; at = from + texts.length) {
    const index = Math.floor(at / tileWidthMax);
    const width = tileWidth(0, index, size);
    const path = `/v1/log/${entryBundlePath(index, width)}`;
    const bytes = await requests.get(path, { fresh, signal });
    if (bytes === null) throw new DeviceError("server-trouble", `${path} is missing`);
    texts.push(...reading(path, () => decodeEntryBundle(bytes, width)).slice(at - index * tileWidthMax));
  }
  return texts;
}

/** What verified entries name. @throws DeviceError `broken-log`. */
function objectsIn(
  texts: readonly string[],
  log: LogRecord,
  served: string,
): Omit<LogRecord, "frontier" | "checkpoint"> & { objects: PendingObject[] } {
  const objects: PendingObject[] = [];
  let { nextBatch, release, paused = null } = log;
  for (const [offset, text] of texts.entries()) {
    const logIndex = log.frontier.size + offset;
    const entry = entryOf(text, logIndex, served);
    if (entry.kind === "batch" && entry.number !== nextBatch++) {
      throw new DeviceError(
        "broken-log",
        `entry ${logIndex} is batch ${entry.number}, not ${nextBatch - 1}`,
        {
          reason: "gap",
          served,
        },
      );
    }
    if (entry.kind === "batch" || entry.kind === "manifest") objects.push({ logIndex, entry });
    if (entry.kind === "pause") paused = entry.reason;
    if (entry.kind === "resume") paused = null;
    if (entry.kind === "release") release = { version: entry.version, sha256: entry.sha256, logIndex };
  }
  return { objects, nextBatch, release, paused };
}

function entryOf(text: string, logIndex: number, served: string): LogEntry {
  try {
    return parseLogEntry(text);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new DeviceError("broken-log", `entry ${logIndex} of the log is malformed`, {
      cause,
      reason: "forbidden",
      served,
    });
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
