import { createHash } from "node:crypto";
import {
  type Asset,
  type AssetList,
  assetListBytesMax,
  assetListPath,
  decodeAssetList,
  type LogEntry,
} from "../../protocol/index.ts";
import { counted, Difference, type Findings } from "./findings.ts";
import { unlistedLinks } from "./page-links.ts";
import { decode, opening } from "./region-root.ts";
import { isPage, wrongHeaders } from "./page-headers.ts";
import { eachOf, type Site } from "./site.ts";

/** No file of the pages is nearly so large. */
const assetBytesMax = 2 ** 25;

/** Where a page or a script with power over pages could be shown without being listed. */
const telling = ["/", "/venue/", "/authority/", "/log/", "/sw.js"];

/** The list of the pages' files, as it is served. */
export interface ServedList extends AssetList {
  readonly sha256: string;
}

/**
 * The list that the site shows.
 *
 * @returns Null when it shows none.
 * @throws {@link Difference} when it is malformed.
 * @see SPEC.md §4.9
 */
export async function readAssetList(site: Site): Promise<ServedList | null> {
  const bytes = await site.get(assetListPath, assetListBytesMax);
  if (bytes === null) return null;
  const text = decode(assetListPath, bytes);
  return { ...opening(assetListPath, () => decodeAssetList(text)), sha256: sha256Of(bytes) };
}

/**
 * The served list is the newest that was logged.
 *
 * @returns What is wrong, or null.
 */
export function compareWithLog(list: ServedList | null, entries: readonly LogEntry[]): Difference | null {
  const logged = entries.findLast((entry) => entry.kind === "release");
  if (list === null && logged === undefined) return null;
  if (list === null)
    return new Difference(assetListPath, `release ${logged!.version} is logged, and no list is served`);
  if (logged === undefined)
    return new Difference(assetListPath, "a list is served, and no release is logged");
  if (list.sha256 !== logged.sha256 || list.version !== logged.version) {
    const shown = `the list of version ${list.version} with SHA-256 ${list.sha256}`;
    return new Difference(
      assetListPath,
      `served is ${shown}, logged was ${logged.version} with ${logged.sha256}`,
    );
  }
  return null;
}

/** Fetch every file that the list names, compare it, and look at what the pages among them load. */
export async function checkAssets(site: Site, list: AssetList, findings: Findings): Promise<void> {
  const listed = new Set([...list.assets.map(({ path }) => path), assetListPath]);
  const problems = (await eachOf(list.assets, async (asset) => checkAsset(site, asset, listed))).flat();
  for (const path of telling.filter((each) => !listed.has(each))) {
    if ((await site.get(path, assetBytesMax)) !== null)
      problems.push(new Difference(path, "it is served and not on the list"));
  }
  for (const problem of problems) findings.problem(problem);
  if (problems.length > 0) return;
  findings.ok(
    "assets",
    `${counted(list.assets.length, "file")}, each as listed; the pages load nothing else, and forbid it`,
  );
}

async function checkAsset(
  site: Site,
  { path, sha256 }: Asset,
  listed: ReadonlySet<string>,
): Promise<Difference[]> {
  try {
    const served = await site.getWhole(path, assetBytesMax);
    if (served === null) return [new Difference(path, "it is on the list and not served")];
    const { body: bytes, headers } = served;
    const problems = wrongHeaders(path, headers).map((why) => new Difference(path, why));
    const hash = sha256Of(bytes);
    if (hash !== sha256) problems.push(new Difference(path, `its SHA-256 is ${hash}, listed is ${sha256}`));
    if (!isPage(path)) return problems;
    const links = unlistedLinks(Buffer.from(bytes).toString("utf8"), path, listed);
    return [
      ...problems,
      ...links.map((link) => new Difference(path, `it loads ${link}, which is not on the list`)),
    ];
  } catch (error) {
    if (error instanceof Difference) return [error];
    throw error;
  }
}

/**
 * Compare what is served with a build of one's own.
 *
 * @returns Every file that differs.
 */
export function compareLists(served: AssetList, own: AssetList): Difference[] {
  const ownHashes = new Map(own.assets.map(({ path, sha256 }) => [path, sha256]));
  const servedPaths = new Set(served.assets.map(({ path }) => path));
  const differing = served.assets.flatMap(({ path, sha256 }) => {
    const ownHash = ownHashes.get(path);
    if (ownHash === sha256) return [];
    const why =
      ownHash === undefined
        ? "it is not in the checkout's build"
        : `served is SHA-256 ${sha256}, built was ${ownHash}`;
    return [new Difference(path, why)];
  });
  const unserved = own.assets.filter(({ path }) => !servedPaths.has(path));
  const versions =
    served.version === own.version
      ? []
      : [new Difference(assetListPath, `served is version ${served.version}, built was ${own.version}`)];
  return [
    ...versions,
    ...differing,
    ...unserved.map(({ path }) => new Difference(path, "it is in the checkout's build and not served")),
  ];
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
