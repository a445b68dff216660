import type { LogTables, StoredCosignature } from "../store/log-tables.ts";

/** Whose cosignatures count, and how many of them there must be: the newest manifest's. */
export interface Quorum {
  /** vkeys. */
  readonly witnesses: readonly string[];
  readonly quorum: number;
}

/** Of how many sizes beyond the one that is served cosignatures are kept, while witnesses disagree about which is the newest. */
const waitingSizesMax = 32;

/**
 * The checkpoint that devices get: the newest that has its quorum; with none demanded, the newest of all. It carries every
 * cosignature that is known of it.
 *
 * @returns Null when none has its quorum yet.
 * @see SPEC.md §4.7
 */
export async function servedCheckpoint(log: LogTables, quorum: Quorum): Promise<string | null> {
  const { checkpoint, cosignatures } = await servedHead(log, quorum);
  if (checkpoint === null) return null;
  return checkpoint + cosignatures.map(({ line }) => line).join("");
}

/** Take in a cosignature, and let go of those that are of no use any more. Call inside a transaction. */
export async function addCosignature(
  log: LogTables,
  cosignature: StoredCosignature,
  quorum: Quorum,
): Promise<void> {
  await log.addCosignature(cosignature);
  const sizes = [...new Set((await log.cosignatures()).map(({ size }) => size))];
  const { size: servedSize } = await servedHead(log, quorum);
  const waiting = sizes.filter((size) => size > servedSize).slice(0, waitingSizesMax);
  for (const size of sizes) {
    if (size !== servedSize && !waiting.includes(size)) await log.deleteCosignatures(size);
  }
}

/** What is under the checkpoint that devices get, see {@link servedCheckpoint}; size 0 while there is none. */
export async function servedHead(
  log: LogTables,
  { witnesses, quorum }: Quorum,
): Promise<{ size: number; checkpoint: string | null; cosignatures: readonly StoredCosignature[] }> {
  const all = await log.cosignatures();
  const head = await log.head();
  if (quorum === 0) {
    const size = head?.size ?? 0;
    const cosignatures = all.filter((each) => each.size === size);
    return { size, checkpoint: head?.checkpoint ?? null, cosignatures };
  }
  for (const size of new Set(all.map((each) => each.size))) {
    const cosignatures = all.filter((each) => each.size === size);
    const counted = cosignatures.filter(({ witness }) => witnesses.includes(witness)).length;
    if (counted >= quorum) return { size, checkpoint: cosignatures[0]!.checkpoint, cosignatures };
  }
  return { size: 0, checkpoint: null, cosignatures: [] };
}
