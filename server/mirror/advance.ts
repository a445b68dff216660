import { emptyFrontier, sunsetOf } from "../../protocol/index.ts";
import { frontierOf } from "../log.ts";
import { Difference } from "../monitor/findings.ts";
import { retentionDaysOf } from "../monitor/manifests.ts";
import { readNewestManifest, readRoot } from "../monitor/region-root.ts";
import type { Site } from "../monitor/site.ts";
import { nowOf, type World } from "../world.ts";
import { forgetAged, isPeer, manifestsOf } from "./aging.ts";
import { checkNoneMissing, checkOrder, keepNewBatches, newBatchEntries } from "./new-batches.ts";
import { readNewEntries } from "./new-entries.ts";
import { acceptNewManifests, readNewManifests } from "./new-manifests.ts";

/**
 * Take what a peer has published since the last time, if all of it verifies as it must for an auditor: the root is the one that
 * our manifest names, rules are signed by k of its stewards, the log continues what is mirrored, every batch is as logged. What
 * is shown changes in one transaction, when everything under the new checkpoint is here; until then, and when anything is wrong,
 * it stays as it was.
 *
 * @param peer - Hash of its root, 64 hex digits.
 * @param site - Where it is fetched. What comes from there is untrusted.
 * @returns How many entries the mirrored log has now.
 * @throws {@link Difference} when something is not as it should be; {@link UnreachableError} when there is no answer.
 * @see SPEC.md §4.12
 */
export async function advance(world: World, peer: string, site: Site): Promise<number> {
  const { store } = world;
  const { mirror } = store;
  const now = nowOf(world);
  const head = await mirror.head(peer);
  const held = head === null ? emptyFrontier : await frontierOf(mirror.log(peer));
  const batchesHeld = head?.batches ?? 0;
  const notesHeld = await mirror.manifests(peer);
  const manifestsHeld = await manifestsOf(mirror, peer);

  const { note: rootNote, root } = await readRoot(site, peer, "our manifest");
  const shown = await readNewestManifest(site, root);
  const log = await readNewEntries(site, held, head?.checkpoint ?? null, shown.manifest, now);
  const { entries, texts, frontier } = log;
  if (held.size === 0 && entries[0]?.kind !== "manifest")
    throw new Difference("log", "it does not begin with a manifest");
  const logged = newBatchEntries(entries, batchesHeld);
  const manifests = await readNewManifests(site, root, entries, shown.note, notesHeld);
  const accepted = [...manifestsHeld, ...manifests.map(({ manifest }) => manifest)];
  const newest = accepted.at(-1)!;
  const hasEnded = now >= sunsetOf(newest);
  if (!hasEnded) await keepNewBatches(store, site, peer, root, logged, now);

  const closings = await mirror.closings(peer);
  checkOrder(batchesHeld, closings, now);
  acceptNewManifests(
    manifests.map(({ manifest }) => manifest),
    entries,
    manifestsHeld.at(-1) ?? null,
    batchesHeld,
    closings,
    now,
  );
  const batches = batchesHeld + logged.length;
  if (!hasEnded) checkNoneMissing(batchesHeld, batches, closings, retentionDaysOf(accepted, now), now);

  await store.transaction(async () => {
    if ((await mirror.head(peer))?.checkpoint !== head?.checkpoint || !(await isPeer(world, peer))) return;
    for (const { note, manifest } of manifests) await mirror.addManifest(peer, manifest.sequence, note);
    for (const [index, text] of texts.entries()) await mirror.addEntry(peer, held.size + index, text);
    for (const { level, position, hash } of log.hashes) await mirror.addHash(peer, level, position, hash);
    await mirror.setHead(peer, {
      root: rootNote,
      size: frontier.size,
      frontier: Buffer.concat(frontier.nodes),
      checkpoint: log.checkpoint,
      batches,
      sequence: newest.sequence,
      sunset: sunsetOf(newest),
    });
    await forgetAged(mirror, peer, now);
  });
  return frontier.size;
}
