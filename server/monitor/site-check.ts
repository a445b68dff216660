import { setTimeout as pause } from "node:timers/promises";
import { bytesToHex } from "@noble/hashes/utils.js";
import {
  type AssetList,
  intervalSeconds,
  type Manifest,
  type RegionRoot,
  sunsetOf,
} from "../../protocol/index.ts";
import { checkAssets, compareLists, compareWithLog, readAssetList, type ServedList } from "./assets.ts";
import { type Batches, checkBatches, checkFreshness, findMissing, findUnlogged, timeOf } from "./batches.ts";
import { containSaved, continueVisit } from "./continuity.ts";
import { counted, Difference, type Findings } from "./findings.ts";
import { type History, readHistory } from "./history.ts";
import { addressOf } from "../mirror/peer-address.ts";
import { checkMirror } from "./mirrors.ts";
import { checkManifests, findUnloggedManifest, type Manifests, retentionDaysOf } from "./manifests.ts";
import type { Known, MonitorOptions } from "./monitor.ts";
import { readNewestManifest, readRoot } from "./region-root.ts";
import { Site } from "./site.ts";
import { writeVisit } from "./state-file.ts";

const defaultPatienceSeconds = 5;

/** A checkpoint is served when enough witnesses have cosigned it; what it covers may be there before. */
const looksWithWitnesses = 13;

/** What is published and not yet cosigned counts as little as what is not published: devices do not act on it. */
const underQuorum = ", under a checkpoint that enough witnesses cosigned";

/** No batch is served for longer by a region's rules. */
const closingsKeptSeconds = 32 * 86_400;

/** One run over a site: the order of the checks, and what each needs of those before it. */
export class SiteCheck {
  readonly #options: MonitorOptions;
  readonly #known: Known;
  readonly #findings: Findings;
  readonly #site: Site;
  readonly #patienceSeconds: number;

  /** @param known - What the options name on this machine. */
  constructor(options: MonitorOptions, known: Known, findings: Findings) {
    this.#options = options;
    this.#known = known;
    this.#findings = findings;
    this.#patienceSeconds = options.patienceSeconds ?? defaultPatienceSeconds;
    this.#site = new Site(options.origin, this.#patienceSeconds);
  }

  /** Check everything; the findings say what was found. @throws {@link UnreachableError} */
  async all(): Promise<void> {
    const root = await this.#root();
    if (root === null) return;
    const shown = await this.#guard(async () => readNewestManifest(this.#site, root));
    const reread = async (): Promise<History> => readHistory(this.#site, shown!.manifest);
    const history = shown === null ? null : await this.#guard(reread);
    if (shown !== null && history !== null) {
      this.#checkpoint(history, shown.manifest);
      const continues = await this.#continuity(history, shown.manifest);
      const settling =
        shown.manifest.quorum === 0
          ? { history, reread, looks: 2, where: "" }
          : { history, reread, looks: looksWithWitnesses, where: underQuorum };
      const closings = await this.#objects(root, settling, shown.note);
      await this.#release(settling);
      await this.#mirrors(shown.manifest);
      if (continues) this.#remember(root, history, closings);
    } else {
      await this.#release(null);
    }
  }

  async #root(): Promise<RegionRoot | null> {
    const { rootHash, stateFile } = this.#options;
    const pinned = this.#known.visit?.root ?? rootHash ?? null;
    const pinnedBy = this.#known.visit === null ? "--root-hash" : stateFile!;
    const opened = await this.#guard(async () => readRoot(this.#site, pinned, pinnedBy));
    if (opened === null) return null;
    const { root } = opened;
    const how = pinned === null ? "not compared: this is the first visit" : `as in ${pinnedBy}`;
    this.#findings.ok("root", `${JSON.stringify(root.name)}, ${bytesToHex(root.hash)}, ${how}`);
    return root;
  }

