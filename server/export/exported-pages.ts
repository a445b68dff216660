import { assetListPath, decodeAssetList, type LogEntry, ProtocolError } from "../../protocol/index.ts";
import type { Pages } from "../http/pages.ts";
import { OperatorError } from "../operator-error.ts";
import { releaseOf } from "../release.ts";
import type { StaticFolder } from "./static-folder.ts";

/**
 * Put the pages into a static copy: what documents load comes before them.
 *
 * @param pages - As a server reads them.
 * @param entries - Of the log, as far as it is exported.
 * @throws {@link OperatorError} when they are not as they were built, or not those that the log names last: whoever checks the
 *   copy would find pages that nobody logged.
 */
export function exportPages(folder: StaticFolder, pages: Pages, entries: readonly LogEntry[]): void {
  const release = releaseOf(pages, "dist");
  const logged = entries.findLast((entry) => entry.kind === "release");
  if (logged?.sha256 !== release?.sha256 || logged?.version !== release?.version) {
    throw new OperatorError(
      `The built pages are not those that the log names last${logged === undefined ? "" : ` (release ${logged.version})`}: ` +
        "start the server with them first, or leave them out with --no-pages.",
    );
  }
  const paths = [...pages.keys()].toSorted((one, other) => rank(one) - rank(other));
  for (const path of paths) folder.put(path, pages.get(path)!.bytes);
}

/** What the pages that were exported before consist of, by path. */
export function exportedPages(folder: StaticFolder): readonly string[] {
  const list = folder.read(assetListPath);
  if (list === null) return [];
  try {
    return decodeAssetList(list.toString("latin1")).assets.map(({ path }) => path);
  } catch (error) {
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}

/** Assets, then documents, then the list of all. */
function rank(path: string): number {
  if (path === assetListPath) return 2;
  return path.endsWith("/") ? 1 : 0;
}
