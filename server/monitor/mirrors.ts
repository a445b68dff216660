import { setTimeout as pause } from "node:timers/promises";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type Manifest, sunsetOf, textFor, treeRoot } from "../../protocol/index.ts";
import { growTree } from "../log.ts";
import { checkBatches, checkFreshness, findMissing, findUnlogged } from "./batches.ts";
import { counted, Difference, Findings } from "./findings.ts";
import { type History, readCheckpoint, readEntries, readHistory, rootAt } from "./history.ts";
import { checkManifests, findUnloggedManifest, retentionDaysOf } from "./manifests.ts";
import { readNewestManifest, readRoot } from "./region-root.ts";
import { type Site, UnreachableError } from "./site.ts";

/** How often what seems wrong is looked at: a mirror may just be moving on. */
const looks = 2;

/** When the run is made, and how long it waits before it looks again. */
interface Looking {
  /** Unix seconds. */
  readonly now: number;
  readonly patienceSeconds: number;
}

/**
 * What a site mirrors of a peer: a whole region like its own, signed by the peer, and the same log that the peer shows itself.
 *
 * @param site - The one that mirrors.
 * @param own - The peer's own address; it may not answer.
 */
export async function checkMirror(
  site: Site,
  own: Site,
  peer: Manifest["peers"][number],
  looking: Looking,
  findings: Findings,
): Promise<void> {
  const about = `mirror of ${JSON.stringify(textFor(peer.name, ["en"]))}, `;
  for (let look = 1; ; look++) {
    let report = "";
    const found = new Findings((text) => (report += text), about);
    await lookAt(site.mirrorOf(peer.root.slice(0, 16)), own, peer, looking.now, found);
    if (found.problems === 0 || look === looks) {
      findings.add(found, report);
      return;
    }
    await pause(looking.patienceSeconds * 1000);
  }
}

async function lookAt(
  mirror: Site,
  own: Site,
  peer: Manifest["peers"][number],
  now: number,
  findings: Findings,
): Promise<void> {
  try {
    const { root } = await readRoot(mirror, peer.root, "the manifest");
    const shown = await readNewestManifest(mirror, root);
    const history = await readHistory(mirror, shown.manifest);
    checkQuorum(history, shown.manifest);
    const { entries } = history;
    const batches = await checkBatches(mirror, root, entries, now, findings);
    const { accepted } = await checkManifests(mirror, root, entries, batches.closings, now, findings);
    const unlogged = await findUnloggedManifest(mirror, shown.note, entries);
    if (unlogged !== null) throw unlogged;
    if (now < sunsetOf(shown.manifest)) {
      const retentionDays = retentionDaysOf(accepted, now);
      for (const problem of findMissing(batches, { now, retentionDays, known: new Map() }))
        findings.problem(problem);
      const number = await findUnlogged(mirror, batches.logged);
      if (number !== null) throw new Difference(`batch ${number}`, "it is served and not logged");
      checkFreshness(batches, entries, shown.manifest.policy, now);
    }
    const compared = await compareWithOwn(own, history, shown.manifest);
    if (findings.problems > 0) return;
    const objects = `${counted(accepted.length, "manifest")}, ${counted(batches.closings.size, "batch", "batches")}`;
    findings.ok(
      "all",
      `${counted(entries.length, "entry", "entries")}, ${objects}, each as the peer signed it; ${compared}`,
    );
  } catch (error) {
    if (error instanceof Difference) findings.problem(error);
    else if (error instanceof UnreachableError)
      findings.problem(new Difference("all", `it is not served: ${error.message}`));
    else throw error;
  }
}

function checkQuorum({ checkpoint }: History, { quorum }: Manifest): void {
  const cosigned = checkpoint.cosignedBy.length;
  if (cosigned < quorum)
    throw new Difference(
      "checkpoint",
      `${counted(cosigned, "witness", "witnesses")} cosigned it; the peer's manifest wants ${quorum}`,
    );
}

/**
 * The peer shows the same log itself, shorter or longer.
 *
 * @returns In words, what was compared.
 * @throws {@link Difference} with both checkpoints when it is another one.
 */
async function compareWithOwn(own: Site, history: History, manifest: Manifest): Promise<string> {
  try {
    const { note, checkpoint } = await readCheckpoint(own, manifest);
    const { size } = history.frontier;
    const root =
      checkpoint.size <= size
        ? rootAt(history, checkpoint.size)
        : treeRoot(growTree(history.frontier, await readEntries(own, size, checkpoint.size)).frontier);
    if (bytesToHex(root) !== bytesToHex(checkpoint.root)) {
      throw new Difference("log", "the peer shows another one itself", [
        { title: "checkpoint mirrored", text: history.note },
        { title: "checkpoint that the peer shows itself", text: note },
      ]);
    }
    return `the peer itself shows the same log, of ${checkpoint.size}`;
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return `not compared with the peer itself: ${error.message.replace(/\.$/, "")}`;
  }
}
