import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeAssetList } from "../../protocol/index.ts";

/**
 * Write what a build would have written: the files, and the list of them.
 *
 * @param files - Content by name, such as `citizen/index.html`; one that begins with a dot is not listed.
 * @returns The directory.
 */
export function writePages(
  directory: string,
  files: Readonly<Record<string, string>>,
  version = "0.1.0",
): string {
  const assets = Object.entries(files)
    .filter(([name]) => !name.startsWith("."))
    .map(([name, content]) => ({
      sha256: createHash("sha256").update(content).digest("hex"),
      path: `/${name}`.replace(/^\/citizen\/index\.html$/, "/").replace(/\/index\.html$/, "/"),
    }));
  const written = { ...files, "release.txt": encodeAssetList({ version, assets }) };
  for (const [name, content] of Object.entries(written)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}
