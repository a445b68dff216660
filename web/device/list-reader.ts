import { bytesToHex } from "@noble/hashes/utils.js";
import { intervalStart, sunsetOf } from "../../protocol/index.ts";
import { checkArrived } from "./arrival.ts";
import { askingOnce } from "./asking-once.ts";
import { daySeconds } from "./day.ts";
import { DeviceError } from "./device-error.ts";
import { checkOrder, fetchBatch, type FetchedBatch, type LoggedBatch, skipGone } from "./lists.ts";
import { followLog } from "./log-follower.ts";
import { confirmLogged, meetRegion, missing } from "./manifests.ts";
import type { Matcher } from "./matcher.ts";
import { policyAt, type Region, regionOf } from "./region.ts";
import type { Requests } from "./request.ts";
import { emptyRegion, type LogRecord, type PendingObject, type RegionRecord } from "./snapshot.ts";

/** Lists that are fetched at once. */
const listsAtOnce = 8;

/** What reading lists without a diary works with. */
export interface ListReaderParts {
  readonly requests: Requests;
  readonly matcher: Matcher;
  /** The hash that the region's root must have, 64 hex digits; `null` to take the one that is served. */
  readonly pinned: string | null;
  /** Unix seconds. */
  readonly now: () => number;
}

/** Which lists to read. */
export interface ReadOptions {
  /** An interval: lists that were closed on the days before it are left out. By default all that are still kept are read. */
  readonly since?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A list that was checked to its last bit, and how far the reading is with it. */
export interface ReadList {
  readonly list: FetchedBatch;
  /** From 1 on. */
  readonly done: number;
  readonly total: number;
}

/** What was seen of the region, each part verified. */
interface Seen {
  readonly record: RegionRecord;
  readonly log: LogRecord;
  /** All that the log names, in its order. */
  readonly objects: readonly PendingObject[];
}

/**
 * Reads a region's lists for a page that keeps no diary: under the same checks as a phone's, from the stewards' signatures over the
 * whole log to each list's last bit, and keeps nothing on the disk. What is asked for does not depend on what is looked for. Later
 * looks through the same reader must continue the log of the first.
 *
 * @see SPEC.md §4.6, §4.7
 */
export class ListReader {
  readonly #parts: ListReaderParts;
  readonly #requests: Requests;
  #seen: Seen | null = null;

  constructor(parts: ListReaderParts) {
    this.#parts = parts;
    this.#requests = askingOnce(parts.requests);
  }

  /**
   * Follow the log to where it is now.
   *
   * @returns The region, with its newest manifest.
   * @throws DeviceError `offline`, `server-trouble`, `broken-log`, `wrong-region`, `clock-behind`, `ended`.
   */
  async look(signal?: AbortSignal): Promise<Region> {
    const now = this.#parts.now();
    this.#seen = this.#seen === null ? await this.#meet(signal) : await this.#goOn(this.#seen, signal);
    const region = regionOf(this.#seen.record);
    const { newest } = region;
    if (now >= sunsetOf(newest)) throw new DeviceError("ended", `the programme ended on ${newest.sunset}`);
    return region;
  }

  /**
   * Read the lists that are still kept, oldest first, after a {@link ListReader.look}.
   *
   * @throws DeviceError as {@link ListReader.look}; `broken-log` too for a list that is not what was logged.
   */
  async *read({ since, signal }: ReadOptions = {}): AsyncGenerator<ReadList, void, undefined> {
    if (this.#seen === null) await this.look(signal);
    const { record, objects } = this.#seen!;
    const { matcher, now } = this.#parts;
    const batches = objects.filter(isBatch);
    if (batches.length === 0) return;
    const policy = policyAt(regionOf(record), now());
    const days = since === undefined ? policy.retentionDays : daysSince(since, now());
    const retentionDays = Math.min(policy.retentionDays, days);
    // Any list that is hidden could be the one that is looked for.
    const absence = { now: now(), staleHours: policy.staleHours, recordedIn: [0], retentionDays };
    const kept = await skipGone(this.#requests, batches, absence, signal);
    let closedBefore: number | null = null;
    for (let from = 0; from < kept.length; from += listsAtOnce) {
      const fetched = await this.#fetch(kept.slice(from, from + listsAtOnce), signal);
      checkOrder(fetched, closedBefore, now());
      for (const [index, list] of fetched.entries()) {
        signal?.throwIfAborted();
        await checkArrived(matcher, [list]);
        yield { list, done: from + index + 1, total: kept.length };
        closedBefore = list.closed;
      }
    }
  }

  async #fetch(
    batches: readonly LoggedBatch[],
    signal: AbortSignal | undefined,
  ): Promise<readonly FetchedBatch[]> {
    return Promise.all(
      batches.map(async (batch) => {
        const list = await fetchBatch(this.#requests, batch, signal);
        if (list === null) throw missing(`/v1/batch/${batch.entry.number}`, batch.entry.sha256);
        return list;
      }),
    );
  }

  async #meet(signal: AbortSignal | undefined): Promise<Seen> {
    const { pinned, now } = this.#parts;
    const met = await meetRegion(this.#requests, pinned, now(), signal);
    const progress = await followLog(this.#requests, regionOf(met), emptyRegion.log, now(), signal);
    const { log, objects } = progress ?? { log: emptyRegion.log, objects: [] };
    return { record: await confirmLogged(this.#requests, met, objects, now(), signal), log, objects };
  }

  async #goOn(seen: Seen, signal: AbortSignal | undefined): Promise<Seen> {
    const { now } = this.#parts;
    const progress = await followLog(this.#requests, regionOf(seen.record), seen.log, now(), signal);
    if (progress === null) return seen;
    const { log } = progress;
    const objects = [...seen.objects, ...progress.objects];
    if (progress.objects.every(isBatch)) return { ...seen, log, objects };
    const root = bytesToHex(regionOf(seen.record).root.hash);
    const met = await meetRegion(this.#requests, root, now(), signal);
    return { record: await confirmLogged(this.#requests, met, objects, now(), signal), log, objects };
  }
}

/** Midnights in UTC since an interval began. */
function daysSince(interval: number, now: number): number {
  return Math.max(0, Math.floor(now / daySeconds) - Math.floor(intervalStart(interval) / daySeconds));
}

function isBatch(object: PendingObject): object is PendingObject & LoggedBatch {
  return object.entry.kind === "batch";
}
