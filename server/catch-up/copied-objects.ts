import { createHash } from "node:crypto";
import {
  acceptManifest,
  type Batch,
  decodeBatch,
  decodeUtf8,
  intervalStart,
  type LogEntry,
  type Manifest,
  openBatch,
  openManifest,
  type RegionRoot,
  sunsetOf,
} from "../../protocol/index.ts";
import { secondsPerDay } from "../clock.ts";
import { OperatorError } from "../operator-error.ts";
import { refusing } from "./copied-log.ts";
import type { Copy } from "./copy.ts";

/** The largest batch that a device could read: 2^24 values of 41 bits on average, and the segments' lengths. */
const batchBytesMax = 2 ** 27;

/** A batch may be followed by one that closed so much later. */
const longestPeriodSeconds = secondsPerDay;

/** The longest note that a device reads has 262,144 characters, of up to three bytes each. */
const manifestBytesMax = 3 * 262_144;

/** A batch that was read and is as logged. */
export interface CopiedBatch {
  readonly number: number;
  readonly closed: number;
  readonly bytes: Uint8Array;
  readonly opened: Batch;
}

/** A manifest that was read, is as logged and may follow the one before. */
export interface CopiedManifest {
  readonly note: string;
  readonly manifest: Manifest;
}

/** What the database has, and the new entries go on from. */
export interface Held {
  readonly root: RegionRoot;
  readonly manifest: Manifest;
  readonly batch: { readonly number: number; readonly closed: number };
  readonly logKey: string;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Read every object that the new entries name. Each is as logged and what a device would take. Batches at the beginning may be
 * gone when they have aged out; the newest is always needed, unless the region has ended.
 *
 * @throws {@link OperatorError} with the reason.
 */
export async function readCopiedObjects(
  copy: Copy,
  entries: readonly LogEntry[],
  held: Held,
): Promise<{ batches: CopiedBatch[]; manifests: CopiedManifest[] }> {
  const batches: CopiedBatch[] = [];
  const manifests: CopiedManifest[] = [];
  let { number } = held.batch;
  let isGapBefore = false;
  let previous = held.manifest;
  let closedBefore = held.batch.closed;
  for (const entry of entries) {
    if (entry.kind === "batch") {
      if (entry.number !== ++number)
        throw new OperatorError(`Batch ${number} is not in the log of ${copy.name}. Nothing was changed.`);
      const batch = await readBatch(copy, entry);
      if (batch === null) {
        if (batches.length > 0) throw missing(copy, `batch/${number}`);
        isGapBefore = true;
        continue;
      }
      if (batch.closed < closedBefore)
        throw new OperatorError(`Batch ${number} in ${copy.name} closed before the one before it.`);
      if (isGapBefore && batches.length === 0) checkAgedOut(copy, batch, previous, held.now);
      closedBefore = batch.closed;
      batches.push(batch);
    }
    if (entry.kind === "manifest") {
      const note = await readManifest(copy, entry);
      const manifest = refusing(`Manifest ${entry.sequence} in ${copy.name}`, () => {
        const opened = openManifest(note, held.root);
        acceptManifest(opened, { now: held.now, previous, closedBefore });
        return opened;
      });
      if (manifest.logKey !== held.logKey || manifest.sequence !== previous.sequence + 1)
        throw new OperatorError(
          `Manifest ${entry.sequence} in ${copy.name} does not follow manifest ${previous.sequence}.`,
        );
      manifests.push({ note, manifest });
      previous = manifest;
    }
  }
  if (isGapBefore && batches.length === 0 && held.now < sunsetOf(previous))
    throw missing(copy, `batch/${number}`);
  return { batches, manifests };
}

async function readBatch(
  copy: Copy,
  { number, bytes: length, sha256 }: Extract<LogEntry, { kind: "batch" }>,
): Promise<CopiedBatch | null> {
  const bytes = await copy.get(`batch/${number}`, batchBytesMax);
  if (bytes === null) return null;
  const what = `Batch ${number} in ${copy.name}`;
  if (bytes.length !== length || sha256Of(bytes) !== sha256) throw altered(what);
  const opened = refusing(what, () => {
    decodeBatch(bytes);
    return openBatch(bytes);
  });
  if (opened.number !== number) throw altered(what);
  return { number, closed: opened.closed, bytes, opened };
}

async function readManifest(
  copy: Copy,
  { sequence, sha256 }: Extract<LogEntry, { kind: "manifest" }>,
): Promise<string> {
  const path = `manifest/${sequence}`;
  const bytes = await copy.get(path, manifestBytesMax);
  if (bytes === null) throw missing(copy, path);
  const what = `Manifest ${sequence} in ${copy.name}`;
  if (sha256Of(bytes) !== sha256) throw altered(what);
  return refusing(what, () => decodeUtf8(bytes, "manifest"));
}

/** Of batches that are gone it is not known when they closed: only that one that is there came after them. */
function checkAgedOut(copy: Copy, { number, closed }: CopiedBatch, { policy }: Manifest, now: number): void {
  const goneAt = intervalStart(closed) + policy.retentionDays * secondsPerDay;
  if (goneAt > now + longestPeriodSeconds) throw missing(copy, `batch/${number - 1}`);
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function missing(copy: Copy, path: string): OperatorError {
  return new OperatorError(`${path} is missing in ${copy.name}. Nothing was changed.`);
}

function altered(what: string): OperatorError {
  return new OperatorError(`${what} is not what the log says: the copy was altered. Nothing was changed.`);
}
