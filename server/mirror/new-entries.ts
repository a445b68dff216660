import { setImmediate as breathe } from "node:timers/promises";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type Frontier, type LogEntry, type Manifest, tileWidthMax, treeRoot } from "../../protocol/index.ts";
import { secondsPerHour } from "../clock.ts";
import { growTree, type TileHash } from "../log.ts";
import { counted, Difference } from "../monitor/findings.ts";
import { parseEntry, readCheckpoint, readEntries } from "../monitor/history.ts";
import type { Site } from "../monitor/site.ts";

/** A longer log is not mirrored: over a century of hourly batches. */
const entriesMax = 2 ** 20;

/** More text is not taken at once: some hundred times that of 180 days of hourly batches. */
const charactersMax = 2 ** 26;

/** How far a witness's clock may be ahead: devices count nothing beyond. @see SPEC.md §4.7 */
const aheadSecondsMax = secondsPerHour;

/** What a peer's log has gained, under a checkpoint that its key and enough witnesses signed. */
export interface NewEntries {
  /** The checkpoint as it was served. */
  readonly checkpoint: string;
  /** The tree at it. */
  readonly frontier: Frontier;
  /** What tiles gain. */
  readonly hashes: readonly TileHash[];
  readonly texts: readonly string[];
  readonly entries: readonly LogEntry[];
}

/**
 * Read what a peer's log has gained, and make sure that it continues what is mirrored: the new entries lead from that tree to
 * the signed root.
 *
 * @param held - The tree that is mirrored.
 * @param checkpointHeld - Its checkpoint, for the evidence; null when nothing is mirrored.
 * @param manifest - The newest that is shown: names the log's key, the witnesses and their quorum.
 * @param now - Unix seconds.
 * @throws {@link Difference} when it does not, a signature is missing or wrong, or an entry is malformed.
 * @see SPEC.md §4.7
 */
export async function readNewEntries(
  site: Site,
  held: Frontier,
  checkpointHeld: string | null,
  manifest: Manifest,
  now: number,
): Promise<NewEntries> {
  const { note, checkpoint } = await readCheckpoint(site, manifest);
  const { size, root, cosignedBy } = checkpoint;
  const cosigned = cosignedBy.filter(({ timestamp }) => timestamp <= now + aheadSecondsMax).length;
  if (cosigned < manifest.quorum) {
    throw new Difference(
      "checkpoint",
      `${cosigned} witnesses cosigned it, the manifest wants ${manifest.quorum}`,
    );
  }
  const evidence = [
    ...(checkpointHeld === null ? [] : [{ title: "checkpoint mirrored", text: checkpointHeld }]),
    { title: "checkpoint now", text: note },
  ];
  if (size < held.size) {
    throw new Difference(
      "log",
      `it has ${counted(size, "entry", "entries")}, mirrored are ${held.size}`,
      evidence,
    );
  }
  if (size > entriesMax)
    throw new Difference("log", `it has ${size} entries; up to ${entriesMax} are mirrored`);
  const texts = await readEntries(site, held.size, size, charactersMax);
  const { frontier, hashes } = await grow(held, texts);
  if (bytesToHex(treeRoot(frontier)) !== bytesToHex(root)) {
    const why =
      held.size === 0
        ? "its entries do not make the root that the checkpoint signs"
        : `its checkpoint of ${size} does not continue the ${held.size} entries mirrored`;
    throw new Difference("log", why, evidence);
  }
  const entries = texts.map((text, index) => parseEntry(text, held.size + index));
  return { checkpoint: note, frontier, hashes, texts, entries };
}

/** {@link growTree}, with pauses in which the server answers others. */
async function grow(held: Frontier, texts: readonly string[]): Promise<ReturnType<typeof growTree>> {
  let frontier = held;
  const hashes: TileHash[] = [];
  for (let at = 0; at < texts.length; at += tileWidthMax) {
    const grown = growTree(frontier, texts.slice(at, at + tileWidthMax));
    frontier = grown.frontier;
    for (const hash of grown.hashes) hashes.push(hash);
    await breathe();
  }
  return { frontier, hashes };
}
