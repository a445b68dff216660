import {
  cosignatureVerifier,
  type Evidence,
  intervalStart,
  lookUp,
  type Manifest,
  type NoteSigner,
  parseUtc,
  ProtocolError,
  takeCosignature,
} from "../../protocol/index.ts";
import { dayOf } from "../clock.ts";
import { addCosignature } from "../cosigning/served-checkpoint.ts";
import { restoreToLog } from "../log.ts";
import { Region } from "../region/region.ts";
import type { Store } from "../store/store.ts";
import type { CopiedLog } from "./copied-log.ts";
import type { CopiedBatch, CopiedManifest } from "./copied-objects.ts";

/**
 * Put what a copy has beyond the store into it. Call inside a transaction, with what has been verified.
 *
 * @param signer - The log's: signs the checkpoint that it signed before.
 */
export async function restore(
  store: Store,
  signer: NoteSigner,
  copied: CopiedLog,
  { batches, manifests }: { batches: readonly CopiedBatch[]; manifests: readonly CopiedManifest[] },
): Promise<void> {
  const { size, root } = copied.checkpoint;
  await restoreToLog(store.log, signer, copied.texts.slice((await store.log.head())!.size), root);
  for (const { note, manifest } of manifests)
    await store.region.addManifest({ sequence: manifest.sequence, note });
  await restoreBatches(store, batches);
  await restoreCosignatures(
    store,
    copied.note,
    size,
    await (await Region.open(store.region)).newestManifest(),
  );
  await restoreClaimCounts(store, copied);
  await store.claims.deleteUnused();
  // Who was signed out, or what was used, after the backup was taken nobody can say.
  await store.sessions.deleteAll();
  await store.approvals.deleteAll();
  await store.staff.deleteInvitations();
}

/** Tokens that waited here and are in one of the batches have been published; the others go into the next. */
async function restoreBatches(store: Store, batches: readonly CopiedBatch[]): Promise<void> {
  let { periodStart } = (await store.batches.newest())!;
  const waiting = await store.reports.due(batches.at(-1)?.number ?? 0);
  for (const { number, closed, bytes, opened } of batches) {
    // When its period began is not public. Each has its own; none may be later than the truth.
    periodStart = Math.max(periodStart + 1, intervalStart(closed));
    await store.batches.add({ number, periodStart, closed }, bytes);
    const { found } = lookUp(opened, waiting);
    for (const [index, { evidence, token }] of waiting.entries()) {
      if (found[index]) await store.reports.deletePublished(evidence as Evidence, token, number);
    }
  }
}

/** What witnesses cosigned of smaller logs goes: devices must not be shown them any more. */
async function restoreCosignatures(
  store: Store,
  note: string,
  size: number,
  manifest: Manifest,
): Promise<void> {
  const { checkpoint } = (await store.log.head())!;
  for (const each of await store.log.cosignatures()) await store.log.deleteCosignatures(each.size);
  if (!note.startsWith(checkpoint)) return;
  for (const witness of manifest.witnesses) {
    const taken = cosigned(checkpoint, note.slice(checkpoint.length), witness);
    if (taken !== null) await addCosignature(store.log, { size, witness, checkpoint, line: taken }, manifest);
  }
}

/** @returns Null when this witness has not cosigned it: it is asked again. */
function cosigned(checkpoint: string, lines: string, witness: string): string | null {
  try {
    return takeCosignature(checkpoint, lines, cosignatureVerifier(witness))?.line ?? null;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/** Days that the log tells of are not told again. */
async function restoreClaimCounts(store: Store, { entries }: CopiedLog): Promise<void> {
  const newest = entries.findLast((entry) => entry.kind === "claims");
  if (newest === undefined) return;
  const next = dayOf(parseUtc(`${newest.date}T00:00:00Z`)) + 1;
  if (next > (await store.claimCounts.dueDay(next))) await store.claimCounts.forgetBefore(next);
}
