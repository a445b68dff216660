import {
  type Checkpoint,
  epochOf,
  type Manifest,
  noteVerifier,
  openCheckpoint,
} from "../../protocol/index.ts";
import { isHere, witnessed } from "../cosigning/old-copy.ts";
import type { WitnessAddress } from "../cosigning/witness-address.ts";
import { OperatorError } from "../operator-error.ts";
import type { KeyDirectory } from "../region/keys.ts";
import { Region } from "../region/region.ts";
import type { Store } from "../store/store.ts";
import { beginsWith, type CopiedLog, readCopiedLog } from "./copied-log.ts";
import { readCopiedObjects } from "./copied-objects.ts";
import { type Copy, rootBytesMax } from "./copy.ts";
import { ForkError } from "./fork-error.ts";
import { restore } from "./restore.ts";

/** What a catch-up has brought back. */
export interface CaughtUp {
  /** Entries of the log that there are now. */
  readonly size: number;
  /** Of these: how many came from the copy. */
  readonly entries: number;
  readonly batches: number;
  readonly manifests: number;
  /** Epochs from this one's on that the newest manifest has keys for, and this server has not. */
  readonly keylessEpochs: readonly number[];
}

/**
 * Bring data that were put back from an old backup to where the log had come: from a static copy of the region, after everything
 * in it has been verified, in one transaction. The data must not be in use.
 *
 * Nobody can say which tickets were spent, and which claim codes used, in the time that is lost. So the secret ticket keys of all
 * epochs up to this one are destroyed first, and claim codes that seem unused are void: what was good once is not good twice.
 *
 * @returns Null when nothing is missing here; then nothing has changed.
 * @throws {@link ForkError} when the copy has another history, signed by this log's own key.
 * @throws {@link OperatorError} when the copy is not whole, not of this region, or a witness has seen more than it holds. In every
 *   case the data are as before.
 * @see docs/export.md
 */
export async function catchUp(
  { store, keys }: { readonly store: Store; readonly keys: KeyDirectory },
  copy: Copy,
  witnesses: readonly WitnessAddress[],
  now: number,
): Promise<CaughtUp | null> {
  const region = await Region.open(store.region);
  const { logKey } = await region.newestManifest();
  const root = await copy.get("root", rootBytesMax);
  if (root === null || Buffer.from(root).toString() !== (await store.region.root())) {
    throw new OperatorError(`${copy.name} is a copy of another region. Nothing was changed.`);
  }
  const copied = await readCopiedLog(copy, noteVerifier(logKey));
  await checkContinues(store, logKey, copied);
  const held = (await store.log.head())!;
  for (const seen of await witnessed(witnesses, noteVerifier(logKey))) {
    if (seen.size > held.size) checkReaches(copied, seen, copy);
  }
  const entries = copied.entries.slice(held.size);
  if (entries.length === 0) return null;
  const objects = await readCopiedObjects(copy, entries, {
    root: region.root,
    manifest: await region.newestManifest(),
    batch: (await store.batches.newest())!,
    logKey,
    now,
  });
  // Before the rest: a catch-up that is cut short here is still to be done, and is done by the next.
  keys.deleteTicketKeysBefore(epochOf(now) + 1);
  await store.transaction(async () => {
    if ((await store.log.head())!.size !== held.size) {
      throw new OperatorError(
        "The log here has grown meanwhile: stop the server first. Nothing was changed.",
      );
    }
    await restore(store, keys.log(), copied, objects);
  });
  const newest = await (await Region.open(store.region)).newestManifest();
  return {
    size: copied.checkpoint.size,
    entries: entries.length,
    batches: objects.batches.length,
    manifests: objects.manifests.length,
    keylessEpochs: keylessEpochs(keys, newest, epochOf(now) + 1),
  };
}

/** What is here is the copy's beginning, or the copy's log is the beginning of what is here. @throws {@link ForkError} */
async function checkContinues(store: Store, logKey: string, copied: CopiedLog): Promise<void> {
  const { checkpoint: note } = (await store.log.head())!;
  const own = openCheckpoint(note, noteVerifier(logKey));
  const isOne =
    copied.checkpoint.size < own.size ? await isHere(store.log, copied.checkpoint) : beginsWith(copied, own);
  if (!isOne) throw new ForkError(note, copied.note);
}

/** What a witness cosigned is in the copy. @throws {@link OperatorError} when the copy is older, or another log. */
function checkReaches(copied: CopiedLog, seen: Checkpoint, { name }: Copy): void {
  if (seen.size > copied.checkpoint.size) {
    throw new OperatorError(
      `A witness has cosigned ${seen.size} entries of the log, but ${name} has only ${copied.checkpoint.size}: ` +
        "look for a newer copy. Nothing was changed.",
    );
  }
  if (beginsWith(copied, seen)) return;
  throw new OperatorError(
    `A witness has cosigned another log of ${seen.size} entries than the one in ${name}: it has been forked. Nothing was changed.`,
  );
}

/** Epochs from one on that the manifest has keys for, and the server has not. */
function keylessEpochs(keys: KeyDirectory, { ticketKeys }: Manifest, from: number): number[] {
  const missing = ticketKeys.filter(
    ({ purpose, epoch }) => epoch >= from && keys.ticketSecret(purpose, epoch) === null,
  );
  return [...new Set(missing.map(({ epoch }) => epoch))];
}
