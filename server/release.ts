import { createHash } from "node:crypto";
import {
  type AssetList,
  assetListPath,
  decodeAssetList,
  type LogEntry,
  parseLogEntry,
  ProtocolError,
} from "../protocol/index.ts";
import type { Pages } from "./http/pages.ts";
import { appendToLog } from "./log.ts";
import { OperatorError } from "./operator-error.ts";
import type { KeyDirectory } from "./region/keys.ts";
import type { Store } from "./store/store.ts";

/** The entry that says which pages a server shows. */
export type ReleaseEntry = Extract<LogEntry, { kind: "release" }>;

/**
 * The entry of the pages that have been read, after a look at every one of them.
 *
 * @param pages - As they will be served.
 * @param directory - Where they lie, for the operator.
 * @returns Null when there are no pages.
 * @throws {@link OperatorError} when they are not exactly what their list says.
 * @see SPEC.md §4.9
 */
export function releaseOf(pages: Pages, directory: string): ReleaseEntry | null {
  if (pages.size === 0) return null;
  const list = pages.get(assetListPath);
  if (list === undefined) throw notAsBuilt(directory, `there is no ${assetListPath} that lists them`);
  const { version, assets } = readList(list.bytes, directory);
  const listed = new Map(assets.map(({ path, sha256 }) => [path, sha256]));
  for (const [path, sha256] of listed) {
    const page = pages.get(path);
    if (page === undefined) throw notAsBuilt(directory, `${path} is missing`);
    if (sha256Hex(page.bytes) !== sha256) throw notAsBuilt(directory, `${path} was changed`);
  }
  const unlisted = [...pages.keys()].find((path) => path !== assetListPath && !listed.has(path));
  if (unlisted !== undefined) throw notAsBuilt(directory, `${unlisted} was added`);
  return { kind: "release", version, sha256: sha256Hex(list.bytes) };
}

/**
 * Log which pages are shown, unless the newest release entry says so already: a start with the same pages, or a second process
 * over the same store, adds nothing.
 *
 * @returns Whether an entry was added.
 * @see SPEC.md §4.9
 */
export async function logRelease(store: Store, keys: KeyDirectory, release: ReleaseEntry): Promise<boolean> {
  return store.transaction(async () => {
    const newest = await store.log.newestRelease();
    const logged = newest === null ? null : (parseLogEntry(newest) as ReleaseEntry);
    if (logged?.version === release.version && logged.sha256 === release.sha256) return false;
    await appendToLog(store.log, keys.log(), [release]);
    return true;
  });
}

function readList(bytes: Buffer, directory: string): AssetList {
  try {
    return decodeAssetList(bytes.toString("latin1"));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw notAsBuilt(directory, `${assetListPath} is ${error.message}`, error);
  }
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function notAsBuilt(directory: string, why: string, cause?: unknown): OperatorError {
  return new OperatorError(
    `The pages in ${directory} are not as they were built: ${why}. Delete that folder and run "npm run build".`,
    { cause },
  );
}
