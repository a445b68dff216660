import { createHash } from "node:crypto";
import {
  acceptManifest,
  type LogEntry,
  type Manifest,
  openManifest,
  parseUtc,
  type RegionRoot,
} from "../../protocol/index.ts";
import { Difference, type Findings, found } from "./findings.ts";
import { decode, manifestBytesMax, type OpenedManifest, opening } from "./region-root.ts";
import { eachOf, type Site } from "./site.ts";

/** An entry that names a manifest. */
export type ManifestEntry = Extract<LogEntry, { kind: "manifest" }>;

/** No batch is kept longer, whatever a policy says. @see SPEC.md §4.7 */
const retentionDaysMax = 30;

/** The manifests that may be acted on, in the order of the log, with the hash of the newest's note. */
export interface Manifests {
  readonly accepted: readonly Manifest[];
  /** Of the newest that is logged: its sequence, and the SHA-256 of its note. */
  readonly newest: { readonly sequence: number; readonly sha256: string };
}

/**
 * Fetch every manifest that the log names: it is as logged, signed by enough stewards, within the bounds, and may follow the
 * one before, the 48 hours' notice of a changed policy included.
 *
 * @param closings - Closing intervals of batches, as far as they are known.
 * @param now - Unix seconds.
 * @throws {@link Difference} when the log does not begin with one.
 */
export async function checkManifests(
  site: Site,
  root: RegionRoot,
  entries: readonly LogEntry[],
  closings: ReadonlyMap<number, number>,
  now: number,
  findings: Findings,
): Promise<Manifests> {
  if (entries[0]?.kind !== "manifest") throw new Difference("log", "it does not begin with a manifest");
  const logged = loggedManifests(entries, closings);
  const results = await eachOf(logged, async ({ entry }) =>
    found(async () => (await readManifest(site, root, entry)).manifest),
  );
  const accepted: Manifest[] = [];
  for (const [index, result] of results.entries()) {
    const { entry, closedBefore } = logged[index]!;
    if (result instanceof Difference) {
      findings.problem(result);
      continue;
    }
    const previous = accepted.at(-1) ?? null;
    try {
      opening(`manifest ${entry.sequence}`, () => acceptManifest(result, { now, previous, closedBefore }));
      if (result.sequence !== previous?.sequence) accepted.push(result);
    } catch (error) {
      if (!(error instanceof Difference)) throw error;
      findings.problem(error);
    }
  }
  return { accepted, newest: logged.at(-1)!.entry };
}

/** Each manifest's entry, with the closing interval of the last batch before it of which one is known. */
function loggedManifests(
  entries: readonly LogEntry[],
  closings: ReadonlyMap<number, number>,
): { entry: ManifestEntry; closedBefore: number | null }[] {
  const logged: { entry: ManifestEntry; closedBefore: number | null }[] = [];
  let closedBefore: number | null = null;
  for (const entry of entries) {
    if (entry.kind === "batch") closedBefore = closings.get(entry.number) ?? closedBefore;
    if (entry.kind === "manifest") logged.push({ entry, closedBefore });
  }
  return logged;
}

/**
 * Fetch a manifest that the log names: as logged, and signed by enough stewards.
 *
 * @throws {@link Difference}
 */
export async function readManifest(
  site: Site,
  root: RegionRoot,
  entry: ManifestEntry,
): Promise<OpenedManifest> {
  const what = `manifest ${entry.sequence}`;
  const bytes = await site.get(`/v1/manifest/${entry.sequence}`, manifestBytesMax);
  if (bytes === null) throw new Difference(what, "it is logged and not served");
  const sha256 = sha256Of(bytes);
  if (sha256 !== entry.sha256)
    throw new Difference(what, `its SHA-256 is ${sha256}, logged was ${entry.sha256}`);
  const note = decode(what, bytes);
  const manifest = opening(what, () => openManifest(note, root));
  if (manifest.sequence !== entry.sequence)
    throw new Difference(what, `it says that it is manifest ${manifest.sequence}`);
  return { note, manifest };
}

/**
 * A manifest that is shown and not logged.
 *
 * @param shown - The note that was shown as the newest, before the log was read.
 * @returns What is wrong, or null.
 */
export async function findUnloggedManifest(
  site: Site,
  shown: string,
  entries: readonly LogEntry[],
): Promise<Difference | null> {
  const logged = entries.filter((entry) => entry.kind === "manifest");
  const sha256 = sha256Of(shown);
  if (!logged.some((entry) => entry.sha256 === sha256)) {
    return new Difference(
      "manifest",
      `the one that is shown as the newest (SHA-256 ${sha256}) is not logged`,
    );
  }
  const beyond = Math.max(0, ...logged.map(({ sequence }) => sequence)) + 1;
  const bytes = await site.get(`/v1/manifest/${beyond}`, manifestBytesMax);
  return bytes === null ? null : new Difference(`manifest ${beyond}`, "it is served and not logged");
}

/** The fewest days for which batches had to be kept, by the policies in force in the last thirty days. */
export function retentionDaysOf(accepted: readonly Manifest[], now: number): number {
  const days = accepted
    .filter((manifest, index) => {
      const next = accepted.slice(index + 1).find(({ effective }) => parseUtc(effective) <= now);
      const endedLongAgo = next !== undefined && parseUtc(next.effective) < now - retentionDaysMax * 86_400;
      return parseUtc(manifest.effective) <= now && !endedLongAgo;
    })
    .map(({ policy }) => policy.retentionDays);
  return Math.min(retentionDaysMax, ...days);
}

/** In hex. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