  #checkpoint({ checkpoint, frontier }: History, manifest: Manifest): void {
    const { origin, size, cosignedBy } = checkpoint;
    const { witnesses, quorum, policy } = manifest;
    const { now } = this.#options;
    // After the sunset nothing is added any more that would be cosigned.
    const oldestThatCounts = now >= sunsetOf(manifest) ? 0 : now - policy.staleHours * 3600;
    const fresh = cosignedBy.filter(({ timestamp }) => timestamp >= oldestThatCounts).length;
    const who =
      witnesses.length === 0
        ? "no witness watches it"
        : `freshly cosigned by ${fresh} of ${witnesses.length} witnesses`;
    if (fresh < quorum)
      this.#findings.problem(new Difference("checkpoint", `${who}; the manifest wants ${quorum}`));
    else this.#findings.ok("checkpoint", `${origin}, ${counted(size, "entry", "entries")}, ${who}`);
    this.#findings.ok("log", `all ${frontier.size} entries and all tiles make the root of the checkpoint`);
  }

  /** @returns Whether the log continues what the last visit saw. */
  async #continuity(history: History, manifest: Manifest): Promise<boolean> {
    const { visit, saved } = this.#known;
    for (const note of saved) {
      const size = await this.#guard(() => containSaved(history, manifest, note));
      if (size !== null) {
        this.#findings.ok(
          "saved checkpoint",
          `its ${counted(size, "entry", "entries")} are the first of this log`,
        );
      }
    }
    if (visit === null) return true;
    const isContinued = await this.#guard(() => {
      continueVisit(history, visit);
      return true;
    });
    if (isContinued === null) return false;
    const { size } = visit.frontier;
    this.#findings.ok("history", `it continues the ${counted(size, "entry", "entries")} of the last visit`);
    return true;
  }

  /** Everything that the log names. @returns Closing intervals of the batches that are served. */
  async #objects(root: RegionRoot, settling: Settling, shown: string): Promise<ReadonlyMap<number, number>> {
    const { entries } = settling.history;
    const { now } = this.#options;
    const known = this.#known.visit?.closings ?? new Map<number, number>();
    const beforeBatches = this.#findings.problems;
    const batches = await this.#guard(async () =>
      checkBatches(this.#site, root, entries, now, this.#findings),
    );
    const closings = new Map([...known, ...(batches?.closings ?? [])]);
    const beforeManifests = this.#findings.problems;
    const areBatchesRight = beforeManifests === beforeBatches;
    const manifests = await this.#guard(async () =>
      checkManifests(this.#site, root, entries, closings, now, this.#findings),
    );
    await this.#settle(settling, async ({ entries: later }) =>
      findUnloggedManifest(this.#site, shown, later),
    );
    if (this.#findings.problems === beforeManifests) this.#describeManifests(manifests!);
    if (batches === null) return closings;
    const newest = manifests?.accepted.at(-1);
    if (newest !== undefined && now >= sunsetOf(newest)) {
      this.#afterSunset(newest, batches);
      return batches.closings;
    }
    const beforeMissing = this.#findings.problems;
    const retentionDays = retentionDaysOf(manifests?.accepted ?? [], now);
    for (const problem of findMissing(batches, { now, retentionDays, known }))
      this.#findings.problem(problem);
    await this.#settle(settling, async ({ entries: later }) => {
      const logged = later.filter(({ kind }) => kind === "batch").length;
      const number = await findUnlogged(this.#site, logged);
      return number === null ? null : new Difference(`batch ${number}`, "it is served and not logged");
    });
    if (newest !== undefined) await this.#guard(() => checkFreshness(batches, entries, newest.policy, now));
    if (areBatchesRight && this.#findings.problems === beforeMissing) this.#describeBatches(batches);
    return closings;
  }

  #afterSunset({ sunset }: Manifest, { closings }: Batches): void {
    const served = counted(closings.size, "batch is", "batches are");
    if (closings.size === 0) this.#findings.ok("batches", `the region ended on ${sunset}, none is served`);
    else
      this.#findings.problem(
        new Difference("sunset", `the region ended on ${sunset}, and ${served} still served`),
      );
  }

  #describeManifests({ accepted }: Manifests): void {
    const { sequence, sunset } = accepted.at(-1)!;
    const text = `${counted(accepted.length, "manifest")}, each as logged and allowed; the newest is ${sequence}, the sunset ${sunset}`;
    this.#findings.ok("manifests", text);
  }

  #describeBatches({ logged, closings, missing }: Batches): void {
    const text = `${counted(logged, "batch", "batches")} logged, ${closings.size} served as logged, ${missing.length} aged out; the newest closed ${timeOf([...closings.values()].at(-1)!)}`;
    this.#findings.ok("batches", text);
  }

  /** What the site mirrors of its peers. */
  async #mirrors({ peers }: Manifest): Promise<void> {
    const { now, peers: addresses = [] } = this.#options;
    for (const peer of peers) {
      const own = new Site(addressOf(peer, addresses), this.#patienceSeconds);
      await checkMirror(
        this.#site,
        own,
        peer,
        { now, patienceSeconds: this.#patienceSeconds },
        this.#findings,
      );
    }
  }

  async #release(settling: Settling | null): Promise<void> {
    const before = this.#findings.problems;
    const served: { list: ServedList | null } = { list: null };
    const read = async (): Promise<ServedList | null> => (served.list = await readAssetList(this.#site));
    if (settling === null) await this.#guard(read);
    else await this.#settle(settling, async ({ entries }) => compareWithLog(await read(), entries));
    const { list } = served;
    if (settling !== null && this.#findings.problems === before) {
      const text =
        list === null ? "no pages are shown" : `${list.version}, SHA-256 ${list.sha256}, as logged`;
      this.#findings.ok("release", text);
    }
    if (list === null) return;
    await this.#guard(async () => checkAssets(this.#site, list, this.#findings));
    this.#compareWithCheckout(list);
  }

  #compareWithCheckout(list: AssetList): void {
    const { own } = this.#known;
    if (own === null) return;
    const differences = compareLists(list, own);
    for (const difference of differences) this.#findings.problem(difference);
    if (differences.length === 0) this.#findings.ok("checkout", "its build is what is served, in every byte");
  }

  /** Look at something that may just be changing; what seems wrong is looked at again, with the log read anew. */
  async #settle(settling: Settling, look: (history: History) => Promise<Difference | null>): Promise<void> {
    await this.#guard(async () => {
      const { history, reread, looks, where } = settling;
      let difference = await look(history);
      for (let again = 1; again < looks && difference !== null; again++) {
        await pause(this.#patienceSeconds * 1000);
        const later = await reread();
        continueVisit(later, { checkpoint: history.note, frontier: history.frontier });
        difference = await look(later);
      }
      if (difference !== null) throw new Difference(difference.what, difference.message + where);
    });
  }

  #remember(root: RegionRoot, history: History, closings: ReadonlyMap<number, number>): void {
    const { stateFile, now } = this.#options;
    if (stateFile === undefined) return;
    const oldest = (now - closingsKeptSeconds) / intervalSeconds;
    writeVisit(stateFile, {
      root: bytesToHex(root.hash),
      checkpoint: history.note,
      frontier: history.frontier,
      closings: new Map([...closings].filter(([, closed]) => closed >= oldest)),
    });
  }

  /** @returns What the work gave; null when it found a difference, which is in the report then. */
  async #guard<Result>(work: () => Promise<Result> | Result): Promise<Result | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Difference)) throw error;
      this.#findings.problem(error);
      return null;
    }
  }
}

/** The log as it was read, and how to read it anew. */
interface Settling {
  readonly history: History;
  readonly reread: () => Promise<History>;
  /** How often what seems wrong is looked at before it is called wrong. */
  readonly looks: number;
  /** Ends the sentence that calls it so. */
  readonly where: string;
}
