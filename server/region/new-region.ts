import { encodeBatch, intervalOf, openRegionRoot } from "../../protocol/index.ts";
import { dayOf, periodStartOf } from "../clock.ts";
import { appendToLog, batchEntry, manifestEntry } from "../log.ts";
import { OperatorError } from "../operator-error.ts";
import type { Store } from "../store/store.ts";
import { noteKeys } from "./key-check.ts";
import type { KeyDirectory } from "./keys.ts";

/** What a region begins with. */
export interface NewRegion {
  /** The signed root. */
  readonly root: string;
  /** The signed manifest of sequence 1. */
  readonly manifest: string;
  /** Unix seconds. */
  readonly now: number;
  readonly periodSeconds: number;
}

/**
 * Put a region into an empty store: root, first manifest, an empty first batch, and the log over both. Call inside a
 * transaction, with what has been verified; {@link bindKeys} follows after it.
 *
 * @see SPEC.md §4.7
 */
export async function addRegion(
  store: Store,
  keys: KeyDirectory,
  { root, manifest, now, periodSeconds }: NewRegion,
): Promise<void> {
  const first = { number: 0, periodStart: periodStartOf(now, periodSeconds), closed: intervalOf(now) };
  const batch = encodeBatch({ ...first, regionId: openRegionRoot(root).id, exposed: [] });
  await store.region.addRoot(root);
  await store.region.addManifest({ sequence: 1, note: manifest });
  await noteKeys(store, keys);
  await store.batches.add(first, batch);
  await store.claimCounts.dueDay(dayOf(now));
  await appendToLog(store.log, keys.log(), [manifestEntry(1, manifest), batchEntry(0, batch)]);
}

/**
 * Note with the keys which region they belong to, once the store has it. A start that was cut short before this is taken up
 * by the next.
 *
 * @throws {@link OperatorError} when they belong to another one.
 */
export async function bindKeys(store: Store, keys: KeyDirectory): Promise<void> {
  const id = Buffer.from(openRegionRoot((await store.region.root())!).id).toString("hex");
  if (keys.regionId() === null) keys.setRegionId(id);
  if (keys.regionId() !== id) {
    throw new OperatorError(
      `The database is that of region ${id}, but the keys are those of ${keys.regionId()}.`,
    );
  }
}
