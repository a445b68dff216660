import { intervalStart, type LogEntry, type RegionRoot } from "../../protocol/index.ts";
import { secondsPerDay } from "../clock.ts";
import { type BatchEntry, findMissing, findWrongClosing, readBatch } from "../monitor/batches.ts";
import { Difference } from "../monitor/findings.ts";
import type { Site } from "../monitor/site.ts";
import type { Store } from "../store/store.ts";

/** No region's rules keep a batch longer. @see SPEC.md §4.7 */
const retentionDaysMax = 30;

/** A larger batch is not mirrored: it holds six million tokens of one period, and decoding it keeps everyone waiting. */
const batchBytesMax = 2 ** 25;

/** More is not kept of one peer: 30 days of hourly batches with a million tokens each. */
const peerBytesMax = 2 ** 32;

/**
 * The batches that new entries name, which follow those before without a gap.
 *
 * @param batchesHeld - How many batches are logged before the entries.
 * @throws {@link Difference}
 */
export function newBatchEntries(entries: readonly LogEntry[], batchesHeld: number): BatchEntry[] {
  const logged = entries.filter((entry) => entry.kind === "batch");
  for (const [index, { number }] of logged.entries()) {
    const wanted = batchesHeld + index;
    if (number !== wanted)
      throw new Difference("log", `batch ${wanted} is not logged: batch ${number} is in its place`);
  }
  return logged;
}

/**
 * Fetch the batches that new entries name, the newest first, until one is no longer served, and keep each at once: what was
 * fetched before a crash is not fetched again. Each is as logged, and a batch in every particular.
 *
 * @param peer - Hash of its root, 64 hex digits.
 * @param logged - From {@link newBatchEntries}; they are under a verified checkpoint.
 * @throws {@link Difference}
 */
export async function keepNewBatches(
  store: Store,
  site: Site,
  peer: string,
  root: RegionRoot,
  logged: readonly BatchEntry[],
  now: number,
): Promise<void> {
  const { mirror } = store;
  for (const entry of logged.toReversed()) {
    if ((await mirror.batchHash(peer, entry.number)) === entry.sha256) continue;
    const what = `batch ${entry.number}`;
    if (entry.bytes > batchBytesMax)
      throw new Difference(what, `it has ${entry.bytes} bytes; up to ${batchBytesMax} are mirrored`);
    if ((await mirror.bytes(peer)) + entry.bytes > peerBytesMax)
      throw new Difference(what, `with it there would be more than ${peerBytesMax} bytes of this peer`);
    const batch = await readBatch(site, root, entry, entry.bytes);
    if (batch === null) return;
    const { closed, bytes } = batch;
    await store.transaction(async () =>
      mirror.addBatch(peer, { number: entry.number, closed, sha256: entry.sha256 }, bytes),
    );
    if (intervalStart(closed) + retentionDaysMax * secondsPerDay < now) return;
  }
}

/**
 * New batches closed one after the other.
 *
 * @param batchesHeld - How many batches are logged before the new ones.
 * @param closings - Of all that are kept.
 * @throws {@link Difference} of the first that did not.
 */
export function checkOrder(batchesHeld: number, closings: ReadonlyMap<number, number>, now: number): void {
  let before = closings.get(batchesHeld - 1) ?? 0;
  for (const [number, closed] of closings) {
    if (number < batchesHeld) continue;
    const [problem] = findWrongClosing(number, closed, before, now);
    if (problem !== undefined) throw problem;
    before = closed;
  }
}

/**
 * New batches that are not here have aged out.
 *
 * @param batches - How many are logged in all.
 * @param closings - Of all that are kept.
 * @throws {@link Difference} of the first that has not.
 */
export function checkNoneMissing(
  batchesHeld: number,
  batches: number,
  closings: ReadonlyMap<number, number>,
  retentionDays: number,
  now: number,
): void {
  const isNew = (number: number): boolean => number >= batchesHeld;
  const here = new Map([...closings].filter(([number]) => isNew(number)));
  const numbers = Array.from({ length: batches - batchesHeld }, (_, index) => batchesHeld + index);
  const missing = numbers.filter((number) => !here.has(number));
  const found = { logged: batches, closings: here, missing };
  const [problem] = findMissing(found, { now, retentionDays, known: new Map() });
  if (problem !== undefined) throw problem;
}
