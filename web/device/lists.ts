import { type Batch, intervalOf, intervalStart, openBatch, ProtocolError } from "../../protocol/index.ts";
import { dayOfInterval, daySeconds, oldestDayKept } from "./day.ts";
import { DeviceError } from "./device-error.ts";
import { missing, sha256Hex } from "./manifests.ts";
import type { Requests } from "./request.ts";
import type { PendingObject, StoredBatch } from "./snapshot.ts";

type BatchEntry = Extract<PendingObject["entry"], { kind: "batch" }>;

/** A batch that the log names. */
export interface LoggedBatch {
  readonly logIndex: number;
  readonly entry: BatchEntry;
}

/** A batch that was fetched and is what the log says. */
export interface FetchedBatch extends StoredBatch {
  readonly opened: Batch;
}

/**
 * Fetch a batch that the log names.
 *
 * @returns `null` when it is not served (any more).
 * @throws DeviceError `broken-log` when it is not what the log says.
 * @see SPEC.md §4.6
 */
export async function fetchBatch(
  requests: Requests,
  { entry, logIndex }: LoggedBatch,
  signal: AbortSignal | undefined,
): Promise<FetchedBatch | null> {
  const path = `/v1/batch/${entry.number}`;
  const bytes = await requests.get(path, { fresh: false, signal });
  if (bytes === null) return null;
  if (bytes.length !== entry.bytes || (await sha256Hex(bytes)) !== entry.sha256) {
    const object = { name: path, wanted: entry.sha256, got: await sha256Hex(bytes) };
    throw new DeviceError("broken-log", `${path} is not what was logged`, { reason: "altered", object });
  }
  const opened = open(path, bytes);
  if (opened.number !== entry.number) {
    throw new DeviceError("broken-log", `${path} holds batch ${opened.number}`, { reason: "forbidden" });
  }
  return { number: opened.number, closed: opened.closed, logIndex, bytes, opened };
}

/**
 * Check that batches follow each other and the clock.
 *
 * @param after - Closing interval of the batch before them; `null` when there is none.
 * @param now - Unix seconds.
 * @throws DeviceError `broken-log` when `closed` falls; `clock-behind` when it is ahead by more than an interval.
 * @see SPEC.md §4.6
 */
export function checkOrder(batches: readonly FetchedBatch[], after: number | null, now: number): void {
  let closedBefore = after ?? 0;
  for (const { number, closed } of batches) {
    if (closed < closedBefore) {
      throw new DeviceError(
        "broken-log",
        `batch ${number} closed in ${closed}, the one before in ${closedBefore}`,
        { reason: "clock" },
      );
    }
    if (closed > intervalOf(now) + 1) {
      throw new DeviceError("clock-behind", `batch ${number} closed in ${closed}, now is ${intervalOf(now)}`);
    }
    closedBefore = closed;
  }
}

/** What {@link skipGone} needs to know. */
export interface Absence {
  readonly now: number;
  readonly retentionDays: number;
  readonly staleHours: number;
  /** Intervals in which the visits at stake were recorded. */
  readonly recordedIn: readonly number[];
}

/**
 * Leave out the batches at the beginning that have aged out, after a long absence or at first start. When a batch was closed
 * stands in itself only, and those past retention are no longer served: so the first that matters is searched by halves. The
 * newest always matters.
 *
 * Which batches are asked for does not depend on any visit.
 *
 * @param batches - Ascending, at least one.
 * @throws DeviceError `broken-log` (`missing`) when the newest is not served; `server-trouble` when a batch that could still
 *   warn of a visit is not.
 * @see SPEC.md §4.7
 */
export async function skipGone(
  requests: Requests,
  batches: readonly LoggedBatch[],
  absence: Absence,
  signal: AbortSignal | undefined,
): Promise<readonly LoggedBatch[]> {
  const oldest = oldestDayKept(absence.now, absence.retentionDays);
  let first = 0;
  let last = batches.length - 1;
  let lastClosed: number | null = null;
  let isGone = false;
  while (first < last) {
    const middle = Math.floor((first + last) / 2);
    const batch = await fetchBatch(requests, batches[middle]!, signal);
    if (batch !== null && dayOfInterval(batch.closed) >= oldest) {
      last = middle;
      lastClosed = batch.closed;
    } else {
      first = middle + 1;
      isGone = batch === null;
    }
  }
  if (lastClosed === null) lastClosed = (await fetchBatch(requests, batches[first]!, signal))?.closed ?? null;
  if (lastClosed === null) {
    const { number, sha256 } = batches[first]!.entry;
    throw missing(`/v1/batch/${number}`, sha256);
  }
  if (isGone) checkGap(lastClosed, absence);
  return batches.slice(first);
}

/** The batch before is not served. Is it past retention, or does somebody hide it? */
function checkGap(closed: number, { now, retentionDays, staleHours, recordedIn }: Absence): void {
  const slack = Math.max(daySeconds, staleHours * 3_600);
  const isOld = intervalStart(closed) <= now - retentionDays * daySeconds + slack;
  if (!isOld && recordedIn.some((interval) => interval <= closed)) {
    throw new DeviceError("server-trouble", `the batch before the one closed in ${closed} is missing`);
  }
}

function open(path: string, bytes: Uint8Array): Batch {
  try {
    return openBatch(bytes);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new DeviceError("broken-log", `${path} was logged and is no batch`, { cause, reason: "forbidden" });
  }
}
