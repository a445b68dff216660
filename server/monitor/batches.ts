import { createHash } from "node:crypto";
import {
  decodeBatch,
  drillToken,
  evidence,
  formatUtc,
  intervalLimit,
  intervalOf,
  intervalStart,
  type LogEntry,
  lookUp,
  type Policy,
  type RegionRoot,
} from "../../protocol/index.ts";
import { counted, Difference, type Findings, found } from "./findings.ts";
import { opening } from "./region-root.ts";
import { eachOf, type Site } from "./site.ts";

/** The largest batch that a device could read: 2^24 values of 41 bits on average, and the segments' lengths. */
const batchBytesMax = 2 ** 27;

/** How many numbers beyond the last logged one are asked for. */
const numbersBeyond = 3;

/** After a pause of the server a batch may be followed by one that closed much later; a period has at most a day. */
const longestPeriodSeconds = 86_400;

/** An entry that names a batch. */
export type BatchEntry = Extract<LogEntry, { kind: "batch" }>;

/** What was found out about the logged batches. */
export interface Batches {
  readonly logged: number;
  /** Closing intervals of the batches that are served and right, ascending by number. */
  readonly closings: ReadonlyMap<number, number>;
  /** Numbers that are not served. */
  readonly missing: readonly number[];
}

/**
 * Fetch every batch that the log names: it is as logged, a batch in every particular, closed after the one before, and holds
 * the drill token.
 *
 * @param now - Unix seconds.
 */
export async function checkBatches(
  site: Site,
  root: RegionRoot,
  entries: readonly LogEntry[],
  now: number,
  findings: Findings,
): Promise<Batches> {
  const logged = entries.filter((entry) => entry.kind === "batch");
  if (logged.length === 0) throw new Difference("log", "it has no batch");
  for (const [index, { number }] of logged.entries()) {
    if (number !== index)
      throw new Difference("log", `batch ${index} is not logged: batch ${number} is in its place`);
  }
  const results = await eachOf(logged, async (entry) => found(async () => readBatch(site, root, entry)));
  const closings = new Map<number, number>();
  const missing: number[] = [];
  let before = 0;
  for (const [number, result] of results.entries()) {
    if (result === null) missing.push(number);
    else if (result instanceof Difference) findings.problem(result);
    else {
      const { closed } = result;
      for (const problem of findWrongClosing(number, closed, before, now)) findings.problem(problem);
      before = Math.max(before, closed);
      closings.set(number, closed);
    }
  }
  return { logged: logged.length, closings, missing };
}

/** What is wrong with when a batch closed. @param before - Closing interval of the one before. */
export function findWrongClosing(number: number, closed: number, before: number, now: number): Difference[] {
  const what = `batch ${number}`;
  return [
    ...(closed < before
      ? [new Difference(what, `it closed in interval ${closed}, one before it in ${before}`)]
      : []),
    ...(closed > intervalOf(now) + 1
      ? [new Difference(what, `it closed in the future, ${timeOf(closed)}`)]
      : []),
  ];
}

/** A batch that is served, and right. */
export interface ServedBatch {
  readonly closed: number;
  readonly bytes: Uint8Array;
}

/**
 * Fetch a batch that the log names: as logged, a batch in every particular, and with the drill token.
 *
 * @param bytesMax - Reading stops there.
 * @returns Null when it is not served.
 * @throws {@link Difference}
 */
export async function readBatch(
  site: Site,
  root: RegionRoot,
  entry: BatchEntry,
  bytesMax = batchBytesMax,
): Promise<ServedBatch | null> {
  const what = `batch ${entry.number}`;
  const bytes = await site.get(`/v1/batch/${entry.number}`, bytesMax);
  if (bytes === null) return null;
  if (bytes.length !== entry.bytes)
    throw new Difference(what, `it has ${bytes.length} bytes, logged were ${entry.bytes}`);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== entry.sha256)
    throw new Difference(what, `its SHA-256 is ${sha256}, logged was ${entry.sha256}`);
  const { batch } = opening(what, () => decodeBatch(bytes));
  if (batch.number !== entry.number) throw new Difference(what, `it says that it is batch ${batch.number}`);
  const drill = { evidence: evidence.confirmed, token: drillToken(root.id, batch.closed) };
  if (!lookUp(batch, [drill]).found[0]!) throw new Difference(what, "it does not hold the drill token");
  return { closed: batch.closed, bytes };
}

/** What decides whether a batch may be gone. */
export interface Retention {
  readonly now: number;
  readonly retentionDays: number;
  /** Closing intervals known from earlier visits. */
  readonly known: ReadonlyMap<number, number>;
}

/**
 * What is wrong with batches that are not served: each must have aged out.
 *
 * When a batch closed stands in itself only. What an earlier visit saw is known exactly; of others, that they lie before the
 * oldest that is served.
 */
export function findMissing(
  { logged, closings, missing }: Batches,
  { now, retentionDays, known }: Retention,
): Difference[] {
  const isKept = (closed: number, slack = 0): boolean =>
    intervalStart(closed) + retentionDays * 86_400 > now + slack;
  const oldest = closings.keys().next().value ?? Infinity;
  const wrong = new Map<number, string>();
  for (const number of missing) {
    const closed = known.get(number);
    if (number === logged - 1) wrong.set(number, "it is missing, though it is the newest");
    else if (number > oldest) wrong.set(number, `it is missing, though batch ${oldest} before it is served`);
    else if (closed !== undefined && isKept(closed))
      wrong.set(number, `it is missing, and closed only on ${timeOf(closed)}`);
    else if (
      closed === undefined &&
      number === oldest - 1 &&
      isKept(closings.get(oldest)!, longestPeriodSeconds)
    ) {
      wrong.set(
        number,
        `it is missing, and the one after it closed only on ${timeOf(closings.get(oldest)!)}`,
      );
    }
  }
  const kept = `kept are ${counted(retentionDays, "day")}`;
  return [...wrong].map(([number, why]) => new Difference(`batch ${number}`, `${why}; ${kept}`));
}

/**
 * A batch was closed lately: devices call a list old that is not.
 *
 * @throws {@link Difference} unless the log says that the server pauses.
 */
export function checkFreshness(
  { logged, closings }: Batches,
  entries: readonly LogEntry[],
  { staleHours }: Pick<Policy, "staleHours">,
  now: number,
): void {
  const closed = closings.get(logged - 1);
  const isPaused = entries.findLast(({ kind }) => kind === "pause" || kind === "resume")?.kind === "pause";
  if (closed === undefined || isPaused || intervalStart(closed) >= now - staleHours * 3600) return;
  throw new Difference(
    `batch ${logged - 1}`,
    `it is the newest and closed ${timeOf(closed)}, over ${staleHours} hours ago`,
  );
}

/**
 * The first batch beyond the logged ones that is served, or null.
 *
 * @param logged - How many are logged.
 */
export async function findUnlogged(site: Site, logged: number): Promise<number | null> {
  for (let number = logged; number < logged + numbersBeyond; number++) {
    if ((await site.get(`/v1/batch/${number}`, batchBytesMax)) !== null) return number;
  }
  return null;
}

/** The beginning of an interval, for people; one that no code can name by its number. */
export function timeOf(interval: number): string {
  return interval < intervalLimit ? formatUtc(intervalStart(interval)) : `in interval ${interval}`;
}
