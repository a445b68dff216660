import { acceptManifest, type LogEntry, type Manifest, type RegionRoot } from "../../protocol/index.ts";
import { Difference } from "../monitor/findings.ts";
import { type ManifestEntry, readManifest, sha256Of } from "../monitor/manifests.ts";
import { type OpenedManifest, opening } from "../monitor/region-root.ts";
import type { Site } from "../monitor/site.ts";

/** More are not taken at once: stewards sign a few a year. */
const manifestsMax = 1000;

/**
 * Fetch the manifests that new entries name: each as logged, and signed by enough stewards. The one that is shown as the newest
 * must be logged too.
 *
 * @param shown - The note that was shown as the newest, before the log was read.
 * @param known - Notes of the manifests that are mirrored.
 * @throws {@link Difference}
 */
export async function readNewManifests(
  site: Site,
  root: RegionRoot,
  entries: readonly LogEntry[],
  shown: string,
  known: readonly string[],
): Promise<OpenedManifest[]> {
  const logged = entries.filter((entry): entry is ManifestEntry => entry.kind === "manifest");
  if (logged.length > manifestsMax)
    throw new Difference("log", `it has ${logged.length} new manifests; up to ${manifestsMax} are mirrored`);
  const sha256 = sha256Of(shown);
  if (!known.includes(shown) && !logged.some((entry) => entry.sha256 === sha256))
    throw new Difference("manifest", `the one that is shown as the newest (SHA-256 ${sha256}) is not logged`);
  const opened: OpenedManifest[] = [];
  for (const entry of logged) opened.push(await readManifest(site, root, entry));
  return opened;
}

/**
 * Each new manifest may follow the one before, the 48 hours' notice of a changed policy included.
 *
 * @param manifests - Those that the entries name, in their order.
 * @param previous - The newest that is mirrored; null when there is none.
 * @param batchesHeld - How many batches are logged before the entries.
 * @param closings - Closing intervals of batches, as far as they are known.
 * @param now - Unix seconds.
 * @throws {@link Difference}
 */
export function acceptNewManifests(
  manifests: readonly Manifest[],
  entries: readonly LogEntry[],
  previous: Manifest | null,
  batchesHeld: number,
  closings: ReadonlyMap<number, number>,
  now: number,
): void {
  let newest = previous;
  let closedBefore = closings.get(batchesHeld - 1) ?? null;
  const waiting = manifests.values();
  for (const entry of entries) {
    if (entry.kind === "batch") closedBefore = closings.get(entry.number) ?? closedBefore;
    if (entry.kind !== "manifest") continue;
    const manifest = waiting.next().value!;
    const context = { now, previous: newest, closedBefore };
    opening(`manifest ${entry.sequence}`, () => acceptManifest(manifest, context));
    if (manifest.sequence === newest?.sequence)
      throw new Difference(`manifest ${entry.sequence}`, "it is logged twice");
    newest = manifest;
  }
}
