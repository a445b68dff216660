import { join } from "node:path";
import { type AssetList, assetListPath, decodeAssetList } from "../../protocol/index.ts";
import { UsageError } from "../command/command.ts";
import { loadPages } from "../http/pages.ts";
import type { PeerAddress } from "../mirror/peer-address.ts";
import { OperatorError } from "../operator-error.ts";
import { releaseOf } from "../release.ts";
import { readSavedCheckpoints } from "./continuity.ts";
import { Findings } from "./findings.ts";
import { UnreachableError } from "./site.ts";
import { SiteCheck } from "./site-check.ts";
import { readVisit, type Visit } from "./state-file.ts";

/** What is to be watched, and with what to compare it. */
export interface MonitorOptions {
  /** Scheme, host and port of the site. */
  readonly origin: string;
  /** Remembers one visit for the next. */
  readonly stateFile?: string;
  /** Hash of the region's root, 64 hex digits. */
  readonly rootHash?: string;
  /** A checkout of the sources in which the pages were built. */
  readonly checkout?: string;
  /** A checkpoint that a device saved, or its evidence. */
  readonly checkpointFile?: string;
  /** Where peers answer themselves, if elsewhere than the manifest says. Default none. */
  readonly peers?: readonly PeerAddress[];
  /** Unix seconds. */
  readonly now: number;
  /** Takes the report, whole lines. */
  readonly write: (text: string) => void;
  /** Before what may just be changing, or failing on the way, is looked at again, in seconds. Default 5. */
  readonly patienceSeconds?: number;
}

/** How a run ended, as an exit status: nothing is wrong, something is, the site cannot be reached. */
export type MonitorStatus = 0 | 1 | 3;

/** What the options name on this machine, read before anything is asked of the site. */
export interface Known {
  readonly visit: Visit | null;
  /** Checkpoints that a device saved. */
  readonly saved: readonly string[];
  readonly own: AssetList | null;
}

/**
 * Visit a site and check all that it publishes, with itself, with the last visit, and with what else is at hand.
 *
 * @throws {@link UsageError} when a file that the options name is not what it should be.
 * @see SPEC.md §4.7, §4.9
 */
export async function monitor(options: MonitorOptions): Promise<MonitorStatus> {
  const known = await readKnown(options);
  const findings = new Findings(options.write);
  let isCutShort = false;
  try {
    await new SiteCheck(options, known, findings).all();
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    findings.stopped(error.message);
    isCutShort = true;
  }
  findings.conclude();
  if (findings.problems > 0) return 1;
  return isCutShort ? 3 : 0;
}

async function readKnown({ stateFile, rootHash, checkpointFile, checkout }: MonitorOptions): Promise<Known> {
  const visit = stateFile === undefined ? null : readVisit(stateFile);
  if (visit !== null && rootHash !== undefined && visit.root !== rootHash) {
    throw new UsageError(`${stateFile} is of the region with root ${visit.root}, not of ${rootHash}.`);
  }
  return {
    visit,
    saved: checkpointFile === undefined ? [] : readSavedCheckpoints(checkpointFile),
    own: checkout === undefined ? null : await readBuild(join(checkout, "dist")),
  };
}

/** The list of a build on this machine, whose files are as it says. */
async function readBuild(directory: string): Promise<AssetList> {
  try {
    const pages = await loadPages(directory);
    if (releaseOf(pages, directory) !== null)
      return decodeAssetList(pages.get(assetListPath)!.bytes.toString());
  } catch (cause) {
    if (cause instanceof OperatorError) throw new UsageError(cause.message, { cause });
    throw cause;
  }
  throw new UsageError(`There is no build in ${directory}: run "npm run build" there.`);
}
