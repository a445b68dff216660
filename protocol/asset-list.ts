import { ProtocolError } from "./errors.ts";

/** First word of every list. */
export const assetListSchema = "celadon/release/v1";

/** Where a server shows the list. It is the one file that the list does not name. */
export const assetListPath = "/release.txt";

/** The longest list in bytes: bounds the work that a stranger's text causes. */
export const assetListBytesMax = 1_048_576;

/** One file of the pages. */
export interface Asset {
  /** SHA-256 of its bytes, 64 hex digits. */
  readonly sha256: string;
  /** As it is asked for: `/`, `/venue/`, `/assets/index-1a2b.js`. */
  readonly path: string;
}

/**
 * Everything that a server shows beside `/v1/` and the list itself.
 *
 *     celadon/release/v1 <version>
 *     <sha256 hex> <path>               a line each, ascending by path
 *
 * @see SPEC.md §4.9
 */
export interface AssetList {
  /** The build's, from `package.json`. */
  readonly version: string;
  readonly assets: readonly Asset[];
}

/**
 * The text of a list, whose SHA-256 is what a `release` entry logs. (Build.)
 *
 * @param list - The assets in any order.
 * @throws RangeError when a version, hash or path is not of its form, or a path comes twice.
 * @see SPEC.md §4.9
 */
export function encodeAssetList({ version, assets }: AssetList): string {
  const sorted = assets.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const lines = sorted.map(({ sha256, path }) => `${sha256} ${path}\n`).join("");
  const text = `${assetListSchema} ${version}\n${lines}`;
  try {
    decodeAssetList(text);
  } catch (cause) {
    throw new RangeError("these make no list of assets", { cause });
  }
  return text;
}

/**
 * Read a list. (Server, at start; monitor.) Whether it is the logged one, and whether the files are as it says, is for the
 * caller to check.
 *
 * @param text - Untrusted.
 * @throws {@link ProtocolError} `unsupported-version` on another `celadon/release/v…`; `malformed` on anything else that
 *   is not exactly one list.
 * @see SPEC.md §4.9
 */
export function decodeAssetList(text: string): AssetList {
  if (text.length > assetListBytesMax) throw malformed(`it has ${text.length} characters`);
  const [head = "", ...lines] = text.split("\n");
  const [schema = "", version = "", ...more] = head.split(" ");
  if (schema !== assetListSchema) {
    const code = /^celadon\/release\/v\d+$/.test(schema) ? "unsupported-version" : "malformed";
    throw new ProtocolError(code, `wanted ${assetListSchema}, got ${JSON.stringify(schema.slice(0, 100))}`);
  }
  if (more.length > 0 || !/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/.test(version)) {
    throw malformed("its first line has no version");
  }
  if (lines.pop() !== "") throw malformed("its last line does not end");
  const assets = lines.map(parseLine);
  for (const [index, { path }] of assets.entries()) {
    if (index > 0 && assets[index - 1]!.path >= path) throw malformed(`${path} is not in ascending order`);
  }
  return { version, assets };
}

function parseLine(line: string): Asset {
  const match = /^([0-9a-f]{64}) (\/\S*)$/.exec(line);
  if (match === null) throw malformed(`no line of an asset: ${JSON.stringify(line.slice(0, 200))}`);
  const [, sha256 = "", path = ""] = match;
  const isPlain = /^\/(?:[\w-][\w.-]*\/)*(?:[\w-][\w.-]*)?$/.test(path);
  if (!isPlain || path === assetListPath || path.startsWith("/v1/"))
    throw malformed(`${path} is no asset's path`);
  return { sha256, path };
}

function malformed(why: string): ProtocolError {
  return new ProtocolError("malformed", `not a list of assets: ${why}`);
}
