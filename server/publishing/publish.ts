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
 * Close the batch of the present period, unless that has been done, or falls to another node: by this process, by one that was
 * killed after it, or by another over the same store. One transaction takes the due tokens, writes the batch, its entry, those of the claims of days
 * that are over, and the new checkpoint, and forgets the tokens. After a pause one batch covers it. When the clock goes back
 * nothing is closed until it has caught up.
 *
 * @returns Null when there is nothing to close; always during a pause, and after the sunset.
 * @throws whatever the store throws: then nothing has been closed, and the next attempt starts afresh.
 * @see SPEC.md §4.6
 */
export async function publish(world: World): Promise<PublishedBatch | null> {
  const { store } = world;
  const now = nowOf(world);
  if (await world.region.isPastSunset(now)) {
    await wipe(world);
    return null;
  }
  await deleteOldGatewayKeys(world, now);
  // The keys first: a nonce may be forgotten only when nobody can redeem its ticket any more.
  const keysAreGone = deleteOldTicketKeys(world, now);
  const term = await store.campaign();
  if (term === null) return null;
  const published = await store.transaction(async () => {
    // Another took over while this node slept.
    if (!(await store.publisher.isInTerm(term))) return null;
    const newest = (await store.batches.newest())!;
    const periodStart = periodStartOf(now, world.periodSeconds);
    if (periodStart <= newest.periodStart || (await pausedFor(store.log)) !== null) return null;
    const number = newest.number + 1;
    const closed = Math.max(newest.closed, intervalOf(now));
    const regionId = world.region.root.id;
    const bytes = encodeBatch({ number, closed, regionId, exposed: await store.reports.due(number) });
    await store.batches.add({ number, periodStart, closed }, bytes);
    await store.reports.deleteDue(number);
    const claims = await takeDailyClaims(store.claimCounts, now);
    await appendToLog(store.log, world.keys.log(), [batchEntry(number, bytes), ...claims]);
    await forget(world, now, keysAreGone);
    return { number, bytes: bytes.length };
  });
  if (published !== null) await cutBack(world);
  return published;
}

/**
 * During a pause of publishing: forget what has had its time, and in which order it came, as with a batch. Once a period is
 * often enough.
 *
 * @throws whatever the store throws: then nothing has been forgotten.
 */
export async function forgetWhilePaused(world: World): Promise<void> {
  const now = nowOf(world);
  const keysAreGone = deleteOldTicketKeys(world, now);
  if ((await world.store.campaign()) === null) return;
  await world.store.transaction(async () => forget(world, now, keysAreGone));
  await cutBack(world);
}

/** Forget what has had its time. Call inside a transaction. @param keysAreGone - See {@link deleteOldTicketKeys}. */
async function forget(world: World, now: number, keysAreGone: boolean): Promise<void> {
  const { store, region, log } = world;
  await forgetAuthority(world, now);
  for (const { hour, purpose, count } of await store.claims.expiredUnused(hourOf(now)))
    await store.hourlyCounts.add(hour, "expired", purpose, count);
  await store.claims.deleteExpired(hourOf(now));
  await store.hourlyCounts.deleteBefore(oldestHourCounted(now));
  await store.reports.forgetBodiesBefore(dayOf(now));
  await store.batches.deleteClosedBefore(oldestClosingKept((await region.policy(now)).retentionDays, now));
  if (keysAreGone) {
    // Other nodes may have these keys yet.
    await store.publisher.setOldestEpoch(oldestEpoch(now));
    await store.reports.deleteNoncesBefore(oldestEpoch(now));
  }
  if (await store.forgetArrivalOrder()) return;
  log.warn(
    "Somebody else reads the database, for a backup perhaps: it shows in which order things came until the next batch.",
  );
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

async function deleteOldGatewayKeys({ keys, region, log }: World, now: number): Promise<void> {
  try {
    keys.gateway.deleteOutOfUse(await region.manifests(), now);
  } catch (error) {
    log.error(
      error,
      "Old keys of the gateway could not be deleted; this is tried again with the next batch.",
    );
  }
}

/** What follows the commit: the batch is closed whether or not this succeeds. */
async function cutBack({ store, log }: World): Promise<void> {
  try {
    if (await store.truncateJournal()) return;
    log.warn("Another process was reading: the database's journal is cut back with the next batch.");
  } catch (error) {
    log.error(
      error,
      "The database's journal could not be cut back; this is tried again with the next batch.",
    );
  }
}

/** The sunset: everything goes but what is public and past change (root, manifests, log). */
async function wipe(world: World): Promise<void> {
  const { store, keys } = world;
  await store.transaction(async () => {
    await store.claims.deleteAll();
    await store.claimCounts.deleteAll();
    await store.hourlyCounts.deleteAll();
    await store.reports.deleteAll();
    await store.batches.deleteAllBytes();
    await wipeAuthority(world);
  });
  await forgetFormerPeers(world);
  keys.deleteTicketKeysBefore(Infinity);
  keys.gateway.deleteAll();
  await store.truncateJournal();
}

/** The oldest epoch whose tickets are still redeemed; keys and nonces of older ones go. */
function oldestEpoch(now: number): number {
  return epochOf(now) - 1;
}
