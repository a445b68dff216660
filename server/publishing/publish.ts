import { encodeBatch, epochOf, intervalOf } from "../../protocol/index.ts";
import { forgetAuthority, wipeAuthority } from "../authority/aging.ts";
import { dayOf, hourOf, periodStartOf } from "../clock.ts";
import { appendToLog, batchEntry } from "../log.ts";
import { forgetFormerPeers } from "../mirror/aging.ts";
import { nowOf, type World } from "../world.ts";
import { takeDailyClaims } from "./daily-claims.ts";
import { pausedFor } from "./pause.ts";
import { oldestClosingKept, oldestHourCounted } from "./retention.ts";

/** A batch that has just been closed. */
export interface PublishedBatch {
  readonly number: number;
  /** Size of the file. It says nothing of how many tokens are in it, unless there are very many. */
  readonly bytes: number;
}

/**
 * Close the batch of the present period, unless that has been done: by this process, by one that was killed after it, or by
 * another over the same store. One transaction takes the due tokens, writes the batch, its entry, those of the claims of days
 * that are over, and the new checkpoint, and forgets the tokens. After a pause one batch covers it. When the clock goes back
 * nothing is closed until it has caught up.
 *
 * @returns Null when there is nothing to close; always during a pause, and after the sunset.
 * @throws whatever the store throws: then nothing has been closed, and the next attempt starts afresh.
 * @see SPEC.md §4.6
 */
export function publish(world: World): PublishedBatch | null {
  const { store } = world;
  const now = nowOf(world);
  if (world.region.isPastSunset(now)) {
    wipe(world);
    return null;
  }
  deleteOldGatewayKeys(world, now);
  // The keys first: a nonce may be forgotten only when nobody can redeem its ticket any more.
  const keysAreGone = deleteOldTicketKeys(world, now);
  const published = store.transaction(() => {
    const newest = store.batches.newest()!;
    const periodStart = periodStartOf(now, world.periodSeconds);
    if (periodStart <= newest.periodStart || pausedFor(store.log) !== null) return null;
    const number = newest.number + 1;
    const closed = Math.max(newest.closed, intervalOf(now));
    const regionId = world.region.root.id;
    const bytes = encodeBatch({ number, closed, regionId, exposed: store.reports.due(number) });
    store.batches.add({ number, periodStart, closed }, bytes);
    store.reports.deleteDue(number);
    const claims = takeDailyClaims(store.claimCounts, now);
    appendToLog(store.log, world.keys.log(), [batchEntry(number, bytes), ...claims]);
    forget(world, now, keysAreGone);
    return { number, bytes: bytes.length };
  });
  if (published !== null) cutBack(world);
  return published;
}

/**
 * During a pause of publishing: forget what has had its time, and in which order it came, as with a batch. Once a period is
 * often enough.
 *
 * @throws whatever the store throws: then nothing has been forgotten.
 */
export function forgetWhilePaused(world: World): void {
  const now = nowOf(world);
  const keysAreGone = deleteOldTicketKeys(world, now);
  world.store.transaction(() => forget(world, now, keysAreGone));
  cutBack(world);
}

/** Forget what has had its time. Call inside a transaction. @param keysAreGone - See {@link deleteOldTicketKeys}. */
function forget(world: World, now: number, keysAreGone: boolean): void {
  const { store, region } = world;
  forgetAuthority(world, now);
  for (const { hour, purpose, count } of store.claims.expiredUnused(hourOf(now)))
    store.hourlyCounts.add(hour, "expired", purpose, count);
  store.claims.deleteExpired(hourOf(now));
  store.hourlyCounts.deleteBefore(oldestHourCounted(now));
  store.reports.forgetBodiesBefore(dayOf(now));
  store.batches.deleteClosedBefore(oldestClosingKept(region.policy(now).retentionDays, now));
  if (keysAreGone) store.reports.deleteNoncesBefore(oldestEpoch(now));
  store.forgetArrivalOrder();
}

/** @returns Whether they are gone; if not, all else goes on, and the next closing tries again. */
function deleteOldTicketKeys({ keys, log }: World, now: number): boolean {
  try {
    keys.deleteTicketKeysBefore(oldestEpoch(now));
    return true;
  } catch (error) {
    log.error(error, "Old ticket keys could not be deleted; this is tried again with the next batch.");
    return false;
  }
}

function deleteOldGatewayKeys({ keys, region, log }: World, now: number): void {
  try {
    keys.gateway.deleteOutOfUse(region.manifests(), now);
  } catch (error) {
    log.error(
      error,
      "Old keys of the gateway could not be deleted; this is tried again with the next batch.",
    );
  }
}

/** What follows the commit: the batch is closed whether or not this succeeds. */
function cutBack({ store, log }: World): void {
  try {
    if (store.truncateJournal()) return;
    log.warn("Another process was reading: the database's journal is cut back with the next batch.");
  } catch (error) {
    log.error(
      error,
      "The database's journal could not be cut back; this is tried again with the next batch.",
    );
  }
}

/** The sunset: everything goes but what is public and past change (root, manifests, log). */
function wipe(world: World): void {
  const { store, keys } = world;
  store.transaction(() => {
    store.claims.deleteAll();
    store.claimCounts.deleteAll();
    store.hourlyCounts.deleteAll();
    store.reports.deleteAll();
    store.batches.deleteAllBytes();
    wipeAuthority(world);
  });
  forgetFormerPeers(world);
  keys.deleteTicketKeysBefore(Infinity);
  keys.gateway.deleteAll();
  store.truncateJournal();
}

/** The oldest epoch whose tickets are still redeemed; keys and nonces of older ones go. */
function oldestEpoch(now: number): number {
  return epochOf(now) - 1;
}
